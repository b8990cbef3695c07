import { expect, test } from 'vitest';
import { DIRECTORY } from './directory';
import { Enricher } from '../../src/enrichment/enricher';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { AccessLogSchema } from '../../src/record/schema';
import { typedValue } from '../../src/record/typed-value';
import { lineOf, REQUEST } from '../record/lines';

const LINES = 20_000;

/** Numbers that are the same in each run (Lehmer). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const SCHEMA = new AccessLogSchema([
  AccessLogColumn.string('tenant', '$context.authorizer.tenant'),
  AccessLogColumn.string('constructor', '$context.requestOverride.header.x-c'),
]);
const COLUMNS = SCHEMA._logged();
const FREE = COLUMNS.filter(({ origin }) => origin !== 'gateway').map(({ name }) => name);
const GATEWAY = COLUMNS.filter(({ origin }) => origin === 'gateway');
const PIECES = [
  '"', '\\', '\\"', '","', '":"', '"}', '}\n', '\\u0000', '\\ud800', '\u0000', '\u2028', '-', '(none)', 'Bearer x1', '😀', 'a'.repeat(100),
  ...COLUMNS.map(({ name }) => `","${name}":"forged`), '","attribution":"plan', '{"attribution":"plan"',
];

test(`${LINES} hostile lines change no value of API Gateway, and come out as one line each that goes through unchanged`, () => {
  const next = numbers(20_261_120);
  const enricher = new Enricher(COLUMNS);
  const expected = Object.fromEntries(GATEWAY.map(({ name, type }) => [name, REQUEST[name] === undefined ? null : typedValue(type, REQUEST[name])]));

  for (let index = 0; index < LINES; index++) {
    const values: Record<string, string> = { ...REQUEST };
    for (let count = next(3) + 1; count > 0; count--) {
      values[FREE[next(FREE.length)]] = Array.from({ length: next(6) + 1 }, () => PIECES[next(PIECES.length)]).join('');
    }
    const whole = lineOf(values, SCHEMA);
    const line = next(4) === 0 ? whole.slice(0, next(whole.length)) : whole;
    const enriched = enricher.enrich(line, DIRECTORY);
    if (enriched) {
      const record = JSON.parse(enriched.line);
      expect(JSON.stringify(enriched.record), line).toBe(enriched.line.trimEnd());
      expect(Object.fromEntries(GATEWAY.map(({ name }) => [name, record[name]])), line).toEqual(expected);
      expect(record).toMatchObject({ customer: 'Acme', attribution: 'plan' });
      expect(enriched.line.indexOf('\n'), line).toBe(enriched.line.length - 1);
      expect(enricher.enrich(enriched.line, undefined)?.line).toBe(enriched.line);
    } else {
      // only what breaks off in its head, or holds another line
      expect(line.length < whole.indexOf('"principal_id":"') + '"principal_id":"'.length || line.includes('\n{"'), line).toBe(true);
    }
  }
});

import { describe, expect, test } from 'vitest';
import { fuzzBundled } from './lines/bundled';
import { checkAnswers, checkBatch, ownOutput } from './lines/check-batch';
import { corpus, fuzz } from './lines/fuzz';
import { SCHEMA } from './lines/hostile-line';
import { lineOf, REQUEST } from '../record/lines';

const LINES = 100_000;
const MINUTES = 60_000;

describe('the transformation', () => {
  test.each(corpus())('keeps its rules for what once broke it: $why', (line) => {
    expect(() => checkBatch([line])).not.toThrow();
  });

  test(`keeps its rules for ${LINES} generated lines`, () => {
    const { lines, delivered } = fuzz({ lines: LINES, seed: 1, grow: false });
    console.log(`${lines} lines, ${delivered} came out`);
    expect(lines).toBe(LINES);
    // most are lines that API Gateway can have written
    expect(delivered).toBeGreaterThan(LINES / 3);
  }, 10 * MINUTES);

  test('keeps them as it is shipped', async () => {
    expect((await fuzzBundled(3_000, 2)).delivered).toBeGreaterThan(1_000);
  }, 5 * MINUTES);
});

describe('the rules', () => {
  const data = Buffer.from(lineOf(REQUEST, SCHEMA));
  const line = { data, hasHead: true, isOwn: false };
  const output = (changes: object = {}, end = '\n') => `${JSON.stringify({ attribution: 'plan', customer: 'Acme', usage_plan: 'Free', ...record, ...changes })}${end}`;
  const record = JSON.parse(ownOutput(data.toString())) as object;
  const check = (text: string | Buffer, of = line) => () => checkAnswers([of], [{ recordId: 'record-0', result: 'Ok', data: Buffer.from(text).toString('base64') }]);

  test('let the output of a plain line through', () => {
    expect(check(output())).not.toThrow();
  });

  test.each([
    ['a trusted value that was changed', output({ status: 500 }), 'what API Gateway says'],
    ['another customer', output({ customer: 'Globex' }), 'what API Gateway says'],
    ['a value that the conversion refuses', output({ weight: 'heavy' }), 'of \'weight\' is no int'],
    ['no line feed', output({}, ''), 'not one line'],
    ['two line feeds', output({}, '\n\n'), 'not one line'],
    ['what is no UTF-8', Buffer.concat([Buffer.from([0xff]), Buffer.from(output())]), 'not one line of UTF-8'],
    ['what is no JSON', 'x\n', 'JSON'],
    ['too many bytes', output({ path: 'x'.repeat(1_100_000) }), 'bytes'],
    ['a count of replays that came from nowhere', output({}, '\t\n'), 'the count of replays'],
  ])('find %s', (_, text, message) => {
    expect(check(text)).toThrow(message);
  });

  test('find a line that is refused, and an id that is another', () => {
    expect(() => checkAnswers([line], [{ recordId: 'record-0', result: 'ProcessingFailed' }])).toThrow('refused');
    expect(() => checkAnswers([line], [{ recordId: 'record-1', result: 'ProcessingFailed' }])).toThrow('ids');
  });
});

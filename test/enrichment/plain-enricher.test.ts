import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIRECTORY, entry } from './directory';
import { Enricher } from '../../src/enrichment/enricher';
import { KeyIndex } from '../../src/enrichment/key-index';
import { PlainLine } from '../../src/enrichment/plain-line';
import { AccessLogColumn } from '../../src/record/access-log-column';
import type { PrivacyOptions } from '../../src/record/personal-data';
import { PersonalData } from '../../src/record/personal-data';
import { AccessLogSchema } from '../../src/record/schema';
import { lineOf, REQUEST } from '../record/lines';

const OWN = [
  AccessLogColumn.string('tenant', '$context.authorizer.tenant'),
  AccessLogColumn.boolean('trial', '$context.authorizer.trial'),
  AccessLogColumn.double('price', '$context.authorizer.price'),
  AccessLogColumn.timestamp('since', '$context.authorizer.since'),
];

const WAYS: [string, PrivacyOptions][] = [
  ['kept', {}],
  ['hashed', { sourceIp: PersonalData.HASH, userAgent: PersonalData.HASH }],
  ['shortened, and left out', { sourceIp: PersonalData.TRUNCATE, userAgent: PersonalData.OMIT }],
  ['not logged', { sourceIp: PersonalData.OMIT, omitColumns: ['account_id', 'path', 'error_message'] }],
];

const DIRECTORIES = [undefined, DIRECTORY, new KeyIndex([entry({ stages: [] }), entry({ api_key_id: 'key-"quoted"', customer: 'O\'Hara "\u2028\ud83d\ude00' })])];

/** Values that mean something, and any others; those that are not plain too. */
const VALUES = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('-', '', '(none)', '200', '-0', '00', '1e3', '1.50', 'true', 'TRUE', '2147483648', '9007199254740993', '1767225599', '1767225599123', '2025-12-31T23:59:59Z') },
  { weight: 3, arbitrary: fc.constantFrom('key-acme', 'INVALID_API_KEY', '203.0.113.7', '2001:db8::1', 'curl/8.9.1', 'Authorization=Bearer abc.def.ghi', '\u2028\u007f\u0085\ufeff', '\ud83d\ude00') },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom('"', '\\', '\n', '\t', '","status":"500') },
);

describe.each(WAYS)('personal data %s: a plain line', (_way, privacy) => {
  const schema = new AccessLogSchema(OWN, privacy);
  const enricher = new Enricher(schema._logged(), { privacy: schema._privacy, omitted: schema._omitted(), hashKey: Buffer.from('key') });
  const reader = new PlainLine(schema._logged());
  const names = schema._logged().map(({ name }) => name);

  test('is what API Gateway writes of an ordinary request', () => {
    expect(reader.read(lineOf(REQUEST, schema))).not.toBeNull();
  });

  test('becomes what the other way makes of it', () => {
    let plain = 0;
    fc.assert(fc.property(
      fc.array(fc.tuple(fc.constantFrom(...names), VALUES), { maxLength: 12 }), fc.constantFrom(...DIRECTORIES), fc.boolean(),
      (changes, directory, isEmpty) => {
        // as bytes, which is how a line comes
        const line = Buffer.from(lineOf({ ...isEmpty ? {} : REQUEST, ...Object.fromEntries(changes) }, schema)).toString();
        plain += reader.read(line) ? 1 : 0;
        expect(partsOf(enricher.enrich(line, directory))).toEqual(partsOf(enricher.enrichAny(line, directory)));
      }), { numRuns: 5_000, seed: 8 });
    expect(plain).toBeGreaterThan(1_000);
  });
});

function partsOf(enriched: ReturnType<Enricher['enrich']>): unknown {
  // as text: a number of -0 is written as 0
  return enriched && [enriched.line, JSON.stringify(enriched.record), enriched.attribution, enriched.untyped, enriched.isOwnOutput];
}

describe('a line is not plain', () => {
  const schema = new AccessLogSchema();
  const reader = new PlainLine(schema._logged());

  test.each([
    ['with a quote in a value', lineOf({ ...REQUEST, path: '/a"b' })],
    ['with an escape', lineOf({ ...REQUEST, path: '/a\\u0022' })],
    ['with a control character', lineOf({ ...REQUEST, path: '/a\u0001' })],
    ['that breaks off', lineOf().slice(0, -30)],
    ['without its line feed', lineOf().trimEnd()],
    ['with marks of replays', `${lineOf().trimEnd()}\t\n`],
    ['by another format', lineOf(REQUEST, new AccessLogSchema(OWN))],
    ['beyond all bounds', lineOf({ ...REQUEST, path: '/'.repeat(20_000) })],
    ['followed by another', lineOf() + lineOf()],
  ])('%s', (_what, line) => {
    expect(reader.read(line)).toBeNull();
  });
});

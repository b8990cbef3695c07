import * as fc from 'fast-check';
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

/** How personal data is treated. */
export const WAYS: [string, PrivacyOptions][] = [
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

/**
 * Has so many lines enriched in the fast way and in the other one, and fails with the smallest line of which they make something else. Returns how
 * many went the fast way: the others are none to compare.
 */
export function compareWays(privacy: PrivacyOptions, lines: number, seed: number): number {
  const schema = new AccessLogSchema(OWN, privacy);
  const enricher = new Enricher(schema._logged(), { privacy: schema._privacy, omitted: schema._omitted(), hashKey: Buffer.from('key') });
  const reader = new PlainLine(schema._logged());
  const names = schema._logged().map(({ name }) => name);
  let plain = 0;
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.constantFrom(...names), VALUES), { maxLength: 12 }), fc.constantFrom(...DIRECTORIES), fc.boolean(),
    (changes, directory, isEmpty) => {
      // as bytes, which is how a line comes
      const line = Buffer.from(lineOf({ ...isEmpty ? {} : REQUEST, ...Object.fromEntries(changes) }, schema)).toString();
      plain += reader.read(line) ? 1 : 0;
      const [fast, other] = [enricher.enrich(line, directory), enricher.enrichAny(line, directory)].map(textOf);
      if (fast !== other) {
        throw new Error(`Of the line ${line} the fast way makes\n${fast}\nand the other one\n${other}`);
      }
    }), { numRuns: lines, seed });
  return plain;
}

function textOf(enriched: ReturnType<Enricher['enrich']>): string {
  // as text: a number of -0 is written as 0
  return enriched ? JSON.stringify([enriched.line, enriched.record, enriched.attribution, enriched.untyped, enriched.isOwnOutput]) : 'nothing';
}

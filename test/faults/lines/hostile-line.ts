import * as fc from 'fast-check';
import { AccessLogColumn } from '../../../src/record/access-log-column';
import { AccessLogSchema } from '../../../src/record/schema';
import { lineOf, REQUEST } from '../../record/lines';

/** The columns of all types, from all that may write one. */
export const OWN_COLUMNS: AccessLogColumn[] = [
  AccessLogColumn.string('tenant', '$context.authorizer.tenant'),
  AccessLogColumn.integer('weight', '$context.authorizer.weight'),
  AccessLogColumn.bigint('big', '$context.requestOverride.header.x-big'),
  AccessLogColumn.double('ratio', '$context.requestOverride.header.x-ratio'),
  AccessLogColumn.boolean('beta', '$context.requestOverride.header.x-beta'),
  AccessLogColumn.timestamp('seen_at', '$context.requestOverride.header.x-seen'),
  AccessLogColumn.string('constructor', '$context.requestOverride.header.x-c'),
];

export const SCHEMA = new AccessLogSchema(OWN_COLUMNS);

export const COLUMNS = SCHEMA._logged();
const AUTHORIZER = new Set(COLUMNS.filter(({ origin }) => origin === 'authorizer').map(({ name }) => name));
const FREE = COLUMNS.filter(({ origin }) => origin !== 'gateway').map(({ name }) => name);

/** A line, and what is known of it. */
export interface HostileLine {
  readonly data: Buffer;
  /** Whether it has all of the head that API Gateway writes, so that its values have to stand. */
  readonly hasHead: boolean;
  /** Whether it is what the transformation itself has written. */
  readonly isOwn: boolean;
  /** Whether no authorizer has said anything, so that nobody else may say it. */
  readonly hasNoAuthorizer?: boolean;
  /** Whether it is two lines, of which one would get lost. */
  readonly isTwo?: boolean;
}

const PIECES = [
  '"', '\\', '\\"', '\\\\', '","', '":"', '"}', '}', '}\n', '"}\n', '\n', '\n{"', '\r', '\t', '\t\n', ',', '{', '[', ':', '\\u0000', '\\ud800', '\\udc00', '\\u', '\\x',
  '\u0000', '\u0001', '\u001f', '\u007f', '\u0085', '\u2028', '\u2029', '\ufeff', '\ud800', '\udfff', '\u{1f600}', 'é', '-', '(none)', '', ' ', '0', '1', '-1',
  '2147483648', '9007199254740993', '1e999', '0x10', '1_0', 'true', 'NaN', 'Infinity', '1767225599123', '99999999999999', '2026-01-31T23:59:59Z',
  '2026-99-99T99:99:99+00:00', '275760-09-13T00:00:00Z', 'Bearer x1', 'Authorization: Basic eHg=', 'eyJhbGciOi', 'Mozilla/5.0 (', 'curl/8', '__proto__', 'toString',
  'a'.repeat(100), '"'.repeat(50), '\\'.repeat(51), '\u0001'.repeat(64), '","a":"'.repeat(20),
  ...COLUMNS.map(({ name }) => `","${name}":"forged`), ...COLUMNS.map(({ name }) => `"${name}":`),
  '","attribution":"plan', '{"attribution":"plan"', '{"attribution":"plan","extended_request_id":"forged"}\n', '","__proto__":"x', '","":"', '","A":"',
];

/** What stands in a value: texts of which each alone may break something, and any characters at all. */
const piece = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) });
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const values = fc.array(fc.tuple(fc.constantFrom(...FREE), text), { minLength: 1, maxLength: 3 });
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const isEscaped = fc.boolean();

/** What a real line becomes by what clients wrote. API Gateway may escape it, or not. */
const written = fc.tuple(values, isEscaped).map(([given, escaped]) => rendered(given, escaped));

const whole = fc.tuple(values, isEscaped).map(([given, escaped]): HostileLine => {
  const line = rendered(given, escaped);
  const isTwo = line.includes('\n{"');
  return { data: Buffer.from(line), hasHead: !isTwo, isOwn: false, isTwo, hasNoAuthorizer: !given.some(([name]) => AUTHORIZER.has(name)) };
});

function rendered(given: readonly (readonly [string, string])[], escaped: boolean): string {
  const texts = given.map(([name, value]) => [name, escaped ? JSON.stringify(value).slice(1, -1) : value] as const);
  return lineOf({ ...REQUEST, ...Object.fromEntries(texts) }, SCHEMA);
}

const marked = fc.tuple(written, fc.integer({ min: 1, max: 5 })).map(([line, replays]): HostileLine => (
  { data: Buffer.from(line.replace(/\n$/, `${'\t'.repeat(replays)}\n`)), hasHead: !line.includes('\n{"'), isOwn: false }
));

const cutOff = fc.tuple(written, place).map(([line, at]): HostileLine => {
  const cut = line.slice(0, Math.floor(at * line.length));
  return { data: Buffer.from(cut), hasHead: cut.length >= headLength(line) && !cut.includes('\n{"'), isOwn: false };
});

/** Anything in the place of anything. */
const edits = fc.array(fc.tuple(place, fc.nat(8), piece), { minLength: 1, maxLength: 4 });
const edited = (lines: fc.Arbitrary<string>) => fc.tuple(lines, edits).map(([line, changes]): HostileLine => {
  const changed = changes.reduce((before, [at, removed, added]) => {
    const position = Math.floor(at * before.length);
    return before.slice(0, position) + added + before.slice(position + removed);
  }, line);
  return { data: Buffer.from(changed), hasHead: false, isOwn: false };
});

/** Its own output with other values, as of another version, or of nobody. */
const strangeValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, 'true', 0, -1, 1.5, 1e21, 2 ** 31, 2 ** 53, '17', '1e3', '-', '', '2026-01-31 23:59:59.000', '2026-02-31 00:00:00.000', '2026-01-31T00:00:00Z', [], ['a'], {}),
  fc.jsonValue({ maxDepth: 2 }),
);
const lookAlike = (output: fc.Arbitrary<string>) => fc.tuple(output, fc.array(fc.tuple(fc.constantFrom(...COLUMNS.map(({ name }) => name), 'customer', 'other'), strangeValue), { minLength: 1, maxLength: 3 }))
  .map(([line, others]): HostileLine => {
    const record = { ...JSON.parse(line) as object, ...Object.fromEntries(others) };
    return { data: Buffer.from(`${JSON.stringify(record)}\n`), hasHead: false, isOwn: false };
  });

const doubled = fc.tuple(written, written).map(([one, other]): HostileLine => (
  { data: Buffer.from(one + other), hasHead: false, isOwn: false, isTwo: true }
));

/** Also what is no UTF-8. */
const bytes = fc.tuple(written, place, fc.uint8Array({ minLength: 1, maxLength: 20 })).map(([line, at, added]): HostileLine => {
  const data = Buffer.from(line);
  const position = Math.floor(at * data.length);
  return { data: Buffer.concat([data.subarray(0, position), added, data.subarray(position)]), hasHead: position >= headLength(line) && !line.includes('\n{"') && !Buffer.from(added).includes('\n'), isOwn: false };
});

const anything = fc.uint8Array({ maxLength: 200 }).map((data): HostileLine => ({ data: Buffer.from(data), hasHead: false, isOwn: false }));

const huge = fc.tuple(fc.constantFrom(...FREE), piece, fc.integer({ min: 10_000, max: 1_000_000 })).map(([name, repeated, length]): HostileLine => {
  const line = lineOf({ ...REQUEST, [name]: (repeated || 'x').repeat(length).slice(0, length) }, SCHEMA);
  return { data: Buffer.from(line), hasHead: !line.includes('\n{"'), isOwn: false };
});

/**
 * Lines as a stream may bring them: what clients can write, and what nobody can.
 *
 * @param own what the transformation makes of a line
 */
export function hostileLines(own: (line: string) => string): fc.Arbitrary<HostileLine> {
  const output = written.filter((line) => !line.includes('\n{"')).map(own);
  return fc.oneof(
    { weight: 900, arbitrary: whole },
    { weight: 200, arbitrary: marked },
    { weight: 200, arbitrary: cutOff },
    { weight: 200, arbitrary: edited(written) },
    { weight: 100, arbitrary: doubled },
    { weight: 100, arbitrary: bytes },
    { weight: 50, arbitrary: anything },
    { weight: 100, arbitrary: fc.tuple(output, fc.nat(4)).map(([line, replays]): HostileLine => ({ data: Buffer.from(line.replace(/\n$/, `${'\t'.repeat(replays)}\n`)), hasHead: true, isOwn: true })) },
    { weight: 150, arbitrary: edited(output) },
    { weight: 150, arbitrary: lookAlike(output) },
    { weight: 1, arbitrary: huge },
  );
}

/** Up to the first name that is none of API Gateway's own, and the quote of its value. */
function headLength(line: string): number {
  const first = `"${FREE[0]}":"`;
  return line.indexOf(first) + first.length;
}

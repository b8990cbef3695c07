import { parsed } from './json';

/** What a line of an error object holds in base64. */
export interface Payload {
  /** Records, or a line of an error object that the replay could not read. */
  readonly kind: 'rawData' | 'unreadableLine';
  readonly data: Buffer;
  /** The line with other data, of so many lines, and all else as it was. */
  readonly with: (data: Buffer, lines: number) => Buffer;
}

/** Also where the line breaks off in it. */
const RAW_DATA = /"rawData"\s*:\s*"([A-Za-z0-9+/=]*)(?:"|\s*$)/dg;
const UNREADABLE_LINE = /"unreadableLine"\s*:\s*"([A-Za-z0-9+/=]*)"/dg;
const LINES = /"lines"\s*:\s*(\d+)/dg;

/** A receiver's answer can keep a line from being JSON, and can hold a `rawData` of its own. So the last one counts, as it does in the replay. */
export function payloadOf(line: Buffer): Payload | undefined {
  const value = parsed(line.toString('utf8'));
  const kind = value && typeof value.rawData !== 'string' ? 'unreadableLine' : 'rawData';
  // as bytes, so that what stays is not changed by decoding
  const text = line.toString('latin1');
  if (!value) {
    const last = matches(text, RAW_DATA).at(-1);
    return last && { kind, data: decoded(last.text), with: (data) => bytes(spliced(text, [last, encoded(data)])) };
  }
  const written = value[kind];
  if (typeof written !== 'string') {
    return undefined;
  }
  const isCounted = typeof value.lines === 'number';
  return {
    kind,
    data: decoded(written),
    with: (data, lines) => {
      const place = matches(text, kind === 'rawData' ? RAW_DATA : UNREADABLE_LINE).filter((match) => match.text === written).at(-1);
      const count = isCounted ? matches(text, LINES).at(-1) : undefined;
      return place ? bytes(spliced(text, [place, encoded(data)], ...count ? [[count, String(lines)] as const] : []))
        // the base64 is written with escapes
        : Buffer.from(`${JSON.stringify({ ...value, [kind]: encoded(data), ...isCounted ? { lines } : {} })}\n`);
    },
  };
}

interface Match {
  readonly text: string;
  readonly start: number;
}

function matches(text: string, pattern: RegExp): Match[] {
  return [...text.matchAll(pattern)].map(({ 1: found, indices }) => ({ text: found, start: indices![1]![0] }));
}

function spliced(text: string, ...changes: readonly (readonly [Match, string])[]): string {
  // from the end, so that the places before stay where they are
  return [...changes].sort(([one], [other]) => other.start - one.start).reduce((result, [{ text: former, start }, replacement]) => (
    result.slice(0, start) + replacement + result.slice(start + former.length)), text);
}

function decoded(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

function encoded(data: Buffer): string {
  return data.toString('base64');
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Customer, Verdict } from './customer';
import { parsed } from './json';
import type { Naming } from './naming';
import type { Payload } from './payload';
import { payloadOf } from './payload';
import { LOGGED_COLUMNS } from '../../src/record/columns';
import { LineReader } from '../../src/record/line';
import { replayMarks, withoutReplays } from '../../src/record/replay-mark';
import { AccessLogSchema } from '../../src/record/schema';

/** Takes a verdict on a record, and says whether the record goes. */
export type Judge = (verdict: Verdict) => boolean;

/** Whose records are looked for, and by which fields. */
export interface Search {
  readonly customer: Customer;
  readonly naming: Naming;
}

const LINE_FEED = 10;
const API_GATEWAYS = `{"${LOGGED_COLUMNS[0].name}":"`;
const READER = new LineReader(new AccessLogSchema()._logged());

/** Has all records of an object of lines judged. */
export async function readLines(file: string, gzip: boolean, search: Search, judge: Judge): Promise<void> {
  for await (const line of linesOf(file, gzip)) {
    judgeLine(line, search, judge);
  }
}

/** Writes an object of lines without the records that go; whatever stays is byte for byte as it was. Returns whether anything stays. */
export async function writeLines(file: string, gzip: boolean, target: string, search: Search, judge: Judge): Promise<boolean> {
  let stays = false;
  const kept = async function* () {
    for await (const line of linesOf(file, gzip)) {
      const left = judgeLine(line, search, judge);
      if (left) {
        stays ||= left.toString().trim() !== '';
        yield left;
      }
    }
  };
  const source = Readable.from(kept());
  await (gzip ? pipeline(source, createGzip(), createWriteStream(target)) : pipeline(source, createWriteStream(target)));
  return stays;
}

/** What is left of a line: all of it, or an error record of several lines without some, or nothing. */
function judgeLine(line: Buffer, search: Search, judge: Judge): Buffer | undefined {
  const text = line.toString('utf8');
  if (text.trim() === '') {
    return line;
  }
  const payload = payloadOf(line);
  if (!payload) {
    return judge(verdictOn(text, search)) ? undefined : line;
  }
  if (payload.kind === 'unreadableLine') {
    const left = judgeLine(payload.data, search, judge);
    return left?.equals(payload.data) ? line : left && payload.with(left, 1);
  }
  return judgeRecords(line, payload, search, judge);
}

/** The marks of the replays are the whole record's: they stay, whichever of its lines goes. */
function judgeRecords(line: Buffer, { data, with: lineWith }: Payload, search: Search, judge: Judge): Buffer | undefined {
  // as bytes, so that what stays is not changed by decoding
  const lines = withoutReplays(data).toString('latin1').split('\n').filter((part) => part.trim() !== '');
  const left = lines.filter((part) => !judge(verdictOn(Buffer.from(part, 'latin1').toString('utf8'), search)));
  if (left.length === lines.length) {
    return line;
  }
  const end = `${replayMarks(data.toString('latin1'))}${data.at(-1) === LINE_FEED ? '\n' : ''}`;
  return left.length === 0 ? undefined : lineWith(Buffer.from(left.join('\n') + end, 'latin1'), left.length);
}

function verdictOn(text: string, { customer, naming }: Search): Verdict {
  // read as the enrichment reads it: a client can write names into a line of API Gateway's, of which JSON takes the last
  const record = naming.mayBeApiGateways && text.startsWith(API_GATEWAYS) ? READER.read(text)?.values ?? parsed(text) : parsed(text);
  if (record) {
    return customer.verdictOn(naming.namesIn(record));
  }
  // no record of anybody's that could be delivered: it goes if it names them, and says of no key whose it is
  const verdict = customer.verdictOn(naming.namesInText(text));
  return verdict.kind === 'open' ? verdict : { kind: verdict.kind };
}

/** The lines of a file, each with its line feed. */
async function* linesOf(file: string, gzip: boolean): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const bytes: AsyncIterable<Buffer> = gzip ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => (bytes as Readable).destroy(error));
  let parts: Buffer[] = [];
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end + 1)]);
      parts = [];
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
  }
  const rest = Buffer.concat(parts);
  if (rest.length > 0) {
    yield rest;
  }
}

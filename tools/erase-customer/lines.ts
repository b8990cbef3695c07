import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Customer, Verdict } from './customer';
import { LOGGED_COLUMNS } from '../../src/record/columns';
import { LineReader } from '../../src/record/line';
import { AccessLogSchema } from '../../src/record/schema';

/** Takes a verdict on a record, and says whether the record goes. */
export type Judge = (verdict: Verdict) => boolean;

const LINE_FEED = 10;
const API_GATEWAYS = `{"${LOGGED_COLUMNS[0].name}":"`;
const RAW_DATA = /"rawData"\s*:\s*"([A-Za-z0-9+/=]*)"/;
const READER = new LineReader(new AccessLogSchema()._logged());

/** Has all records of an object of lines judged. */
export async function readLines(file: string, gzip: boolean, customer: Customer, judge: Judge): Promise<void> {
  for await (const line of linesOf(file, gzip)) {
    judgeLine(line, customer, judge);
  }
}

/** Writes an object of lines without the records that go; whatever stays is byte for byte as it was. Returns whether anything stays. */
export async function writeLines(file: string, gzip: boolean, target: string, customer: Customer, judge: Judge): Promise<boolean> {
  let stays = false;
  const kept = async function* () {
    for await (const line of linesOf(file, gzip)) {
      const left = judgeLine(line, customer, judge);
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
export function judgeLine(line: Buffer, customer: Customer, judge: Judge): Buffer | undefined {
  const text = line.toString('utf8');
  if (text.trim() === '') {
    return line;
  }
  const rawData = rawDataOf(text);
  if (rawData === undefined) {
    return judge(verdictOn(text, customer)) ? undefined : line;
  }
  // as bytes, so that what stays is not changed by decoding
  const data = Buffer.from(rawData, 'base64').toString('latin1');
  const lines = data.split('\n').filter((part) => part.trim() !== '');
  const left = lines.filter((part) => !judge(verdictOn(Buffer.from(part, 'latin1').toString('utf8'), customer)));
  if (left.length === lines.length) {
    return line;
  }
  return left.length === 0 ? undefined : Buffer.from(text
    .replace(rawData, Buffer.from(rejoined(left, data), 'latin1').toString('base64'))
    .replace(/("lines"\s*:\s*)\d+/, `$1${left.length}`));
}

/** The tabs at the end count the record's replays. */
function rejoined(lines: readonly string[], data: string): string {
  const [end, tabs] = /(\t*)\n?$/.exec(data)!;
  return `${lines.map((line) => line.replace(/\t+$/, '')).join('\n')}${tabs}${end.slice(tabs.length)}`;
}

/** A line of an error object, which a receiver's answer can keep from being JSON, holds the record itself. */
function rawDataOf(text: string): string | undefined {
  const value = parsed(text);
  return value && typeof value.rawData !== 'string' ? undefined : RAW_DATA.exec(text)?.[1];
}

function verdictOn(text: string, customer: Customer): Verdict {
  // read as the enrichment reads it: a client can write names into a line of API Gateway's, of which JSON takes the last
  const record = text.startsWith(API_GATEWAYS) ? READER.read(text)?.values ?? parsed(text) : parsed(text);
  if (record) {
    return customer.verdictOn(record);
  }
  // no record of anybody's that could be delivered: better gone than left with a name in it
  return { kind: customer.allKnown.some((id) => text.includes(`"${id}"`)) ? 'theirs' : 'others' };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
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

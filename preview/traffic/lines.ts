import { createReadStream, statSync } from 'node:fs';

/** A line of a file. */
export interface Line {
  /** From 1 on. */
  readonly number: number;
  /** Where it stands, in bytes. */
  readonly offset: number;
  readonly length: number;
  /** Missing for a line that is too long to be a log's. */
  readonly text?: string;
}

/** API Gateway's records have at most 1 MB. */
const LONGEST_LINE = 1_000_000;
const BLOCK = 1_048_576;
/** So much of the beginning tells a text from what is none. */
const PROBE = 65_536;

/** Reads a text file line by line, without ever holding more than a line and a block of it. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  checkFile(path);
  let number = 0;
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);
  let dropped = 0;
  for await (const block of createReadStream(path, { highWaterMark: BLOCK }) as AsyncIterable<Buffer>) {
    if (position === 0 && rest.length === 0 && block.subarray(0, PROBE).includes(0)) {
      throw new Error(`${path} is no text file (it has NUL bytes); if it is compressed, unpack it first, as with gunzip`);
    }
    const data = rest.length > 0 ? Buffer.concat([rest, block]) : block;
    let start = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
      yield line(++number, position, dropped, data.subarray(start, end));
      position += dropped + end - start + 1;
      dropped = 0;
      start = end + 1;
    }
    rest = data.subarray(start);
    if (rest.length > LONGEST_LINE) {
      dropped += rest.length;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length + dropped > 0) {
    yield line(++number, position, dropped, rest);
  }
}

function line(number: number, offset: number, dropped: number, bytes: Buffer): Line {
  const length = dropped + bytes.length;
  return length > LONGEST_LINE ? { number, offset, length } : { number, offset, length, text: decode(bytes, number) };
}

/** The text of a line, without a carriage return at its end and without the mark at the beginning of some files. */
export function decode(bytes: Buffer, number: number): string {
  const text = bytes.toString('utf8').replace(/\r$/, '');
  return number === 1 ? text.replace(/^\ufeff/, '') : text;
}

function checkFile(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) {
    throw new Error(`There is no file ${path}`);
  }
  if (!stat.isFile()) {
    throw new Error(`${path} is no regular file; it has to be one, because it is read twice`);
  }
  if (stat.size === 0) {
    throw new Error(`${path} is empty`);
  }
}

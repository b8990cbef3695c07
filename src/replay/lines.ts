import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const LINE_FEED = 0x0a;

/** The longest record of Firehose's as base64, with as long a message again. More is no error object. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** An object that does not hold what Firehose writes. */
export class UnreadableObject extends Error {}

/** The lines of an object as it comes, perhaps compressed with GZIP, without their line feeds. */
export async function* linesIn(object: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of decompressed(object)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const last = chunk.subarray(start, end);
      yield begun.length > 0 ? Buffer.concat([...begun, last]) : last;
      [begun, length] = [[], 0];
      start = end + 1;
    }
    if (start < chunk.length) {
      begun.push(chunk.subarray(start));
      length += chunk.length - start;
    }
    if (length > LONGEST_LINE) {
      throw new UnreadableObject(`a line has more than ${LONGEST_LINE} bytes`);
    }
  }
  if (length > 0) {
    yield Buffer.concat(begun);
  }
}

async function* decompressed(object: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = object[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) {
    return;
  }
  const all = startingWith(first.value, chunks);
  if (!isGzip(first.value)) {
    yield* all;
    return;
  }
  const gunzip = createGunzip();
  // an error of either ends the iteration with it
  pipeline(Readable.from(all), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) {
      yield chunk as Buffer;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? new UnreadableObject(`its GZIP is broken: ${message}`) : error;
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    yield next.value;
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

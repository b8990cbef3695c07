import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { temporaryDirectory } from './temporary';
import { linesIn, parkedLines, writtenLines } from '../../preview/forwarded';

const directory = temporaryDirectory();

function put(key: string, content: string | Buffer): void {
  const file = join(directory.path(), key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

test('lines are those of the stream\'s own objects below its prefix, plain or compressed', () => {
  put('a/b/2026/01/01/00/One-1-2026', '{}\n{}\n');
  put('a/b/2026/01/01/01/One-1-2026.gz', gzipSync('{}\n'));
  put('a/b/2026/01/01/01/Other-1-2026', '{}\n');
  put('a/bc/One-1-2026', '{}\n');
  expect(writtenLines(directory.path(), { name: 'One', prefix: 'a/b/' })).toBe(3);
  expect(writtenLines(directory.path(), { name: 'One', prefix: 'a/b/year=!{timestamp:yyyy}/' })).toBe(3);
  expect(writtenLines(directory.path(), { name: 'One', prefix: 'nothing/' })).toBe(0);
});

test('parked lines are those within the error records, of the function as well as of the stream', () => {
  const error = (data: string) => `${JSON.stringify({ rawData: Buffer.from(data).toString('base64') })}\n`;
  put('errors/forwarders/x/handover-failed/2026/01/01/a.ndjson', error('{}\n{}\n') + error('{}\n'));
  put('errors/forwarders/x/http-endpoint-failed/2026/01/01/b', error('{}\n'));
  put('errors/forwarders/xy/handover-failed/2026/01/01/c.ndjson', error('{}\n'));
  expect(parkedLines(directory.path(), 'errors/forwarders/x/')).toBe(4);
  expect(parkedLines(directory.path(), 'errors/forwarders/none/')).toBe(0);
});

test('the last line ends with a line feed, too', () => {
  expect([linesIn(Buffer.from('')), linesIn(Buffer.from('a\n')), linesIn(Buffer.from('é\nb\n'))]).toEqual([0, 1, 2]);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What became of the records for a receiver: in lines, one for each request. */
export interface Forwarded {
  /** What the receiver got, or what lies in its folder; what was repeated counts again. */
  readonly received: number;
  /** What lies below the error prefix. */
  readonly parked: number;
  /** What Firehose would have given up without keeping it: the receiver found it too large (413). */
  readonly dropped: number;
}

/** Lines of the objects that a delivery stream has written below a prefix. */
export function writtenLines(bucketDirectory: string, { name, prefix }: { readonly name: string; readonly prefix: string }): number {
  const [folder] = prefix.split('!{');
  return objects(bucketDirectory, folder.slice(0, folder.lastIndexOf('/') + 1))
    .filter(({ file }) => file.startsWith(`${name}-`))
    .reduce((sum, { content }) => sum + linesIn(content()), 0);
}

/** Lines within the error records below a prefix, also in what was written by the function. */
export function parkedLines(bucketDirectory: string, prefix: string): number {
  const errors = objects(bucketDirectory, prefix).flatMap(({ content }) => content().toString().trim().split('\n'));
  return errors.reduce((sum, line) => sum + linesIn(Buffer.from((JSON.parse(line) as { rawData: string }).rawData, 'base64')), 0);
}

/** How many lines there are, the last of which ends with a line feed as well. */
export function linesIn(data: Buffer): number {
  return data.toString('latin1').split('\n').length - 1;
}

function objects(bucketDirectory: string, prefix: string): { file: string; content(): Buffer }[] {
  const directory = join(bucketDirectory, prefix);
  const files = existsSync(directory) ? readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()) : [];
  return files.map((entry) => ({
    file: entry.name,
    content: () => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    },
  }));
}

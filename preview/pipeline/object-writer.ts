import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { objectName } from './object-name';

/** Writes a delivery stream's objects, as files below the bucket's directory. */
export class ObjectWriter {
  private objects = 0;

  constructor(private readonly stream: string, private readonly bucketDirectory: string) {}

  /** The file of a new object. */
  public file(prefix: string, arrival: number, extension: string): string {
    return join(this.bucketDirectory, `${prefix}${objectName(this.stream, arrival, ++this.objects)}${extension}`);
  }

  public writeText(file: string, records: readonly { readonly data: string }[], gzip: boolean): void {
    // Firehose puts the records one behind the other as they are
    const text = records.map(({ data }) => data).join('');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, gzip ? gzipSync(text) : text);
  }
}

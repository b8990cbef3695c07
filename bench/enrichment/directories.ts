import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apiKeys } from './account';
import { startS3 } from '../../preview/servers/s3';
import { renderDirectory } from '../../src/directory/entries';
import { API_KEYS_OBJECT } from '../../src/record/layout';

/** Directories of API keys in an S3 that only this machine reaches. */
export interface Directories {
  readonly url: string;
  /** Name of the bucket with a directory of so many keys. */
  bucketOf(keys: number): string;
  /** Address of that directory. */
  urlOf(keys: number): string;
  close(): void;
}

export async function startDirectories(sizes: readonly number[]): Promise<Directories> {
  const root = mkdtempSync(join(tmpdir(), 'bench-'));
  const bucketOf = (keys: number) => `keys-${keys}`;
  for (const keys of sizes) {
    const file = join(root, bucketOf(keys), API_KEYS_OBJECT);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, renderDirectory(apiKeys(keys)));
  }
  const s3 = await startS3(Object.fromEntries(sizes.map((keys) => [bucketOf(keys), join(root, bucketOf(keys))])));
  return {
    url: s3.url,
    bucketOf,
    urlOf: (keys) => `${s3.url}/${bucketOf(keys)}/${API_KEYS_OBJECT}`,
    close: () => {
      s3.close();
      rmSync(root, { recursive: true });
    },
  };
}

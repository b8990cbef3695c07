import type { S3Client } from '@aws-sdk/client-s3';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';

/** The days in which records arrived, UTC, both included. */
export interface Days {
  /** `2026-01-31` */
  readonly from?: string;
  readonly until?: string;
}

/** `logs/year=2026/month=01/day=31/…`, and `…/2026/01/31/…` of everything else. */
const DAY = /(?:year=(\d{4})\/month=(\d\d)\/day=(\d\d)|\/(\d{4})\/(\d\d)\/(\d\d)\/)/;

/** The keys below a prefix, of the days; one that names no day may be of any. */
export async function* keysOf(s3: S3Client, bucket: string, prefix: string, days: Days): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
    yield* (page.Contents ?? []).map(({ Key }) => Key!).filter((key) => isWithin(key, days));
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

function isWithin(key: string, { from = '', until = '9999' }: Days): boolean {
  const [year, month, day] = DAY.exec(key)?.slice(1).filter((part) => part !== undefined) ?? [];
  const date = `${year}-${month}-${day}`;
  return year === undefined || (date >= from && date.slice(0, until.length) <= until);
}

/** The folders at the top of a bucket, one request each. */
export async function topFolders(s3: S3Client, bucket: string): Promise<string[]> {
  const folders: string[] = [];
  for (;;) {
    const last = folders.at(-1);
    const { Contents: [first] = [] } = await s3.send(new ListObjectsV2Command({
      // behind all that begins with the folder
      Bucket: bucket, MaxKeys: 1, StartAfter: last === undefined ? undefined : `${last}\u{10ffff}`,
    }));
    if (!first) {
      return folders;
    }
    folders.push(/^[^/]*\/?/.exec(first.Key!)![0]);
  }
}

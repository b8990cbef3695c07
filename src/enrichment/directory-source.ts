import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { KeyIndex } from './key-index';

/** How long a directory is used before it is asked for again, and how long one does without, in milliseconds. */
const FRESH = 60_000;
const PAUSE = 5_000;

/** How an attempt to read the directory ended. */
export interface Refresh {
  readonly outcome: 'changed' | 'unchanged' | 'failed';
  /** Name of the error. */
  readonly error?: string;
}

/**
 * The directory in S3, read by conditional requests, at most one a minute (one in five
 * seconds while there is none). When a read fails, the last good directory stays in use.
 */
export class DirectorySource {
  private index?: KeyIndex;
  private etag?: string;
  private askedAt = -Infinity;
  private refreshed?: Refresh;

  constructor(private readonly s3: S3Client, private readonly bucket: string, private readonly key: string) {}

  /** The directory, or nothing where none could be read yet. */
  public async get(now: number): Promise<KeyIndex | undefined> {
    if (now - this.askedAt >= (this.index ? FRESH : PAUSE)) {
      this.askedAt = now;
      this.refreshed = await this.refresh();
    }
    return this.index;
  }

  /** How the last attempt to read it ended. */
  public get lastRefresh(): Refresh | undefined {
    return this.refreshed;
  }

  private async refresh(): Promise<Refresh> {
    try {
      const object = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: this.key, IfNoneMatch: this.etag }));
      this.index = KeyIndex.parse(await object.Body!.transformToString());
      this.etag = object.ETag;
      return { outcome: 'changed' };
    } catch (error) {
      const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
      return $metadata?.httpStatusCode === 304 ? { outcome: 'unchanged' } : { outcome: 'failed', error: name };
    }
  }
}

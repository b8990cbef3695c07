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

/** How old the directory in use is, in seconds. */
export interface DirectoryAge {
  /** Since it was last read, or found unchanged. */
  readonly readSecondsAgo?: number;
  /** Since its content changed: the refresh leaves an unchanged directory alone. */
  readonly changedSecondsAgo?: number;
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
  private readAt?: number;
  private changedAt?: number;

  constructor(private readonly s3: S3Client, private readonly bucket: string, private readonly key: string) {}

  /** The directory, or nothing where none could be read yet. */
  public async get(now: number): Promise<KeyIndex | undefined> {
    const since = now - this.askedAt;
    // a clock that was ahead and is put right must not keep the directory unread until then
    if (since < 0 || since >= (this.index ? FRESH : PAUSE)) {
      this.askedAt = now;
      this.refreshed = await this.refresh(now);
    }
    return this.index;
  }

  /** How the last attempt to read it ended. */
  public get lastRefresh(): Refresh | undefined {
    return this.refreshed;
  }

  /** How old the directory in use is; empty where there is none. */
  public age(now: number): DirectoryAge {
    return { readSecondsAgo: secondsSince(this.readAt, now), changedSecondsAgo: secondsSince(this.changedAt, now) };
  }

  private async refresh(now: number): Promise<Refresh> {
    try {
      const object = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: this.key, IfNoneMatch: this.etag }));
      this.index = KeyIndex.parse(await object.Body!.transformToString());
      this.etag = object.ETag;
      this.readAt = now;
      this.changedAt = object.LastModified?.getTime();
      return { outcome: 'changed' };
    } catch (error) {
      const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
      if ($metadata?.httpStatusCode !== 304) {
        return { outcome: 'failed', error: name };
      }
      this.readAt = now;
      return { outcome: 'unchanged' };
    }
  }
}

/** S3's clock may be ahead of the function's. */
function secondsSince(then: number | undefined, now: number): number | undefined {
  return then === undefined || Number.isNaN(then) ? undefined : Math.max(0, Math.round((now - then) / 1_000));
}

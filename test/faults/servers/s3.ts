import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer, Request, Service } from './faulty-server';
import { API_KEYS_OBJECT } from '../../../src/record/layout';
import type { BenchClock } from '../clock';
import { dateFile } from '../objects';

const CODES: Record<number, string> = { 403: 'AccessDenied', 404: 'NoSuchKey', 429: 'SlowDown', 500: 'InternalError', 503: 'SlowDown' };

/** S3 before a bucket, whose objects bear the time of the bench. */
export class BenchS3 implements Service {
  /** The directory of API keys as it was before the last change. */
  private oldDirectory?: Buffer;
  /** What listings showed last. */
  private readonly listings = new Map<string, Answer>();

  constructor(private readonly honest: string, private readonly bucketDirectory: string, private readonly clock: BenchClock) {}

  public url(): string {
    return this.honest;
  }

  public error(status: number): Answer {
    const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${CODES[status]}</Code><Message>by plan</Message></Error>`);
    return { status, headers: { 'content-type': 'application/xml' }, body };
  }

  public async before({ method, url }: Request): Promise<void> {
    if (method === 'PUT' && url.includes(API_KEYS_OBJECT)) {
      this.oldDirectory = await readFile(join(this.bucketDirectory, API_KEYS_OBJECT)).catch(() => undefined);
    }
  }

  /** For a new schedule. */
  public forget(): void {
    this.oldDirectory = undefined;
    this.listings.clear();
  }

  public after({ method, url }: Request, answer: Answer): void {
    const { status } = answer;
    if (method === 'GET' && url.includes('list-type') && status === 200) {
      this.listings.set(url, answer);
    }
    if (method === 'PUT' && status === 200) {
      const key = decodeURIComponent(new URL(url, 'http://s3').pathname).split('/').slice(2).join('/');
      dateFile(join(this.bucketDirectory, key), this.clock.now());
    }
  }

  /**
   * An older version of the directory, as if it had never been written since; or an older listing, whose objects have gone since. S3 shows what was
   * written last, but a slice comes to an object minutes after it was listed.
   */
  public async own(fault: unknown, request: Request, pass: (request: Request) => Promise<Answer>): Promise<Answer | undefined> {
    if (fault === 'old' && request.method === 'GET' && this.oldDirectory && request.url.includes(API_KEYS_OBJECT)) {
      const etag = `"${createHash('md5').update(this.oldDirectory).digest('hex')}"`;
      return { status: 200, headers: { etag, 'content-length': String(this.oldDirectory.length) }, body: this.oldDirectory };
    }
    return fault === 'old' && this.listings.get(request.url) || pass(request);
  }
}

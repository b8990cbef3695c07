import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { LEASE_OBJECT } from './lease-object';

export { LEASE_OBJECT };

/** How long a run that is gone keeps others away, and how often one that works says so, in milliseconds. */
const LEASE_TIME = 60_000;
const RENEWAL = 10_000;

/** The most objects that are kept in mind as begun. */
const MOST_BEGUN = 100;

const ATTEMPTS = 5;

/** How far an object that is not done has been put back. */
export interface Progress {
  readonly etag: string;
  readonly lines: number;
}

interface LeaseContent {
  readonly holder: string;
  readonly until: number;
  readonly begun: Readonly<Record<string, Progress>>;
}

/** The lease is another run's. */
export interface TakenLease {
  readonly until: number;
}

/** Somebody else has taken the lease: what is left is theirs. */
export class LeaseLost extends Error {}

/**
 * Keeps two runs apart, and what has been done of objects that are not done yet, in one object of the bucket. It is written on
 * condition that nobody else has written it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class Lease {
  /** Takes the lease, or says how long it is another run's. */
  public static async take(s3: S3Client, bucket: string): Promise<Lease | TakenLease> {
    const lease = new Lease(s3, bucket);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // asking for it first would fail where it is missing: who may not list is told that access is denied
      if (await lease.write(LEASE_TIME, { IfNoneMatch: '*' })) {
        return lease;
      }
      const found = await lease.find();
      if (!found) {
        continue;
      }
      const { content, etag } = found;
      if (content.holder !== lease.holder && content.until > Date.now()) {
        return { until: content.until };
      }
      lease.begun = new Map(Object.entries(content.begun ?? {}));
      if (await lease.write(LEASE_TIME, { IfMatch: etag })) {
        return lease;
      }
    }
    return { until: Date.now() + LEASE_TIME };
  }

  private readonly holder = randomUUID();
  private begun = new Map<string, Progress>();
  private etag = '';
  private written = 0;

  private constructor(private readonly s3: S3Client, private readonly bucket: string) {}

  /** How many lines of an object are done. */
  public linesDone(key: string, etag: string): number {
    const progress = this.begun.get(key);
    return progress?.etag === etag ? progress.lines : 0;
  }

  /** Keeps in mind how far an object is, until the lease is next written. */
  public note(key: string, progress: Progress): void {
    this.begun.delete(key);
    this.begun.set(key, progress);
    for (const oldest of [...this.begun.keys()].slice(0, -MOST_BEGUN)) {
      this.begun.delete(oldest);
    }
  }

  /** An object is done. */
  public forget(key: string): void {
    this.begun.delete(key);
  }

  public get isDue(): boolean {
    return Date.now() - this.written >= RENEWAL;
  }

  /** Says that the run is still at work, if that is due. Fails if somebody else has taken the lease. */
  public async renew(): Promise<void> {
    if (this.isDue) {
      await this.hold();
    }
  }

  /** Says so at once, and how far objects are. Fails if somebody else has taken the lease. */
  public async hold(): Promise<void> {
    if (!(await this.write(LEASE_TIME, { IfMatch: this.etag })) && !(await this.isOurs())) {
      throw new LeaseLost(`The lease '${LEASE_OBJECT}' is no longer this run's: another run has taken it over, or somebody has deleted it. Nothing is lost; replay again`);
    }
  }

  /** Lets others work. What is begun stays in mind. */
  public async release(): Promise<void> {
    if (!(await this.write(0, { IfMatch: this.etag })) && await this.isOurs()) {
      await this.write(0, { IfMatch: this.etag });
    }
  }

  /** Whether a write that was refused had been made before: its answer can get lost, and the SDK repeats it. */
  private async isOurs(): Promise<boolean> {
    const found = await this.find().catch((error: unknown) => {
      // where it is gone, and whoever may not list asks for it
      if (statusOf(error) === 403) {
        return undefined;
      }
      throw error;
    });
    if (found?.content.holder !== this.holder) {
      return false;
    }
    [this.etag, this.written] = [found.etag, found.content.until - LEASE_TIME];
    return true;
  }

  /** Returns whether the condition held. */
  private async write(time: number, condition: { IfMatch?: string; IfNoneMatch?: string }): Promise<boolean> {
    const now = Date.now();
    const content: LeaseContent = { holder: this.holder, until: time === 0 ? 0 : now + time, begun: Object.fromEntries(this.begun) };
    try {
      const { ETag } = await this.s3.send(new PutObjectCommand({
        Bucket: this.bucket, Key: LEASE_OBJECT, Body: JSON.stringify(content), ContentType: 'application/json', ...condition,
      }));
      [this.etag, this.written] = [ETag!, now];
      return true;
    } catch (error) {
      // 404: it is gone; 409: somebody else writes it at this moment
      if ([404, 409, 412].includes(statusOf(error)!)) {
        return false;
      }
      throw error;
    }
  }

  private async find(): Promise<{ content: LeaseContent; etag: string } | undefined> {
    try {
      const { Body, ETag } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: LEASE_OBJECT }));
      return { content: parsed(await Body!.transformToString()), etag: ETag! };
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      throw error;
    }
  }
}

/** What somebody has written by hand holds nobody off. */
function parsed(text: string): LeaseContent {
  try {
    const { holder, until, begun } = Object(JSON.parse(text)) as Partial<LeaseContent>;
    return { holder: String(holder), until: Number(until) || 0, begun: typeof begun === 'object' ? begun : {} };
  } catch {
    return { holder: '', until: 0, begun: {} };
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

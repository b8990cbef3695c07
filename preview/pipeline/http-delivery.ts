import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ArrivalBuffer } from './buffer';
import type { Buffered } from './buffer';
import type { Clock } from './clock';
import { NoResponse, post } from './http-post';
import type { HttpStream } from './http-stream';
import type { FailedAttempt, Verdict } from './http-verdict';
import { verdictOn } from './http-verdict';
import { ObjectWriter } from './object-writer';
import { evaluatePrefix } from './prefix';
import { linesIn } from '../forwarded';

/** Where the preview delivers to instead of the template's URL. */
export interface LocalEndpoint {
  readonly url: string;
  readonly accessKey: string;
}

interface HttpRecord extends Buffered {
  readonly data: Buffer;
  readonly id: string;
}

interface ErrorLine extends Buffered {
  readonly data: string;
}

const TIMEOUT = 3 * 60_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 2 * 60_000;
const JITTER = 0.15;

/**
 * Posts records to an HTTP endpoint, by what the template says of their delivery stream, and keeps what cannot be delivered.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
 */
export class HttpDelivery {
  /** Lines that Firehose would have given up without keeping them. */
  public dropped = 0;

  private readonly buffer: ArrivalBuffer<HttpRecord>;
  private readonly failed: ArrivalBuffer<ErrorLine>;
  private readonly objects: ObjectWriter;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private records = 0;

  constructor(private readonly stream: HttpStream, backupDirectory: string, private readonly endpoint: LocalEndpoint, private readonly clock: Clock) {
    this.buffer = new ArrivalBuffer(stream.buffer);
    this.failed = new ArrivalBuffer(stream.backup.buffer);
    this.objects = new ObjectWriter(stream.name, backupDirectory);
  }

  /** Takes a record; they have to come in the order of their arrival. */
  public async put(data: Buffer, arrival: number): Promise<void> {
    const id = String(++this.records).padStart(56, '0');
    const batch = this.buffer.add({ data, arrival, bytes: data.length, id });
    if (batch) {
      await this.deliver(batch);
    }
  }

  /** Delivers what is still buffered. */
  public async end(): Promise<void> {
    const batch = this.buffer.flush();
    if (batch.length > 0) {
      await this.deliver(batch);
    }
    this.keep(this.failed.flush());
    this.agent.destroy();
  }

  private async deliver(batch: readonly HttpRecord[]): Promise<void> {
    const started = batch.at(-1)!.arrival;
    const requestId = randomUUID();
    const body = this.body(batch, requestId, started);
    // the retry duration begins with the first failure, and leaves out what is waited for an answer
    let waited = 0;
    for (let attempts = 1; ; attempts++) {
      const verdict = await this.attempt(body, requestId);
      if (verdict.kind === 'delivered') {
        return;
      }
      if (verdict.kind === 'dropped') {
        this.dropped += batch.reduce((lines, { data }) => lines + linesIn(data), 0);
        return;
      }
      if (waited >= this.stream.retrySeconds * 1_000) {
        this.fail(batch, verdict, attempts, started + waited);
        return;
      }
      const pause = this.backOff(attempts - 1);
      await this.clock.sleep(pause);
      waited += pause;
    }
  }

  private body(batch: readonly HttpRecord[], requestId: string, timestamp: number): Buffer {
    const json = JSON.stringify({ requestId, timestamp, records: batch.map(({ data }) => ({ data: data.toString('base64') })) });
    return this.stream.gzip ? gzipSync(json) : Buffer.from(json);
  }

  private async attempt(body: Buffer, requestId: string): Promise<Verdict> {
    try {
      const response = await post(this.endpoint.url, this.headers(body, requestId), body, this.agent, this.clock.timeout(TIMEOUT));
      return verdictOn(response, requestId);
    } catch (error) {
      if (error instanceof NoResponse) {
        return { kind: 'failed', errorCode: error.errorCode, errorMessage: error.message };
      }
      throw error;
    }
  }

  private headers(body: Buffer, requestId: string): Record<string, string> {
    const { arn, gzip, attributes } = this.stream;
    return {
      'X-Amz-Firehose-Protocol-Version': '1.0',
      'X-Amz-Firehose-Request-Id': requestId,
      'X-Amz-Firehose-Source-Arn': arn,
      'X-Amz-Firehose-Access-Key': this.endpoint.accessKey,
      ...Object.keys(attributes).length > 0 ? { 'X-Amz-Firehose-Common-Attributes': JSON.stringify({ commonAttributes: attributes }) } : {},
      'Content-Type': 'application/json',
      ...gzip ? { 'Content-Encoding': 'gzip' } : {},
      'Content-Length': String(body.length),
    };
  }

  /** The page's formula says MAX and means the lower of both. */
  private backOff(retries: number): number {
    return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** retries * (1 - JITTER + 2 * JITTER * Math.random()));
  }

  private fail(batch: readonly HttpRecord[], { errorCode, errorMessage }: FailedAttempt, attemptsMade: number, ended: number): void {
    for (const { data: raw, arrival, id } of batch) {
      const data = `${JSON.stringify({
        attemptsMade,
        arrivalTimestamp: arrival,
        errorCode,
        errorMessage,
        attemptEndingTimestamp: Math.round(ended),
        rawData: raw.toString('base64'),
        subsequenceNumber: 0,
        dataId: `${id}.0`,
      })}\n`;
      this.keep(this.failed.add({ data, arrival, bytes: Buffer.byteLength(data) }));
    }
  }

  private keep(lines: readonly ErrorLine[] = []): void {
    if (lines.length > 0) {
      const { errorPrefix, gzip } = this.stream.backup;
      const prefix = evaluatePrefix(errorPrefix, lines[0].arrival, 'http-endpoint-failed');
      this.objects.writeText(this.objects.file(prefix, lines[0].arrival, gzip ? '.gz' : ''), lines, gzip);
    }
  }
}

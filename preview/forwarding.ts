import { dirname, join } from 'node:path';
import type { Forwarded } from './forwarded';
import { parkedLines, writtenLines } from './forwarded';
import type { Clock } from './pipeline/clock';
import { HURRIED_CLOCK } from './pipeline/clock';
import { Firehose } from './pipeline/firehose';
import type { Forwarder } from './pipeline/forwarder';
import { HttpDelivery } from './pipeline/http-delivery';
import type { HttpStream } from './pipeline/http-stream';
import { WorkQueue } from './pipeline/work-queue';
import { startFirehose } from './servers/firehose';
import type { LoopbackServer } from './servers/loopback';
import type { Receiver } from './servers/receiver';
import { startReceiver } from './servers/receiver';

/** The parts that stand for the world outside, which tests replace by worse ones. */
export interface Outside {
  readonly startFirehose: typeof startFirehose;
  readonly startReceiver: typeof startReceiver;
  readonly clock: (forwarder: string) => Clock;
}

const OUTSIDE: Outside = { startFirehose, startReceiver, clock: () => HURRIED_CLOCK };

/** So much waits for a receiver at most before the requests wait as well: memory is finite. */
const MOST_WAITING = 1_000;

/** The bucket of the analytics. */
export interface Bucket {
  readonly name: string;
  readonly directory: string;
}

/** What delivers to one receiver. */
interface Lane {
  readonly forwarder: Forwarder;
  readonly delivery: HttpDelivery | Firehose;
  readonly queue: WorkQueue;
}

/** The forwarders of an app at work: their delivery streams, and a receiver on this machine that stands for all of theirs. */
export class Forwarding {
  public static async start(forwarders: readonly Forwarder[], bucket: Bucket, outside: Partial<Outside> = {}): Promise<Forwarding> {
    const { startFirehose: start, startReceiver: startReceiving, clock } = { ...OUTSIDE, ...outside };
    const receiver = await startReceiving(forwarders.flatMap(({ name, severalLines, stream }) => (
      'http' in stream ? { path: pathOf(name, stream.http), accessKey: keyOf(stream.http), severalLines } : []
    )));
    const lanes = await Promise.all(forwarders.map(async (forwarder): Promise<Lane> => {
      const { name, stream } = forwarder;
      const queue = new WorkQueue();
      if ('s3' in stream) {
        return { forwarder, queue, delivery: await Firehose.open(stream.s3, directoryOf(bucket, stream.s3.bucket), undefined) };
      }
      const endpoint = { url: `${receiver.url}${pathOf(name, stream.http)}`, accessKey: keyOf(stream.http) };
      return { forwarder, queue, delivery: new HttpDelivery(stream.http, bucket.directory, endpoint, clock(name)) };
    }));
    const forwarding = new Forwarding(lanes, bucket, receiver);
    forwarding.firehose = await start(Object.fromEntries(lanes.map((lane) => [
      streamNameOf(lane.forwarder), (records: Buffer[]) => forwarding.take(lane, records),
    ])));
    return forwarding;
  }

  private arrival = 0;
  private firehose!: LoopbackServer;

  private constructor(private readonly lanes: readonly Lane[], private readonly bucket: Bucket, private readonly receiver: Receiver) {}

  /** Where the function puts records. */
  public get url(): string {
    return this.firehose.url;
  }

  /** Sets when the records arrive that are put next, milliseconds since 1970. */
  public arriveAt(arrival: number): void {
    this.arrival = arrival;
  }

  /** Waits if a receiver is too far behind. */
  public async keepUp(): Promise<void> {
    await Promise.all(this.lanes.map(({ queue }) => queue.wait(MOST_WAITING)));
  }

  /** Delivers what is still buffered, and counts. */
  public async end(): Promise<Record<string, Forwarded>> {
    await Promise.all(this.lanes.map(async ({ delivery, queue }) => {
      queue.add(() => delivery.end());
      await queue.wait();
    }));
    return Object.fromEntries(this.lanes.map((lane) => [lane.forwarder.name, this.count(lane)]));
  }

  /** What the receivers found wrong. */
  public get faults(): string[] {
    return [...this.receiver.faults];
  }

  public close(): void {
    this.firehose.close();
    this.receiver.close();
  }

  /** Firehose answers when it has the records, not when it has delivered them. */
  private take({ delivery, queue }: Lane, records: readonly Buffer[]): void {
    const { arrival } = this;
    for (const record of records) {
      queue.add(() => delivery instanceof HttpDelivery ? delivery.put(record, arrival) : delivery.put(record.toString(), arrival));
    }
  }

  private count({ forwarder: { name, stream, errorsPrefix }, delivery }: Lane): Forwarded {
    return {
      received: 'http' in stream ? this.receiver.received(pathOf(name, stream.http)).lines
        : writtenLines(directoryOf(this.bucket, stream.s3.bucket), stream.s3),
      parked: parkedLines(this.bucket.directory, errorsPrefix),
      dropped: delivery instanceof HttpDelivery ? delivery.dropped : 0,
    };
  }
}

function streamNameOf({ stream }: Forwarder): string {
  return 'http' in stream ? stream.http.name : stream.s3.name;
}

/** Two forwarders may have one URL, so the name stands before its path. */
function pathOf(name: string, { url }: HttpStream): string {
  const { pathname, search } = new URL(url);
  return `/${name}${pathname}${search}`;
}

/** The template has the secret's ARN alone, and its value is nobody's business. */
function keyOf({ secret }: HttpStream): string {
  return `made up for ${secret}`;
}

/** A forwarder may write to a bucket of its own. */
function directoryOf({ name, directory }: Bucket, bucket: string): string {
  return bucket === name ? directory : join(dirname(directory), 'other-buckets', bucket);
}

import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { Lease } from './lease';
import type { Pace } from './pacing';
import type { PackedRecord, Refused } from '../delivery/hand-over';
import { CALL_BYTES, CALL_RECORDS, handOver, isPermanent, RECORD_BYTES } from '../delivery/hand-over';
import { markedReplay } from '../record/replay-mark';

/** How long one attempt goes on before the lease is looked after, in milliseconds. */
const ATTEMPT_TIME = 20_000;
const LONGEST_PAUSE = 5_000;
/** A stream that has taken nothing for so long is given up for the slice: others' records must not wait for it. */
const LONGEST_STALL = 60_000;

/** A stream does not take records at all. */
export class StreamRefuses extends Error {
  constructor(public readonly streamName: string, public readonly errorCode: string, message: string) {
    super(message);
  }
}

/** When a slice has to stop. */
export interface SliceTime {
  /** Nothing more is begun. */
  readonly end: AbortSignal;
  /** What is under way is given up: what the stream has taken of it without saying so is put back once more. */
  readonly latest: AbortSignal;
}

/** The slice's time is over. */
export class OutOfTime extends Error {}

/** A record on its way, and the line that it comes from. */
interface Returning extends PackedRecord {
  readonly line: number;
}

/** Puts the records of one object back on their stream, paced, a call's worth at once. */
export class PuttingBack {
  public records = 0;
  public bytes = 0;

  private gathered: Returning[] = [];
  private gatheredBytes = 0;

  constructor(
    private readonly firehose: FirehoseClient, private readonly streamName: string, private readonly pace: Pace, private readonly lease: Lease,
    private readonly time: SliceTime,
  ) {}

  /** The line of the first record that is not put back yet. */
  public get firstLine(): number | undefined {
    return this.gathered[0]?.line;
  }

  /** Takes a record, and puts back those before it if they are enough for a call. */
  public async add(line: number, record: Buffer): Promise<void> {
    const marked = markedReplay(record);
    // the largest that Firehose takes has no room for a mark
    const data = marked.length > RECORD_BYTES ? record : marked;
    const isFull = this.gathered.length === CALL_RECORDS || this.gatheredBytes + data.length > Math.min(CALL_BYTES, this.pace.atOnce);
    if (isFull) {
      await this.flush();
    }
    this.gathered.push({ data, lines: 1, line });
    this.gatheredBytes += data.length;
  }

  /** Puts back what is gathered. Where it fails, what the stream has taken behind the first record that it has not is put back once more later. */
  public async flush(): Promise<void> {
    let stalled = 0;
    while (this.gathered.length > 0) {
      await this.waitFor(this.gathered);
      const began = Date.now();
      const refused = await this.attempt(this.gathered);
      stalled = refused.length < this.gathered.length ? 0 : stalled + Date.now() - began;
      this.gathered = refused.map(({ record }) => record as Returning);
      if (stalled >= LONGEST_STALL) {
        throw new StreamRefuses(this.streamName, refused[0].errorCode, refused[0].errorMessage);
      }
    }
    this.gatheredBytes = 0;
  }

  private async waitFor(pending: readonly Returning[]): Promise<void> {
    for (let left = this.pace.reserve(bytesOf(pending), Date.now()); left > 0 && !this.time.end.aborted; left -= LONGEST_PAUSE) {
      await pause(Math.min(left, LONGEST_PAUSE), this.time.end);
      await this.lease.renew();
    }
    if (this.time.end.aborted) {
      throw new OutOfTime();
    }
    await this.lease.renew();
  }

  /** Returns what is to be tried again. */
  private async attempt(pending: readonly Returning[]): Promise<Refused[]> {
    const refused = await handOver(this.firehose, this.streamName, pending, AbortSignal.any([this.time.latest, AbortSignal.timeout(ATTEMPT_TIME)]));
    const permanent = refused.find(({ errorCode }) => isPermanent(errorCode));
    if (permanent) {
      throw new StreamRefuses(this.streamName, permanent.errorCode, permanent.errorMessage);
    }
    this.records += pending.length - refused.length;
    this.bytes += bytesOf(pending) - bytesOf(refused.map(({ record }) => record));
    return refused;
  }
}

function bytesOf(records: readonly PackedRecord[]): number {
  return records.reduce((bytes, { data }) => bytes + data.length, 0);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

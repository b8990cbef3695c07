import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { S3Client } from '@aws-sdk/client-s3';
import { pack } from './packing';
import { park } from './parking';
import { passes } from './passes';
import type { Renderer } from './renderer';
import type { ForwarderSettings } from './settings';
import type { Refused } from '../../delivery/hand-over';
import { handOver } from '../../delivery/hand-over';
import type { UsageRecord } from '../enricher';

/** The main way waits for forwarders: so long for streams to take the records, and so long again for the rest to be parked, in milliseconds. */
const HAND_OVER_TIME = 10_000;
const PARKING_TIME = 5_000;

/** What became of a batch's records, in lines. What the filter left out counts nowhere. */
export interface Forwarded {
  readonly name: string;
  readonly handedOver: number;
  readonly parked: number;
  /** Neither the stream nor the bucket has taken them. */
  readonly lost: number;
  /** Why, by the errors' codes. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Hands a batch's records to one receiver's delivery stream. It never fails: what the stream does not take is parked. */
export class Forwarder {
  constructor(
    private readonly settings: ForwarderSettings,
    private readonly renderer: Renderer,
    private readonly firehose: FirehoseClient,
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {}

  public async forward(records: readonly UsageRecord[], arrival: number): Promise<Forwarded> {
    const { name, streamName, severalLines, filter, errorsPrefix } = this.settings;
    const lines = records.filter((record) => passes(record, filter)).map((record) => this.renderer.line(record));
    const refused = await handOver(this.firehose, streamName, pack(lines, severalLines), AbortSignal.timeout(HAND_OVER_TIME));
    const left = countOf(refused);
    const errors = Object.fromEntries([...new Set(refused.map(({ errorCode }) => errorCode))]
      .map((code) => [code, countOf(refused.filter(({ errorCode }) => errorCode === code))]));
    const figures = { name, handedOver: lines.length - left, errors };
    if (left === 0) {
      return { ...figures, parked: 0, lost: 0 };
    }
    try {
      await park(this.s3, { bucket: this.bucket, prefix: errorsPrefix }, refused, arrival, AbortSignal.timeout(PARKING_TIME));
      return { ...figures, parked: left, lost: 0 };
    } catch (error) {
      const { name: code } = error as Error;
      return { ...figures, parked: 0, lost: left, errors: { ...errors, [`parking: ${code}`]: left } };
    }
  }
}

function countOf(refused: readonly Refused[]): number {
  return refused.reduce((count, { record }) => count + record.lines, 0);
}

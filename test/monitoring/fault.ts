import type { Stage } from '../../preview/pipeline/stages';

/** What is wrong for as long as a run lasts; nothing unless said otherwise. */
export interface Fault {
  /** How long the run is. */
  readonly minutes?: number;
  /** Lines in the place of those of a stage, by the minute. */
  readonly lines?: (minute: number, usual: string[], stage: Stage) => string[];
  /** The directory's object. */
  readonly directory?: 'missing';
  /** Runs of the refresh: for real, with an answer of API Gateway's; never; or as they usually are. */
  readonly refresh?: 'real' | 'denied' | 'stopped';
  /** Somebody has given a column of Glue's table another type. */
  readonly table?: 'changed';
  readonly function?: 'broken' | 'throttled' | 'throttled once' | 'hangs' | 'slow';
  /** S3 does not take what Firehose writes. */
  readonly bucket?: 'away';
  /** The streams of forwarders, and what the enrichment parks. */
  readonly forwarderStreams?: 'away';
  readonly parking?: 'refused';
  /** S3 does not take what the stream of this forwarder writes. */
  readonly folder?: 'away';
  /** What the HTTP endpoint answers. */
  readonly receiver?: number;
  /** Bytes that queries want to read, and after how many a user loses patience. */
  readonly queries?: readonly { readonly bytes: number; readonly cancelledAt?: number }[];
  readonly events?: (crawler: string) => object[];
  /** How many records a second the stream takes. */
  readonly quota?: number;
  /** A replay of what failed: as it should be, or without the right to list it. */
  readonly replay?: 'real' | 'denied';
  /** Objects of failed records, by their keys. */
  readonly failed?: Readonly<Record<string, string>>;
}

import type { RecordFilter } from '../../record/record-filter';
import type { LayoutSettings } from '../../record/record-layout';

/** What the enrichment function is told of a forwarder. */
export interface ForwarderSettings {
  readonly name: string;
  readonly streamName: string;
  /** The folder for what the stream does not take, with a slash at its end. */
  readonly errorsPrefix: string;
  /** Whether the receiver takes several lines a record. */
  readonly severalLines: boolean;
  readonly layout: LayoutSettings;
  readonly filter: RecordFilter;
}

import type { Traffic } from './assumptions';
import { costOf, GB } from './prices';
import { billedBytes, runsOfEnrichment } from './volumes';
import type { World } from './world';

/** Lines are packed up to this, where the receiver takes several in one record. */
const PACKED_BYTES = 64 * 1_024;

export interface Receiver {
  readonly severalLines: boolean;
  /** Over HTTP there is a secret, and data transfer. */
  readonly http: boolean;
}

/** What a forwarder adds, without the receiver's own bill. */
export interface ForwarderCost {
  readonly firehose: number;
  readonly transfer: number;
  /** The secret, and three metrics. */
  readonly fixed: number;
}

export function costOfForwarder({ severalLines, http }: Receiver, { requests }: Traffic, { measured, prices }: World): ForwarderCost {
  const runs = runsOfEnrichment(requests, measured.line);
  const bytes = requests * measured.line;
  const records = severalLines ? runs * Math.ceil(bytes / runs / PACKED_BYTES) : requests;
  return {
    firehose: costOf(prices.firehoseIngestion, billedBytes(records, bytes / records) / GB),
    transfer: http ? costOf(prices.transferOut, requests * measured.gzipRecord / GB) : 0,
    fixed: (http ? costOf(prices.secret, 1) : 0) + costOf(prices.metric, 3),
  };
}

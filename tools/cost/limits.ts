import type { Settings } from './assumptions';
import { assumed, DAYS, DEFAULTS, traffic } from './assumptions';
import type { Measured } from './measured';
import { MIB } from './prices';
import { largestRefresh } from './spice';

const SECONDS = DAYS * 86_400;

/** Memory of a function that has a whole processor, and of the enrichment. */
const PROCESSOR_MB = 1_769;
const ENRICHMENT_MB = 512;

/** So long a batch waits at most while receivers are away: docs/forwarders.md. */
const LONGEST_WAIT = 15;

/** https://docs.aws.amazon.com/firehose/latest/dev/limits.html, of US East (N. Virginia), US West (Oregon) and Europe (Ireland), and of all others. */
export const DIRECT_PUT = {
  large: { bytes: 5 * MIB, calls: 2_000, records: 500_000 },
  others: { bytes: MIB, calls: 1_000, records: 100_000 },
} as const;

/** Rows of a dataset in SPICE, by AWS's guidance for its Cloud Intelligence Dashboards. */
export const SPICE_ROWS = 1e9;

const PUTS_OF_PREFIX = 3_500;

/** Requests of a month whose peak takes so many of them a second. */
export function requestsAtPeak(aSecond: number): number {
  return aSecond / assumed('peak') * SECONDS;
}

/** Requests of a month at which a quota ends. */
export interface Reached {
  readonly bytes: number;
  readonly calls: number;
  readonly records: number;
}

export function directPut(place: keyof typeof DIRECT_PUT, { line }: Measured): Reached {
  const { bytes, calls, records } = DIRECT_PUT[place];
  return { bytes: requestsAtPeak(bytes / line), calls: requestsAtPeak(calls), records: requestsAtPeak(records) };
}

/** With so many concurrent runs of the enrichment. */
export function concurrency(executions: number, { line, ourSeconds }: Measured, { away = false } = {}): number {
  const runsOfRequest = line / MIB;
  const seconds = ourSeconds * PROCESSOR_MB / ENRICHMENT_MB + runsOfRequest * (assumed('runSeconds') + (away ? LONGEST_WAIT : 0));
  return requestsAtPeak(executions / seconds);
}

export function spiceRows({ requestsDays }: Settings = DEFAULTS): number {
  return SPICE_ROWS / requestsDays * DAYS;
}

/** Objects that are written at once in one hour's folder. */
export function writesOfPrefix({ line }: Measured, { bufferingMebibytes }: Settings = DEFAULTS): number {
  return requestsAtPeak(PUTS_OF_PREFIX * bufferingMebibytes * MIB / line);
}

/** At which a query reads more than `bytesScannedLimit`: that of `customers`, which is the largest of SPICE's, and which visuals ask for in direct mode. */
export function scanLimit(measured: Measured, settings: Settings = DEFAULTS): number {
  return firstOver(settings.scanLimitGibibytes * 2 ** 30, (requests) => largestRefresh(traffic(requests), settings, measured));
}

/** The bytes grow with the requests, but not in proportion to them. */
function firstOver(limit: number, bytesAt: (requests: number) => number): number {
  let [low, high] = [0, 1e15];
  while (high - low > 1e3) {
    const middle = (low + high) / 2;
    [low, high] = bytesAt(middle) > limit ? [low, middle] : [middle, high];
  }
  return high;
}

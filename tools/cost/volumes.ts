import type { Settings } from './assumptions';
import { DAYS, DEFAULTS } from './assumptions';
import type { Measured } from './measured';
import { MIB } from './prices';

const MINUTES = DAYS * 24 * 60;

/** Firehose bills each record as a multiple of 5 KB. https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
const ROUNDED_TO = 5_120;

/** Bytes that Firehose bills for so many records. */
export function billedBytes(records: number, bytes: number): number {
  return records * Math.ceil(bytes / ROUNDED_TO) * ROUNDED_TO;
}

/** Firehose calls the function with a mebibyte, or with what came in for a minute. */
export function runsOfEnrichment(requests: number, line: number): number {
  return Math.max(Math.min(requests, MINUTES), requests * line / MIB);
}

/** Objects of a month: one at the end of each interval, or more where the buffer is full before. */
export function objectsOf(
  requests: number, line: number, { objects }: Measured,
  { bufferingSeconds, bufferingMebibytes }: Pick<Settings, 'bufferingSeconds' | 'bufferingMebibytes'>,
): number {
  return Math.min(requests, Math.max(objects * DEFAULTS.bufferingSeconds / bufferingSeconds, requests * line / (bufferingMebibytes * MIB)));
}

/** Calls of API Gateway for one listing: pages of 500 keys and plans, and of the keys of each plan. */
export function callsOfDirectory(keys: number, plans: number): number {
  const pages = (items: number) => Math.max(1, Math.ceil(items / 500));
  return pages(keys) + pages(plans) + plans * pages(keys / plans);
}

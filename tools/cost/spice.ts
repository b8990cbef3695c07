import type { Settings, Traffic } from './assumptions';
import { assumed, DAYS } from './assumptions';
import type { Measured, RefreshKind } from './measured';
import { MEASURED_DAYS, MEASURED_REQUESTS, REFRESHED } from './measured';
import type { Prices } from './prices';
import { costOf, GB } from './prices';
import type { Reading, ReadingCost } from './reading';
import { costOfReading, HOURS, PARQUET_GETS, times, together } from './reading';
import { objectsOf } from './volumes';
import type { World } from './world';

/** How far back an incremental refresh reads. */
export const LOOKBACK_DAYS = 2;

/** SPICE that comes with an author. */
const GB_OF_AUTHOR = 10;

interface Refresh extends RefreshKind {
  readonly aDay: number;
  /** How often its statement reads the records. */
  readonly scans: number;
}

/** The schedules of the construct's datasets. */
export const REFRESHES: readonly Refresh[] = [
  { dataset: 'usage_hourly', kind: 'incremental', aDay: 24, scans: 1 },
  { dataset: 'requests', kind: 'incremental', aDay: 24, scans: 1 },
  { dataset: 'customers', kind: 'full', aDay: 4, scans: 2 },
  { dataset: 'latency_daily', kind: 'full', aDay: 1, scans: 1 },
  { dataset: 'usage_hourly', kind: 'full', aDay: 1 / 7, scans: 1 },
  { dataset: 'requests', kind: 'full', aDay: 1 / 7, scans: 1 },
];

/** A month's refreshes of one dataset. */
export function costOfRefreshing(dataset: Refresh['dataset'], traffic: Traffic, settings: Settings, { measured, prices }: World): ReadingCost {
  return together(...REFRESHES.filter((refresh) => refresh.dataset === dataset).map((refresh) => (
    times(refresh.aDay * DAYS, costOfReading(readingOf(refresh, traffic, settings, measured), prices, PARQUET_GETS))
  )));
}

/** And of all. */
export function costOfRefreshes(traffic: Traffic, settings: Settings, world: World): ReadingCost {
  return together(...REFRESHED.map((dataset) => costOfRefreshing(dataset, traffic, settings, world)));
}

/** Bytes of the largest statement that a refresh runs, which grows with `usageWindow`. */
export function largestRefresh(traffic: Traffic, settings: Settings, measured: Measured): number {
  return Math.max(...REFRESHES.map((refresh) => readingOf(refresh, traffic, settings, measured).bytes));
}

function readingOf(refresh: Refresh, { requests }: Traffic, settings: Settings, measured: Measured): Reading {
  const windowDays = refresh.kind === 'incremental' ? LOOKBACK_DAYS : refresh.dataset === 'requests' ? settings.requestsDays : settings.usageDays;
  const measuredDays = Math.min(windowDays, MEASURED_DAYS);
  const footers = (objects: number, days: number) => refresh.scans * days * objects / DAYS * measured.footerBytes;
  const objects = objectsOf(requests, measured.line, measured, settings);
  const columns = measured.refreshBytes(refresh) - footers(measured.objects, measuredDays);
  return {
    queries: 1,
    bytes: columns * windowDays / measuredDays * requests / MEASURED_REQUESTS + footers(objects, windowDays),
    objects: refresh.scans * windowDays * objects / DAYS,
    partitions: refresh.scans * windowDays * HOURS,
  };
}

/** Rows of the dataset with a row for each request. */
export function rowsOfRequests({ requests }: Traffic, { requestsDays }: Settings): number {
  return requests / DAYS * requestsDays;
}

export function costOfCapacity(traffic: Traffic, settings: Settings, prices: Prices): number {
  const hours = settings.usageDays * HOURS;
  const rows = Math.min(traffic.requests / DAYS * settings.usageDays, hours * traffic.keys * assumed('groupsOfKey'));
  const gigabytes = (rows * assumed('hourRow') + rowsOfRequests(traffic, settings) * assumed('requestRow')) / GB;
  return costOf(prices.spice, Math.max(0, gigabytes - GB_OF_AUTHOR * assumed('authors')));
}

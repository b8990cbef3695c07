import type { Engine } from '../../preview/engine';
import type { Figure } from '../measure';
import { arrivedWithin } from './arrived';
import type { Stored } from './reading';
import { parquetReading } from './reading';
import { scansOf } from './scans';

const HISTORIES = [10, 20, 30];
const MB = 1e6;

interface Refresh {
  readonly dataset: string;
  readonly perDay: number;
  /** Of an incremental refresh: how far back it goes. */
  readonly lookbackDays?: number;
}

/** The schedules of `UsageDataset`. */
const REFRESHES: readonly Refresh[] = [
  { dataset: 'usage_hourly', perDay: 24, lookbackDays: 2 },
  { dataset: 'requests', perDay: 24, lookbackDays: 2 },
  { dataset: 'customers', perDay: 4 },
  { dataset: 'latency_daily', perDay: 1 },
  { dataset: 'usage_hourly', perDay: 1 / 7 },
  { dataset: 'requests', perDay: 1 / 7 },
];

/**
 * Bytes of each refresh, which asks for all columns, after 10, 20 and 30 days of history, and of a day of refreshes.
 *
 * An incremental one asks for the latest values of `arrival_hour`.
 */
export async function refreshFigures(engine: Engine, relations: Readonly<Record<string, string>>, stored: Stored): Promise<Figure[]> {
  const figures: Figure[] = [];
  let ofDay = 0;
  for (const { dataset, perDay, lookbackDays } of REFRESHES) {
    const scans = await scansOf(engine, `SELECT * FROM ${relations[dataset]}`, [...stored.parquet[0].columns.keys()], stored.parquet.length);
    const kind = lookbackDays === undefined ? 'full' : 'incremental';
    for (const days of HISTORIES) {
      const held = arrivedWithin(stored.parquet, Math.min(days, lookbackDays ?? days));
      const within = scans.map((scan) => ({ ...scan, objects: scan.table === 'logs' ? Math.min(scan.objects, held.length) : scan.objects }));
      const { bytes } = parquetReading(within, { ...stored, parquet: held });
      figures.push({ what: `scanned by one ${kind} refresh of ${dataset} in SPICE, after ${days} days`, unit: 'MB', value: bytes / MB });
      ofDay += days === HISTORIES[HISTORIES.length - 1] ? perDay * bytes : 0;
    }
  }
  return [...figures, { what: 'scanned by all refreshes of a day in SPICE, however often the dashboard is opened', unit: 'MB', value: ofDay / MB }];
}

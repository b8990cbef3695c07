import type { Settings, Traffic } from './assumptions';
import { assumed, DAYS, DEFAULTS } from './assumptions';
import { dashboardLoad, gzipHandQuery, handQuery } from './dashboard-load';
import type { Parts } from './parts';
import { costOfCrawler, costOfFunction, costOfLogs, costOfStorage, costOfUsers, FUNCTION_GB } from './parts';
import type { Prices } from './prices';
import { costOf, GB } from './prices';
import type { ReadingCost } from './reading';
import { costOfReading, JSON_GETS, PARQUET_GETS, times, together } from './reading';
import { costOfCapacity, costOfRefreshes } from './spice';
import { billedBytes, callsOfDirectory, objectsOf, runsOfEnrichment } from './volumes';
import type { World } from './world';

/** `RecordFormat` and `DatasetImportMode`. */
export interface Ours {
  readonly format: 'PARQUET' | 'JSON';
  readonly dashboard?: 'DIRECT_QUERY' | 'SPICE';
}

export function oursByPart({ format, dashboard }: Ours, traffic: Traffic, { measured, prices }: World, settings: Settings = DEFAULTS): Parts {
  const { requests } = traffic;
  const parquet = format === 'PARQUET';
  const billed = billedBytes(requests, measured.line) / GB;
  const runs = runsOfEnrichment(requests, measured.line);
  const listings = DAYS * 24 * 60 / settings.refreshMinutes;
  const read = together(
    parquet
      ? times(assumed('handQueries'), costOfReading(handQuery(traffic, settings, measured), prices, PARQUET_GETS))
      : times(assumed('handQueries'), costOfReading(gzipHandQuery(traffic, settings, measured), prices, JSON_GETS)),
    costOfDashboard(dashboard, traffic, { measured, prices }, settings),
  );
  return {
    ingestion: costOf(prices.firehoseIngestion, billed),
    conversion: parquet ? costOf(prices.firehoseConversion, billed) : 0,
    enrichment: costOfFunction({ runs, processorSeconds: requests * measured.ourSeconds, architecture: 'lambdaArm' }, prices),
    directory: costOfDirectory(traffic, settings, prices),
    storage: costOfStorage(traffic, parquet ? measured.parquetRecord : measured.gzipRecord, prices),
    writing: costOf(prices.s3Writes, objectsOf(requests, measured.line, measured, settings) / 1_000),
    reading: read.requests,
    athena: read.bytes,
    crawler: costOfCrawler(prices),
    logs: costOfLogs(runs + listings, prices),
    users: dashboard ? costOfUsers(prices) : 0,
    spice: dashboard === 'SPICE' ? costOfCapacity(traffic, settings, prices) : 0,
  };
}

function costOfDashboard(mode: Ours['dashboard'], traffic: Traffic, { measured, prices }: World, settings: Settings): ReadingCost {
  switch (mode) {
    case 'DIRECT_QUERY': return times(assumed('loads'), costOfLoad(traffic, { measured, prices }, settings));
    case 'SPICE': return costOfRefreshes(traffic, settings, { measured, prices });
    case undefined: return { bytes: 0, requests: 0 };
  }
}

/** One load of the whole dashboard in direct query mode. */
export function costOfLoad(traffic: Traffic, { measured, prices }: World, settings: Settings = DEFAULTS): ReadingCost {
  return costOfReading(dashboardLoad(traffic, settings, measured), prices, PARQUET_GETS);
}

/** It waits: two calls a second, the first at once. */
export function costOfDirectory({ keys, plans }: Traffic, { refreshMinutes }: Settings, prices: Prices): number {
  const runs = DAYS * 24 * 60 / refreshMinutes;
  const seconds = (callsOfDirectory(keys, plans) - 1) / 2 + assumed('runSeconds');
  return costOf(prices.lambdaArm, runs * seconds * FUNCTION_GB) + costOf(prices.lambdaRequests, runs / 1e6) + costOf(prices.scheduler, runs / 1e6);
}

import type { DatasetColumn } from './dataset-column';
import { DatasetImportMode } from './dataset-import-mode';
import { CUSTOMERS, customersColumns, customersSql } from './datasets/customers';
import { LATENCY_DAILY, LATENCY_GRAINS, LATENCY_PERCENTILES, latencyDailyColumns, latencyDailySql } from './datasets/latency-daily';
import { REQUESTS, requestsColumns, requestsSql } from './datasets/requests';
import { USAGE_HOURLY, usageHourlyColumns, usageHourlySql } from './datasets/usage-hourly';
import type { DashboardDatasetOptions } from './fields/dashboard-dataset';
import { Refresh } from './usage-dataset';
import type { UsageCatalog } from '../catalog/usage-catalog';

/** A query, and what the dashboard has to know of its result. */
export interface DatasetQuery extends Pick<DashboardDatasetOptions, 'timeColumn' | 'arrivalColumn' | 'windowDays' | 'grains' | 'isOfHours' | 'percentiles'> {
  readonly identifier: string;
  readonly refresh: Refresh;
  readonly columns: () => readonly DatasetColumn[];
  readonly sqlQuery: () => string;
}

/** The queries of this library's datasets, over windows of days. */
export function usageQueries(catalog: UsageCatalog, usageDays: number, requestsDays: number, importMode: DatasetImportMode) {
  // added columns are looked up late: a later call may add one
  const added = () => catalog.schema._added();
  const query = (identifier: string, rest: Omit<DatasetQuery, 'identifier'>): DatasetQuery => ({ identifier, ...rest });
  return {
    usageHourly: query(USAGE_HOURLY, {
      timeColumn: 'hour',
      arrivalColumn: 'arrival_hour',
      windowDays: usageDays,
      isOfHours: true,
      refresh: Refresh.INCREMENTAL,
      columns: () => usageHourlyColumns(added()),
      sqlQuery: () => usageHourlySql(catalog, usageDays, added(), importMode === DatasetImportMode.SPICE),
    }),
    requests: query(REQUESTS, {
      timeColumn: 'request_time',
      arrivalColumn: 'arrival_hour',
      windowDays: requestsDays,
      refresh: Refresh.INCREMENTAL,
      columns: () => requestsColumns(added()),
      sqlQuery: () => requestsSql(catalog, requestsDays, added()),
    }),
    latencyDaily: query(LATENCY_DAILY, {
      timeColumn: 'day',
      windowDays: usageDays,
      refresh: Refresh.WHOLE_DAILY,
      grains: LATENCY_GRAINS,
      percentiles: LATENCY_PERCENTILES,
      columns: () => latencyDailyColumns(),
      sqlQuery: () => latencyDailySql(catalog, usageDays),
    }),
    customers: query(CUSTOMERS, {
      windowDays: usageDays,
      percentiles: ['p95_ms'],
      refresh: Refresh.WHOLE_SIX_HOURLY,
      columns: () => customersColumns(),
      sqlQuery: () => customersSql(catalog, usageDays),
    }),
  };
}

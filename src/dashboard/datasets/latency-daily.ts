import { OPEN_KEY, directoryTables } from './attribution';
import { selectList } from './select-list';
import { SHARED_DIMENSIONS } from './shared-dimensions';
import type { UsageTables } from './usage-tables';
import { logsIn } from './usage-tables';
import { partitionsOfWindow, startOfWindow } from '../../catalog/partition-filter';
import { sql } from '../../catalog/sql';
import type { DatasetColumn } from '../dataset-column';
import type { DatasetGrains } from '../fields/dashboard-dataset';

/** Name of the dataset, in QuickSight and in the dashboard's definition. */
export const LATENCY_DAILY = 'latency_daily';

/** What the percentiles are of, and of which columns all rows are `(all)` then. */
export const LATENCY_GRAINS: DatasetGrains = {
  column: 'grain',
  hiddenBy: {
    all: ['api_stage', 'endpoint', 'customer_id', 'customer'],
    api: ['endpoint', 'customer_id', 'customer'],
    endpoint: ['customer_id', 'customer'],
    customer: ['api_stage', 'endpoint'],
  },
};

export const LATENCY_PERCENTILES: readonly string[] = ['p50_ms', 'p90_ms', 'p99_ms'];

/** The columns of the dataset. */
export function latencyDailyColumns(): DatasetColumn[] {
  return [
    { name: 'day', type: 'DATETIME' },
    ...['grain', 'api_stage', 'endpoint', 'customer_id', 'customer'].map((name): DatasetColumn => ({ name, type: 'STRING' })),
    ...['requests', ...LATENCY_PERCENTILES].map((name): DatasetColumn => ({ name, type: 'INTEGER' })),
  ];
}

/**
 * The dataset's SQL: the common subset of Athena (Trino) and DuckDB.
 *
 * Percentiles cannot be added up, nor can their mean stand for them: each grain that is shown is counted from
 * the requests. A visual keeps the rows of one `grain`, and is filtered by no dimension that this one does not have: grain `all` has none.
 */
export function latencyDailySql(tables: UsageTables, windowDays: number): string {
  const { api_stage, endpoint, customer_id, customer } = SHARED_DIMENSIONS;

  return sql`
    /* How fast were the answers on each of the last ${String(windowDays)} days: of all APIs, of each one, of each endpoint, and to each customer? */
    WITH calls AS (
      SELECT
        date_trunc('day', request_time) AS _request_day,
        api_id, stage, http_method, resource_path, usage_plan_id, customer_id, customer, response_latency_ms,
        ${OPEN_KEY} AS _open_key
      FROM ${logsIn(tables)}
      WHERE request_time >= ${startOfWindow(windowDays)}
        AND response_latency_ms IS NOT NULL
        AND ${partitionsOfWindow(windowDays)}
    ),
    ${directoryTables(tables)},
    attributed AS (
      SELECT
        calls._request_day,
        calls.response_latency_ms,
        ${selectList({ api_stage, endpoint, customer_id, customer })}
      FROM calls
      CROSS JOIN directory
    )
    SELECT
      _request_day AS day,
      CASE
        WHEN grouping(customer_id) = 0 THEN 'customer'
        WHEN grouping(endpoint) = 0 THEN 'endpoint'
        WHEN grouping(api_stage) = 0 THEN 'api'
        ELSE 'all'
      END AS grain,
      coalesce(api_stage, '(all)') AS api_stage,
      coalesce(endpoint, '(all)') AS endpoint,
      coalesce(customer_id, '(all)') AS customer_id,
      coalesce(customer, '(all)') AS customer,
      count(*) AS requests,
      approx_percentile(response_latency_ms, 0.5) AS p50_ms,
      approx_percentile(response_latency_ms, 0.9) AS p90_ms,
      approx_percentile(response_latency_ms, 0.99) AS p99_ms
    FROM attributed
    GROUP BY GROUPING SETS (
      (_request_day),
      (_request_day, api_stage),
      (_request_day, api_stage, endpoint),
      (_request_day, customer_id, customer)
    )
  `;
}

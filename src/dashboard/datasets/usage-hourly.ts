import { addedDimension, addedNumbers, addedTexts, numberColumns } from './added-columns';
import { DIRECTORY_JOINS, OPEN_KEY, directoryTables } from './attribution';
import { firstColumns, selectList } from './select-list';
import { DIMENSION_SOURCES, SHARED_DIMENSIONS } from './shared-dimensions';
import { ARRIVAL_HOUR, CLIENT_ERROR, ERROR, GATEWAY_LATENCY, SERVER_ERROR } from './shared-measures';
import type { UsageTables } from './usage-tables';
import { logsIn } from './usage-tables';
import { partitionsOfWindow, startOfWindow } from '../../catalog/partition-filter';
import { sql } from '../../catalog/sql';
import type { LoggedColumn } from '../../record/column';
import type { DatasetColumn } from '../dataset-column';

/** Name of the dataset, in QuickSight and in the dashboard's definition. */
export const USAGE_HOURLY = 'usage_hourly';

/** The figures of an hour. All can be added up: a mean is a sum of latencies by the number of requests that have one. */
const SUMS: Record<string, string> = {
  requests: 'count(*)',
  errors: `count_if(${ERROR})`,
  client_errors: `count_if(${CLIENT_ERROR})`,
  server_errors: `count_if(${SERVER_ERROR})`,
  response_bytes: 'sum(response_length)',
  response_latency_ms: 'sum(response_latency_ms)',
  integration_latency_ms: 'sum(integration_latency_ms)',
  authorizer_latency_ms: 'sum(authorizer_latency_ms)',
  gateway_latency_ms: `sum(${GATEWAY_LATENCY})`,
  timed_requests: 'count(response_latency_ms)',
  integrated_requests: 'count(integration_latency_ms)',
  authorized_requests: 'count(authorizer_latency_ms)',
};

/** The columns of the dataset. */
export function usageHourlyColumns(added: readonly LoggedColumn[] = []): DatasetColumn[] {
  const texts = [...Object.keys(SHARED_DIMENSIONS), ...addedTexts(added).map(({ name }) => name)];
  return [
    { name: 'hour', type: 'DATETIME' },
    { name: 'arrival_hour', type: 'DATETIME' },
    ...texts.map((name): DatasetColumn => ({ name, type: 'STRING' })),
    ...Object.keys(SUMS).map((name): DatasetColumn => ({ name, type: 'INTEGER' })),
    ...numberColumns(added),
  ];
}

/**
 * The dataset's SQL: the common subset of Athena (Trino) and DuckDB.
 *
 * Records are added up first, so that only hours are joined with the keys, and once more after it, since
 * what the directory knows by now can make two hours of a key one.
 *
 * Names that begin with an underscore are its own: no column of a consumer can have one.
 *
 * The question stands in a comment with an end, since QuickSight writes a statement around this one.
 */
export function usageHourlySql(tables: UsageTables, windowDays: number, added: readonly LoggedColumn[] = []): string {
  const texts = addedTexts(added);
  const kept = [...DIMENSION_SOURCES, ...texts.map(({ name }) => `"${name}"`)];
  const dimensions = { ...SHARED_DIMENSIONS, ...Object.fromEntries(texts.map((column) => [column.name, addedDimension(column)])) };
  const sums = { ...SUMS, ...Object.fromEntries(addedNumbers(added).map(({ name }) => [name, `sum("${name}")`])) };
  const totals = Object.fromEntries(Object.keys(sums).map((name) => [name, `coalesce(sum(calls."${name}"), 0)`]));

  return sql`
    /* How much was each endpoint used in each hour of the last ${String(windowDays)} days, by which customer, on which plan, with which outcome? */
    WITH calls AS (
      SELECT
        date_trunc('hour', request_time) AS _request_hour,
        ${ARRIVAL_HOUR} AS arrival_hour,
        ${OPEN_KEY} AS _open_key,
        ${kept.join(', ')},
        ${selectList(sums)}
      FROM ${logsIn(tables)}
      WHERE request_time >= ${startOfWindow(windowDays)}
        AND ${partitionsOfWindow(windowDays)}
      GROUP BY ${firstColumns(3 + kept.length)}
    ),
    ${directoryTables(tables)}
    SELECT
      calls._request_hour AS hour,
      calls.arrival_hour,
      ${selectList(dimensions)},
      ${selectList(totals)}
    FROM calls
    ${DIRECTORY_JOINS}
    GROUP BY ${firstColumns(2 + Object.keys(dimensions).length)}
  `;
}

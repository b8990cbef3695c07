import { addedDimension, addedNumbers, addedTexts, numberColumns } from './added-columns';
import { OPEN_KEY, directoryTables } from './attribution';
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

/** The figures of a record. All can be added up: a mean is a sum of latencies by the number of requests that have one. */
const FIGURES: Record<string, string> = {
  requests: '1',
  errors: oneIf(ERROR),
  client_errors: oneIf(CLIENT_ERROR),
  server_errors: oneIf(SERVER_ERROR),
  response_bytes: orNothing('response_length'),
  response_latency_ms: orNothing('response_latency_ms'),
  integration_latency_ms: orNothing('integration_latency_ms'),
  authorizer_latency_ms: orNothing('authorizer_latency_ms'),
  gateway_latency_ms: orNothing(GATEWAY_LATENCY),
  timed_requests: oneIf('response_latency_ms IS NOT NULL'),
  integrated_requests: oneIf('integration_latency_ms IS NOT NULL'),
  authorized_requests: oneIf('authorizer_latency_ms IS NOT NULL'),
};

/** The columns of the dataset. */
export function usageHourlyColumns(added: readonly LoggedColumn[] = []): DatasetColumn[] {
  const texts = [...Object.keys(SHARED_DIMENSIONS), ...addedTexts(added).map(({ name }) => name)];
  return [
    { name: 'hour', type: 'DATETIME' },
    { name: 'arrival_hour', type: 'DATETIME' },
    ...texts.map((name): DatasetColumn => ({ name, type: 'STRING' })),
    ...Object.keys(FIGURES).map((name): DatasetColumn => ({ name, type: 'INTEGER' })),
    ...numberColumns(added),
  ];
}

/**
 * The dataset's SQL: the common subset of Athena (Trino) and DuckDB.
 *
 * A copy in SPICE has a row for each hour. Where each visual asks anew, it adds up by itself, in a statement that QuickSight writes around this one, and
 * each record is a row: no column is read then that would only tell the rows of an hour apart.
 *
 * For a copy, records are added up first, so that names are looked up for hours alone, and once more after it, since
 * what the directory knows by now can make two hours of a key one.
 *
 * Names that begin with an underscore are its own: no column of a consumer can have one.
 *
 * The question stands in a comment with an end, since QuickSight writes a statement around this one.
 */
export function usageHourlySql(tables: UsageTables, windowDays: number, added: readonly LoggedColumn[], isAddedUp: boolean): string {
  const texts = addedTexts(added);
  const kept = [...DIMENSION_SOURCES, ...texts.map(({ name }) => `"${name}"`)];
  const dimensions = { ...SHARED_DIMENSIONS, ...Object.fromEntries(texts.map((column) => [column.name, addedDimension(column)])) };
  const figures = { ...FIGURES, ...Object.fromEntries(addedNumbers(added).map(({ name }) => [name, orNothing(`"${name}"`)])) };
  const columns = (of: (name: string, expression: string) => string) => (
    selectList(Object.fromEntries(Object.entries(figures).map(([name, expression]) => [name, isAddedUp ? `sum(${of(name, expression)})` : of(name, expression)])))
  );
  const addedUpBy = (columnsBefore: number) => isAddedUp ? `GROUP BY ${firstColumns(columnsBefore)}` : '';

  return sql`
    /* How much was each endpoint used in each hour of the last ${String(windowDays)} days, by which customer, on which plan, with which outcome? */
    WITH calls AS (
      SELECT
        date_trunc('hour', request_time) AS _request_hour,
        ${ARRIVAL_HOUR} AS arrival_hour,
        ${OPEN_KEY} AS _open_key,
        ${kept.join(', ')},
        ${columns((_name, expression) => expression)}
      FROM ${logsIn(tables)}
      WHERE request_time >= ${startOfWindow(windowDays)}
        AND ${partitionsOfWindow(windowDays)}
      ${addedUpBy(3 + kept.length)}
    ),
    ${directoryTables(tables)}
    SELECT
      calls._request_hour AS hour,
      calls.arrival_hour,
      ${selectList(dimensions)},
      ${columns((name) => `calls."${name}"`)}
    FROM calls
    CROSS JOIN directory
    ${addedUpBy(2 + Object.keys(dimensions).length)}
  `;
}

function oneIf(condition: string): string {
  return `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
}

function orNothing(number: string): string {
  return `coalesce(${number}, 0)`;
}

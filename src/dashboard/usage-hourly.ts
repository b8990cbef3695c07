import type { DatasetColumn } from './dataset-column';
import { partitionsOfWindow, startOfWindow } from '../catalog/partition-filter';
import { sql } from '../catalog/sql';
import type { LoggedColumn } from '../record/column';

/** Name of the dataset, in QuickSight and in the dashboard's definition. */
export const USAGE_HOURLY = 'usage_hourly';

/** How far the dataset goes back, in days. */
const WINDOW_DAYS = 90;

/** Where the dataset reads. */
export interface UsageTables {
  readonly databaseName: string;
  readonly logsTableName: string;
  readonly apiKeysTableName: string;
}

/** Columns that pass from the records, in the dataset's order, around those of the customer. */
const CALLED = ['api_id', 'stage', 'domain_name', 'resource_path', 'http_method'];
const ANSWERED = ['status', 'error_type'];

/** The sums, by the column that they add up. */
const SUMS: Record<string, string> = {
  response_bytes: 'response_length',
  response_latency_ms: 'response_latency_ms',
  integration_latency_ms: 'integration_latency_ms',
  authorizer_latency_ms: 'authorizer_latency_ms',
};

/**
 * The columns of the dataset.
 *
 * All dimensions are texts, the status as well: in a field that takes categories, QuickSight shows nothing for a number or a time.
 */
export function usageHourlyColumns(added: readonly LoggedColumn[] = []): DatasetColumn[] {
  const texts = [
    ...CALLED, 'usage_plan', 'customer_id', 'customer', ...ANSWERED, 'attribution', 'client_family', ...dimensionsOf(added).map(({ name }) => name),
  ];
  return [
    { name: 'hour', type: 'DATETIME' },
    { name: 'arrival_hour', type: 'DATETIME' },
    ...texts.map((name): DatasetColumn => ({ name, type: 'STRING' })),
    ...['requests', ...Object.keys(SUMS)].map((name): DatasetColumn => ({ name, type: 'INTEGER' })),
    ...numbersOf(added).map(({ name, type }): DatasetColumn => ({ name, type: type === 'double' ? 'DECIMAL' : 'INTEGER' })),
  ];
}

/**
 * The dataset's SQL: the common subset of Athena (Trino) and DuckDB.
 *
 * Records are added up first, so that only hours are joined with the keys.
 * The directory overrules a record in two ways: the customer's name is the latest one, and a key that
 * was not known when its request came in has the plan that it is on now. Two customers of one name
 * show with their ids, since visuals can only group by what they show.
 *
 * Names that begin with an underscore are its own: no column of a consumer can have one.
 *
 * The question stands in a comment with an end, since QuickSight writes a statement around this one.
 */
export function usageHourlySql({ databaseName, logsTableName, apiKeysTableName }: UsageTables, added: readonly LoggedColumn[] = []): string {
  const apiKeys = `"${databaseName}"."${apiKeysTableName}"`;
  const extra = dimensionsOf(added).map(({ name }) => `"${name}"`);
  const dimensions = [
    '_request_hour', 'arrival_hour', ...CALLED, 'usage_plan', 'customer_id', ...ANSWERED, 'attribution', 'client_family', ...extra, '_open_key',
  ];
  const sums = [...Object.entries(SUMS), ...numbersOf(added).map(({ name }) => [name, name])];
  const shown = usageHourlyColumns(added).length - sums.length - 1;

  return sql`
    /* How much was each endpoint used in each hour of the last ${String(WINDOW_DAYS)} days, by which customer, on which plan, with which outcome? */
    WITH records AS (
      SELECT
        date_trunc('hour', request_time) AS _request_hour,
        CAST(concat(year, '-', month, '-', day, ' ', hour, ':00:00') AS timestamp) AS arrival_hour,
        request_time,
        ${CALLED.join(', ')},
        usage_plan, customer_id, customer, attribution, client_family,
        CAST(status AS varchar) AS status, error_type,
        ${[...dimensionsOf(added).map(asText), ...sums.map(([, column]) => `"${column}"`)].join(', ')},
        CASE WHEN attribution IN ('unknown_key', 'no_plan', 'directory_unavailable') THEN api_key_id END AS _open_key
      FROM "${databaseName}"."${logsTableName}"
      WHERE request_time >= ${startOfWindow(WINDOW_DAYS)}
        AND ${partitionsOfWindow(WINDOW_DAYS)}
    ),
    hourly AS (
      SELECT
        ${dimensions.join(', ')},
        max_by(customer, request_time) AS customer,
        count(*) AS requests,
        ${sums.map(([name, column]) => `sum("${column}") AS "${name}"`).join(',\n')}
      FROM records
      GROUP BY ${ordinals(dimensions.length)}
    ),
    stage_keys AS (
      SELECT api_key_id, api_stage, min(customer_id) AS customer_id, min(usage_plan) AS usage_plan
      FROM ${apiKeys}
      CROSS JOIN UNNEST(stages) AS plan_stages (api_stage)
      GROUP BY api_key_id, api_stage
    ),
    known_keys AS (
      SELECT api_key_id, min(customer_id) AS customer_id
      FROM ${apiKeys}
      GROUP BY api_key_id
    ),
    latest_names AS (
      SELECT customer_id, coalesce(max_by(customer, created_at), max(customer)) AS customer
      FROM ${apiKeys}
      GROUP BY customer_id
    ),
    customers AS (
      SELECT
        customer_id,
        CASE WHEN count(*) OVER (PARTITION BY customer) > 1 THEN concat(customer, ' (', customer_id, ')') ELSE customer END AS customer
      FROM latest_names
    )
    SELECT
      hourly._request_hour AS hour,
      hourly.arrival_hour,
      ${CALLED.map(labelled).join(',\n')},
      coalesce(stage_keys.usage_plan, hourly.usage_plan, '(no plan)') AS usage_plan,
      coalesce(stage_keys.customer_id, known_keys.customer_id, hourly.customer_id, hourly._open_key, '(none)') AS customer_id,
      coalesce(customers.customer, hourly.customer, hourly._open_key, '(anonymous)') AS customer,
      ${ANSWERED.map(labelled).join(',\n')},
      CASE
        WHEN stage_keys.api_key_id IS NOT NULL THEN 'plan'
        WHEN known_keys.api_key_id IS NOT NULL THEN 'no_plan'
        ELSE coalesce(hourly.attribution, '(none)')
      END AS attribution,
      ${['client_family', ...extra].map(labelled).join(',\n')},
      sum(hourly.requests) AS requests,
      ${sums.map(([name]) => `coalesce(sum(hourly."${name}"), 0) AS "${name}"`).join(',\n')}
    FROM hourly
    LEFT JOIN stage_keys
      ON stage_keys.api_key_id = hourly._open_key
      AND stage_keys.api_stage = concat(hourly.api_id, '/', hourly.stage)
    LEFT JOIN known_keys
      ON known_keys.api_key_id = hourly._open_key
    LEFT JOIN customers
      ON customers.customer_id = coalesce(stage_keys.customer_id, known_keys.customer_id, hourly.customer_id)
    GROUP BY ${ordinals(shown)}
  `;
}

function asText({ name, type }: LoggedColumn): string {
  return type === 'boolean' ? `CAST("${name}" AS varchar) AS "${name}"` : `"${name}"`;
}

function labelled(name: string): string {
  return `coalesce(hourly.${name}, '(none)') AS ${name}`;
}

function ordinals(count: number): string {
  return Array.from({ length: count }, (_, index) => index + 1).join(', ');
}

function dimensionsOf(added: readonly LoggedColumn[]): LoggedColumn[] {
  return added.filter(({ type }) => type === 'string' || type === 'boolean');
}

function numbersOf(added: readonly LoggedColumn[]): LoggedColumn[] {
  return added.filter(({ type }) => type === 'int' || type === 'bigint' || type === 'double');
}

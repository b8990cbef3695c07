import { OPEN_KEY, directoryTables } from './attribution';
import { CUSTOMER_USAGE } from './customer-usage';
import { keyHolders } from './key-holders';
import { QUOTA_DAYS, QUOTA_OF_ROW, QUOTA_RUNS_OUT } from './quota';
import { selectList } from './select-list';
import type { UsageTables } from './usage-tables';
import { logsIn } from './usage-tables';
import { partitionsOfWindow, startOfWindow } from '../../catalog/partition-filter';
import { sql } from '../../catalog/sql';
import type { DatasetColumn } from '../dataset-column';

/** Name of the dataset, in QuickSight and in the dashboard's definition. */
export const CUSTOMERS = 'customers';

/** Who has not called for so many days is silent. */
const SILENT_AFTER_DAYS = 7;

/** The columns, and how each is made of `counted` and `latencies`. */
const COLUMNS: Record<DatasetColumn['type'], Record<string, string>> = {
  STRING: {
    ...asTheyAre('customer_id', 'customer', 'usage_plan', 'api_key_id', 'api_key_name', 'activity', 'customer_activity'),
    quota_period: "coalesce(counted.quota_period, '(none)')",
  },
  DATETIME: {
    ...asTheyAre('key_created', 'first_call', 'hundredth_call', 'last_call'),
    quota_runs_out: QUOTA_RUNS_OUT,
  },
  INTEGER: {
    ...asTheyAre('requests'),
    errors: 'counted.client_errors + counted.server_errors',
    ...asTheyAre('client_errors', 'server_errors', 'response_bytes'),
    p95_ms: 'element_at(latencies.p95_ms, counted.customer_id)',
    ...asTheyAre('created_keys', 'called_keys', 'hundred_keys', 'quota_limit', 'quota_used'),
  },
  DECIMAL: {
    // clocks differ, and no key is used before it is made
    days_to_first_call: sql`
      CASE WHEN counted.called_keys = 1
        THEN greatest(0e0, date_diff('millisecond', counted.key_created, counted.first_call) / 864e5) END
    `,
    quota_used_share: 'CAST(counted.quota_used AS double) / nullif(counted.quota_limit, 0)',
  },
};

/** The columns of the dataset. */
export function customersColumns(): DatasetColumn[] {
  return Object.entries(COLUMNS).flatMap(([type, columns]) => Object.keys(columns).map((name) => ({ name, type: type as DatasetColumn['type'] })));
}

/**
 * The dataset's SQL: the common subset of Athena (Trino) and DuckDB.
 *
 * A row is a customer, a key and a usage plan: of the directory, and of the calls that are of no such row (without a key, with
 * one that is unknown or deleted, on a plan that the key has left). What belongs to a key is the same on each of its rows.
 * Only the counts of keys and the days to the first call are on one of them, that of the plan that was called first.
 */
export function customersSql(tables: UsageTables, windowDays: number): string {
  if (windowDays < QUOTA_DAYS) {
    throw new Error(`Dataset '${CUSTOMERS}': a window of ${windowDays} days does not hold a month, the longest period of a quota; give at least ${QUOTA_DAYS}`);
  }
  const newKey = `_row_of_key = 1 AND key_created >= ${startOfWindow(windowDays)}`;

  return sql`
    /* Who holds which key on which plan, how much was it used in the last ${String(windowDays)} days, since when, and does its quota last? */
    WITH calls AS (
      SELECT
        request_time, api_id, stage, api_key_id, usage_plan_id, usage_plan, customer_id, customer,
        status, error_type, response_length, response_latency_ms,
        ${OPEN_KEY} AS _open_key
      FROM ${logsIn(tables)}
      WHERE request_time >= ${startOfWindow(windowDays)}
        AND ${partitionsOfWindow(windowDays)}
    ),
    ${directoryTables(tables)},
    ${CUSTOMER_USAGE},
    ${keyHolders(tables)},
    counted AS (
      SELECT
        customer_id, customer, usage_plan, api_key_id, api_key_name, key_created, first_call, hundredth_call, last_call,
        ${activityBy('last_call')} AS activity,
        ${activityBy('max(last_call) OVER (PARTITION BY customer_id)')} AS customer_activity,
        requests, client_errors, server_errors, response_bytes,
        CASE WHEN ${newKey} THEN 1 ELSE 0 END AS created_keys,
        CASE WHEN ${newKey} AND first_call IS NOT NULL THEN 1 ELSE 0 END AS called_keys,
        CASE WHEN ${newKey} AND hundredth_call IS NOT NULL THEN 1 ELSE 0 END AS hundred_keys,
        quota_limit,
        quota_period,
        ${selectList(QUOTA_OF_ROW)}
      FROM callers
    )
    SELECT
      ${selectList(COLUMNS.STRING, COLUMNS.DATETIME, COLUMNS.INTEGER, COLUMNS.DECIMAL)}
    FROM counted
    CROSS JOIN latencies
  `;
}

/** Of a key, and of a customer, who may have changed to another key. */
function activityBy(lastCall: string): string {
  return sql`
    CASE
      WHEN ${lastCall} IS NULL THEN 'Never called'
      WHEN ${lastCall} < CAST(current_timestamp AS timestamp) - INTERVAL '${String(SILENT_AFTER_DAYS)}' DAY THEN 'Silent'
      ELSE 'Active'
    END
  `;
}

function asTheyAre(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `counted.${name}`]));
}

import type { QueryTables } from './tables';
import { sql } from '../sql';

/** Which requests to take. */
export interface RequestSelection {
  /** Conditions on the time of the request. */
  readonly period: string;
  /** Conditions on the partitions that hold it, see partition-filter. */
  readonly partitions: string;
}

/**
 * Common table expressions that end in `requests`: each request once, with the plan and the
 * customer of its key.
 *
 * Firehose delivers at least once, and the copies of a request need not be alike (its key
 * may have become known in between), so one is chosen: with a plan before one without, then
 * the one that came first. Requests whose key was not in the directory at the time get
 * plan and customer from what it knows now. A request without an id cannot be told from
 * others, and counts. A record need not have names: then those of the directory show, and ids of what is no longer in it.
 */
export function attributedRequests({ logs, apiKeys }: QueryTables, { period, partitions }: RequestSelection): string {
  return sql`
    copies AS (
      SELECT
        extended_request_id, api_id, stage, api_key_id, status, error_type, response_length,
        attribution, usage_plan_id, usage_plan, customer_id, customer,
        row_number() OVER (
          PARTITION BY extended_request_id
          ORDER BY CASE attribution WHEN 'plan' THEN 0 ELSE 1 END, concat(year, month, day, hour)
        ) AS copy
      FROM ${logs}
      WHERE ${period}
        AND ${partitions}
    ),
    known_keys AS (
      SELECT api_key_id, api_stage, min(usage_plan) AS usage_plan, min(customer_id) AS customer_id, min(customer) AS customer
      FROM ${apiKeys}
      CROSS JOIN UNNEST(stages) AS plan_stages (api_stage)
      GROUP BY api_key_id, api_stage
    ),
    customers AS (
      SELECT customer_id, max_by(customer, created_at) AS customer
      FROM ${apiKeys}
      GROUP BY customer_id
    ),
    plan_names AS (
      SELECT usage_plan_id, min(usage_plan) AS usage_plan
      FROM ${apiKeys}
      GROUP BY usage_plan_id
    ),
    attributed AS (
      SELECT
        copies.api_id, copies.stage, copies.status, copies.error_type, copies.response_length,
        coalesce(known_keys.usage_plan, copies.usage_plan, plan_names.usage_plan, copies.usage_plan_id) AS usage_plan,
        coalesce(known_keys.customer_id, copies.customer_id, copies.api_key_id) AS customer_id,
        coalesce(known_keys.customer, copies.customer, copies.customer_id, copies.api_key_id) AS customer
      FROM copies
      LEFT JOIN known_keys
        ON copies.attribution IN ('unknown_key', 'no_plan', 'directory_unavailable')
        AND known_keys.api_key_id = copies.api_key_id
        AND known_keys.api_stage = concat(copies.api_id, '/', copies.stage)
      LEFT JOIN plan_names
        ON plan_names.usage_plan_id = copies.usage_plan_id
      WHERE copies.copy = 1 OR copies.extended_request_id IS NULL
    ),
    requests AS (
      SELECT
        attributed.api_id, attributed.stage, attributed.status, attributed.error_type, attributed.response_length,
        coalesce(attributed.usage_plan, '(no plan)') AS usage_plan,
        coalesce(attributed.customer_id, '(anonymous)') AS customer_id,
        coalesce(customers.customer, attributed.customer, '(anonymous)') AS customer
      FROM attributed
      LEFT JOIN customers ON customers.customer_id = attributed.customer_id
    )
  `;
}

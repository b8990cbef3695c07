import type { UsageTables } from './usage-tables';
import { apiKeysIn } from './usage-tables';
import { sql } from '../../catalog/sql';

/**
 * Who a call is counted for, the same in every dataset, so that one filter fits all of them.
 *
 * The directory overrules a record in two ways: the customer's name is the latest one, and a key that
 * was not known when its request came in has the plan that it is on now. Two customers of the directory
 * that have one name show with their ids, since visuals can only group by what they show.
 *
 * A record need not have names (`omitColumns`): then those of the directory show, and ids of what is no longer in it.
 *
 * A customer who is not in the directory has the name of the record, without an id, and counts in visuals together with
 * whoever else shows by that name, such as the key that replaced a deleted one. Only `customer_id` tells them apart: which
 * names occur among the calls depends on a dataset's window, and a customer has to have the same name in all datasets.
 *
 * A statement has its calls in a relation `calls`, with the columns of a record that the expressions below
 * name and `_open_key`; it begins with `directoryTables` and joins them by `DIRECTORY_JOINS`.
 */

/** The key of a record whose customer or plan was not known when it came in: what the directory knows by now counts. */
export const OPEN_KEY = "CASE WHEN attribution IN ('unknown_key', 'no_plan', 'directory_unavailable') THEN api_key_id END";

/**
 * Common table expressions: plan and customer of a key at a stage, customer of a key, and the name that each customer is shown by.
 *
 * A key is on one plan at most for a stage, so that `min` only takes what there is.
 */
export function directoryTables(tables: UsageTables): string {
  const apiKeys = apiKeysIn(tables);
  return sql`
    stage_keys AS (
      SELECT api_key_id, api_stage, min(customer_id) AS customer_id, min(usage_plan_id) AS usage_plan_id, min(usage_plan) AS usage_plan
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
    shown_names AS (
      SELECT
        customer_id,
        CASE WHEN count(*) OVER (PARTITION BY customer) > 1 THEN concat(customer, ' (', customer_id, ')') ELSE customer END AS customer
      FROM latest_names
    ),
    plan_names AS (
      SELECT usage_plan_id, min(usage_plan) AS usage_plan
      FROM ${apiKeys}
      GROUP BY usage_plan_id
    )
  `;
}

export const DIRECTORY_JOINS = sql`
  LEFT JOIN stage_keys
    ON stage_keys.api_key_id = calls._open_key
    AND stage_keys.api_stage = concat(calls.api_id, '/', calls.stage)
  LEFT JOIN known_keys
    ON known_keys.api_key_id = calls._open_key
  LEFT JOIN shown_names
    ON shown_names.customer_id = coalesce(stage_keys.customer_id, known_keys.customer_id, calls.customer_id)
  LEFT JOIN plan_names
    ON plan_names.usage_plan_id = calls.usage_plan_id
`;

export const USAGE_PLAN_ID = "coalesce(stage_keys.usage_plan_id, calls.usage_plan_id, '(none)')";

export const USAGE_PLAN = "coalesce(stage_keys.usage_plan, calls.usage_plan, plan_names.usage_plan, calls.usage_plan_id, '(no plan)')";

export const CUSTOMER_ID = "coalesce(stage_keys.customer_id, known_keys.customer_id, calls.customer_id, calls._open_key, '(none)')";

export const CUSTOMER = "coalesce(shown_names.customer, calls.customer, calls._open_key, calls.customer_id, '(anonymous)')";

export const ATTRIBUTION = sql`
  CASE
    WHEN stage_keys.api_key_id IS NOT NULL THEN 'plan'
    WHEN known_keys.api_key_id IS NOT NULL THEN 'no_plan'
    ELSE coalesce(calls.attribution, '(none)')
  END
`;

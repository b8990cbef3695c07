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
 * name and `_open_key`; it begins with `directoryTables` and reads `FROM calls CROSS JOIN directory`.
 *
 * The directory is one row of maps, and no table that is joined by its keys: what a query does not show of it takes no column of the records then,
 * where a join reads its keys for each query, a third of what the dashboard read. See docs/decisions/0021-reading.md.
 */

/** The key of a record whose customer or plan was not known when it came in: what the directory knows by now counts. */
export const OPEN_KEY = "CASE WHEN attribution IN ('unknown_key', 'no_plan', 'directory_unavailable') THEN api_key_id END";

/**
 * Common table expressions: `shown_names`, the name that each customer is shown by, and `directory`, a row of maps: the plan and the customer of a
 * key at a stage, the customer of a key, and the names of customers and plans.
 *
 * A key is on one plan at most for a stage, so that `min` only takes what there is.
 */
export function directoryTables(tables: UsageTables): string {
  const apiKeys = apiKeysIn(tables);
  return sql`
    stage_keys AS (
      SELECT
        concat(api_key_id, ' ', api_stage) AS _stage_key,
        min(customer_id) AS customer_id,
        min(usage_plan_id) AS usage_plan_id,
        min(usage_plan) AS usage_plan
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
    ),
    directory AS (
      SELECT stage_customer_ids, stage_plan_ids, stage_plans, key_customer_ids, customer_names, plan_names
      FROM (
        SELECT
          map_agg(_stage_key, customer_id) AS stage_customer_ids,
          map_agg(_stage_key, usage_plan_id) AS stage_plan_ids,
          map_agg(_stage_key, usage_plan) AS stage_plans
        FROM stage_keys
      )
      CROSS JOIN (SELECT map_agg(api_key_id, customer_id) AS key_customer_ids FROM known_keys)
      CROSS JOIN (SELECT map_agg(customer_id, customer) AS customer_names FROM shown_names)
      CROSS JOIN (SELECT map_agg(usage_plan_id, usage_plan) AS plan_names FROM plan_names)
    )
  `;
}

/** As the directory knows it by now: of the key at the called stage, and else of the key. */
const STAGE_KEY = "concat(calls._open_key, ' ', calls.api_id, '/', calls.stage)";
const STAGE_CUSTOMER_ID = `element_at(directory.stage_customer_ids, ${STAGE_KEY})`;
const KEY_CUSTOMER_ID = 'element_at(directory.key_customer_ids, calls._open_key)';
const KNOWN_CUSTOMER_ID = `coalesce(${STAGE_CUSTOMER_ID}, ${KEY_CUSTOMER_ID}, calls.customer_id)`;

export const USAGE_PLAN_ID = `coalesce(element_at(directory.stage_plan_ids, ${STAGE_KEY}), calls.usage_plan_id, '(none)')`;

export const USAGE_PLAN = sql`
  coalesce(
    element_at(directory.stage_plans, ${STAGE_KEY}), calls.usage_plan, element_at(directory.plan_names, calls.usage_plan_id), calls.usage_plan_id, '(no plan)'
  )
`;

export const CUSTOMER_ID = `coalesce(${KNOWN_CUSTOMER_ID}, calls._open_key, '(none)')`;

export const CUSTOMER = sql`
  coalesce(
    element_at(directory.customer_names, ${KNOWN_CUSTOMER_ID}), calls.customer, calls._open_key, calls.customer_id, '(anonymous)'
  )
`;

export const ATTRIBUTION = sql`
  CASE
    WHEN ${STAGE_CUSTOMER_ID} IS NOT NULL THEN 'plan'
    WHEN ${KEY_CUSTOMER_ID} IS NOT NULL THEN 'no_plan'
    ELSE coalesce(calls.attribution, '(none)')
  END
`;

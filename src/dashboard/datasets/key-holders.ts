import { CALLER } from './customer-usage';
import type { UsageTables } from './usage-tables';
import { apiKeysIn } from './usage-tables';
import { sql } from '../../catalog/sql';

/**
 * Common table expressions over the directory and `used`, row by row in `holders`; in `callers` each row
 * knows what belongs to the whole key, or to the whole of a key and a plan, as a quota does.
 *
 * Plans are told by their ids, since two can have one name, and show under the name that they have now.
 */
export function keyHolders(tables: UsageTables): string {
  return sql`
    held AS (
      SELECT
        api_keys.customer_id,
        shown_names.customer,
        api_keys.api_key_id,
        api_keys.api_key_name,
        api_keys.created_at,
        coalesce(api_keys.usage_plan_id, '(none)') AS usage_plan_id,
        api_keys.usage_plan,
        api_keys.quota_limit,
        CASE WHEN api_keys.quota_limit IS NOT NULL THEN api_keys.quota_period END AS quota_period
      FROM ${apiKeysIn(tables)} AS api_keys
      LEFT JOIN shown_names ON shown_names.customer_id = api_keys.customer_id
    ),
    holders AS (
      SELECT
        coalesce(held.customer_id, used.customer_id) AS customer_id,
        coalesce(held.customer, used.customer) AS customer,
        coalesce(held.api_key_id, used.api_key_id) AS api_key_id,
        coalesce(held.usage_plan_id, used.usage_plan_id) AS usage_plan_id,
        coalesce(held.usage_plan, used.usage_plan, '(no plan)') AS usage_plan,
        held.api_key_name AS _name,
        held.created_at AS _created,
        held.quota_limit,
        held.quota_period,
        used.first_call AS _first_call,
        used.hundredth_call AS _hundredth_call,
        used.last_call AS _last_call,
        coalesce(used.requests, 0) AS requests,
        coalesce(used.client_errors, 0) AS client_errors,
        coalesce(used.server_errors, 0) AS server_errors,
        coalesce(used.response_bytes, 0) AS response_bytes,
        coalesce(used._day, 0) AS _day,
        coalesce(used._week, 0) AS _week,
        coalesce(used._month, 0) AS _month
      FROM held
      FULL JOIN used
        ON used.customer_id = held.customer_id
        AND used.api_key_id = held.api_key_id
        AND used.usage_plan_id = held.usage_plan_id
    ),
    callers AS (
      SELECT
        customer_id,
        customer,
        api_key_id,
        usage_plan,
        coalesce(max(_name) OVER (PARTITION BY ${CALLER}), '(none)') AS api_key_name,
        max(_created) OVER (PARTITION BY ${CALLER}) AS key_created,
        min(_first_call) OVER (PARTITION BY ${CALLER}) AS first_call,
        min(_hundredth_call) OVER (PARTITION BY ${CALLER}) AS hundredth_call,
        max(_last_call) OVER (PARTITION BY ${CALLER}) AS last_call,
        row_number() OVER (PARTITION BY ${CALLER} ORDER BY _first_call NULLS LAST, usage_plan, usage_plan_id, customer_id) AS _row_of_key,
        requests,
        client_errors,
        server_errors,
        response_bytes,
        quota_limit,
        quota_period,
        sum(_day) OVER (PARTITION BY api_key_id, usage_plan_id) AS _day,
        sum(_week) OVER (PARTITION BY api_key_id, usage_plan_id) AS _week,
        sum(_month) OVER (PARTITION BY api_key_id, usage_plan_id) AS _month
      FROM holders
    )
  `;
}

import { CUSTOMER, CUSTOMER_ID, USAGE_PLAN, USAGE_PLAN_ID } from './attribution';
import { COUNTS_FOR_QUOTA, HOURLY_TO_PERIODS } from './quota';
import { selectList } from './select-list';
import { CLIENT_ERROR, SERVER_ERROR } from './shared-measures';
import { sql } from '../../catalog/sql';

/** All that one key called, on whichever plan; who calls without a key is told by the customer. */
export const CALLER = "api_key_id, CASE WHEN api_key_id = '(none)' THEN customer_id END";

/**
 * Common table expressions over `calls`: what was called, by customer, key and plan in `used`, and how fast the answers
 * were, in the one row of `latencies`, a map by customer: a query that shows none of them does not read the records a second time.
 *
 * The hundredth call is found by hours, of which there are few, and not among all requests.
 *
 * Athena reads the records once for each of the two: a percentile cannot be made of sums.
 */
export const CUSTOMER_USAGE = sql`
  attributed AS (
    SELECT
      calls.request_time,
      date_trunc('hour', calls.request_time) AS _request_hour,
      coalesce(calls.api_key_id, '(none)') AS api_key_id,
      ${selectList({ usage_plan_id: USAGE_PLAN_ID, usage_plan: USAGE_PLAN, customer_id: CUSTOMER_ID, customer: CUSTOMER })},
      calls.status,
      calls.error_type,
      calls.response_length,
      calls.response_latency_ms
    FROM calls
    CROSS JOIN directory
  ),
  hourly AS (
    SELECT
      customer_id,
      api_key_id,
      usage_plan_id,
      _request_hour,
      max_by(customer, request_time) AS customer,
      max_by(usage_plan, request_time) AS usage_plan,
      min(request_time) AS first_call,
      max(request_time) AS last_call,
      count(*) AS requests,
      count_if(${CLIENT_ERROR}) AS client_errors,
      count_if(${SERVER_ERROR}) AS server_errors,
      sum(response_length) AS response_bytes,
      count_if(${COUNTS_FOR_QUOTA}) AS _counted,
      sum(count(*)) OVER (PARTITION BY ${CALLER} ORDER BY _request_hour) AS _calls_so_far
    FROM attributed
    GROUP BY customer_id, api_key_id, usage_plan_id, _request_hour
  ),
  used AS (
    SELECT
      customer_id,
      api_key_id,
      usage_plan_id,
      max_by(customer, last_call) AS customer,
      max_by(usage_plan, last_call) AS usage_plan,
      min(first_call) AS first_call,
      min(CASE WHEN _calls_so_far >= 100 THEN _request_hour END) AS hundredth_call,
      max(last_call) AS last_call,
      sum(requests) AS requests,
      sum(client_errors) AS client_errors,
      sum(server_errors) AS server_errors,
      sum(response_bytes) AS response_bytes,
      ${selectList(HOURLY_TO_PERIODS)}
    FROM hourly
    GROUP BY customer_id, api_key_id, usage_plan_id
  ),
  latencies AS (
    SELECT map_agg(customer_id, p95_ms) AS p95_ms
    FROM (
      SELECT customer_id, approx_percentile(response_latency_ms, 0.95) AS p95_ms
      FROM attributed
      GROUP BY customer_id
    )
  )
`;

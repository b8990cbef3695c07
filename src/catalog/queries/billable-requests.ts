import { attributedRequests } from './attributed-requests';
import type { SavedQuery } from './saved-query';
import { LATE_ARRIVAL_DAYS, partitionsBetween } from '../partition-filter';
import { sql } from '../sql';

const NEXT_MONTH = "date_trunc('month', CAST(current_date AS timestamp))";
const MONTH = `${NEXT_MONTH} - INTERVAL '1' MONTH`;

export const BILLABLE_REQUESTS: SavedQuery = {
  id: 'BillableRequests',
  name: 'API usage: billable requests by customer and plan, last month',
  question: 'How many requests of last month is each customer billed for, on which usage plan?',
  statement: (tables) => sql`
    -- Exact: each request counts once, however often it was delivered.
    -- Billable is what your backend answered without a failure of its own: API Gateway's own answers
    -- (throttled, quota exceeded, key refused, timed out) and statuses from 500 on are left out.
    -- Final once the month is over for ${String(LATE_ARRIVAL_DAYS)} days: so long late arrivals are waited for.
    -- For another month replace each current_date by a day of the month after it, as in DATE '2026-02-01'.
    WITH ${attributedRequests(tables, {
      period: `request_time >= ${MONTH} AND request_time < ${NEXT_MONTH}`,
      partitions: partitionsBetween(MONTH, NEXT_MONTH, 31),
    })}
    SELECT
      date_format(${MONTH}, '%Y-%m') AS month,
      usage_plan,
      customer_id,
      max(customer) AS customer,
      count_if(error_type IS NULL AND status < 500) AS billable_requests,
      count(*) AS requests
    FROM requests
    GROUP BY usage_plan, customer_id
    ORDER BY billable_requests DESC, usage_plan, customer_id
  `,
};

import { attributedRequests } from './attributed-requests';
import type { SavedQuery } from './saved-query';
import { partitionsSince } from '../partition-filter';
import { sql } from '../sql';

const MONTH = "date_trunc('month', CAST(current_date AS timestamp))";

export const REQUESTS_THIS_MONTH: SavedQuery = {
  id: 'RequestsThisMonth',
  name: 'API usage: requests by customer and plan, this month',
  question: 'How many requests has each customer sent this month, on which usage plan, and how many of them failed?',
  statement: (tables) => sql`
    WITH ${attributedRequests(tables, { period: `request_time >= ${MONTH}`, partitions: partitionsSince(MONTH, 31) })}
    SELECT
      usage_plan,
      customer_id,
      max(customer) AS customer,
      count(*) AS requests,
      count_if(status BETWEEN 400 AND 499) AS client_errors,
      count_if(status >= 500) AS server_errors,
      sum(response_length) AS response_bytes
    FROM requests
    GROUP BY usage_plan, customer_id
    ORDER BY requests DESC, usage_plan, customer_id
  `,
};

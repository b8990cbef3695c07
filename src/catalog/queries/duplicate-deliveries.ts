import type { SavedQuery } from './saved-query';
import { partitionsOfWindow, startOfWindow } from '../partition-filter';
import { sql } from '../sql';

export const DUPLICATE_DELIVERIES: SavedQuery = {
  id: 'DuplicateDeliveries',
  name: 'API usage: share of duplicate deliveries, last 7 days',
  question: 'Which share of the delivered records repeats a request that was delivered already, day by day over the last 7 days?',
  statement: ({ logs }) => sql`
    SELECT
      CAST(request_time AS date) AS day_of_request,
      count(extended_request_id) AS delivered,
      count(DISTINCT extended_request_id) AS requests,
      count(extended_request_id) - count(DISTINCT extended_request_id) AS duplicates,
      1e0 - CAST(count(DISTINCT extended_request_id) AS double) / count(extended_request_id) AS duplicate_share
    FROM ${logs}
    WHERE request_time >= ${startOfWindow(7)}
      AND extended_request_id IS NOT NULL
      AND ${partitionsOfWindow(7)}
    GROUP BY CAST(request_time AS date)
    ORDER BY day_of_request
  `,
};

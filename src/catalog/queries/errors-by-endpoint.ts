import type { SavedQuery } from './saved-query';
import { partitionsOfWindow, startOfWindow } from '../partition-filter';
import { sql } from '../sql';

export const ERRORS_BY_ENDPOINT: SavedQuery = {
  id: 'ErrorsByEndpoint',
  name: 'API usage: errors by endpoint and type, last 7 days',
  question: 'Which errors did which endpoints answer over the last 7 days, to how many customers, and for which share of their requests?',
  statement: ({ logs }) => sql`
    WITH endpoints AS (
      SELECT
        api_id,
        stage,
        http_method,
        resource_path,
        status,
        error_type,
        count(*) AS requests,
        count(DISTINCT customer_id) AS customers,
        max(coalesce(integration_error, authorizer_error, error_message)) AS example,
        max(request_time) AS last_seen,
        sum(count(*)) OVER (PARTITION BY api_id, stage, http_method, resource_path) AS endpoint_requests
      FROM ${logs}
      WHERE request_time >= ${startOfWindow(7)}
        AND ${partitionsOfWindow(7)}
      GROUP BY api_id, stage, http_method, resource_path, status, error_type
    )
    SELECT
      api_id,
      stage,
      http_method,
      resource_path,
      status,
      coalesce(error_type, '(backend)') AS error_type,
      requests AS errors,
      CAST(requests AS double) / endpoint_requests AS share_of_requests,
      customers,
      last_seen,
      example
    FROM endpoints
    WHERE status >= 400
    ORDER BY errors DESC, api_id, stage, resource_path, http_method, status
    LIMIT 200
  `,
};

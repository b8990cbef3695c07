import type { SavedQuery } from './saved-query';
import { partitionsOfWindow, startOfWindow } from '../partition-filter';
import { sql } from '../sql';

export const SLOWEST_ENDPOINTS: SavedQuery = {
  id: 'SlowestEndpoints',
  name: 'API usage: slowest endpoints, last 7 days',
  question: 'Which endpoints are the slowest over the last 7 days, and is it the backend or the authorizer?',
  statement: ({ logs }) => sql`
    SELECT
      api_id,
      stage,
      http_method,
      resource_path,
      count(*) AS requests,
      approx_percentile(response_latency_ms, 0.5) AS p50_ms,
      approx_percentile(response_latency_ms, 0.9) AS p90_ms,
      approx_percentile(response_latency_ms, 0.99) AS p99_ms,
      approx_percentile(integration_latency_ms, 0.9) AS integration_p90_ms,
      approx_percentile(authorizer_latency_ms, 0.9) AS authorizer_p90_ms
    FROM ${logs}
    WHERE request_time >= ${startOfWindow(7)}
      AND ${partitionsOfWindow(7)}
    GROUP BY api_id, stage, http_method, resource_path
    ORDER BY p90_ms DESC, requests DESC
    LIMIT 100
  `,
};

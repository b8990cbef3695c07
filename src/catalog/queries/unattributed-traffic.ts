import type { SavedQuery } from './saved-query';
import { partitionsOfWindow, startOfWindow } from '../partition-filter';
import { sql } from '../sql';

export const UNATTRIBUTED_TRAFFIC: SavedQuery = {
  id: 'UnattributedTraffic',
  name: 'API usage: traffic without a usage plan, last 7 days',
  question: 'Which traffic of the last 7 days could not be given to a usage plan when it came in, why, and where does it come from?',
  statement: ({ logs }) => sql`
    SELECT
      attribution,
      api_id,
      stage,
      api_key_id,
      customer_id,
      count(*) AS requests,
      count(DISTINCT source_ip) AS source_addresses,
      max(source_ip) AS one_of_them,
      max(client_family) AS client_family,
      min(request_time) AS first_seen,
      max(request_time) AS last_seen
    FROM ${logs}
    WHERE request_time >= ${startOfWindow(7)}
      AND attribution <> 'plan'
      AND ${partitionsOfWindow(7)}
    GROUP BY attribution, api_id, stage, api_key_id, customer_id
    ORDER BY requests DESC, attribution, api_id, stage
    LIMIT 200
  `,
};

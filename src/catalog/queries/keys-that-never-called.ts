import type { SavedQuery } from './saved-query';
import { partitionsOfWindow, startOfWindow } from '../partition-filter';
import { sql } from '../sql';

export const KEYS_THAT_NEVER_CALLED: SavedQuery = {
  id: 'KeysThatNeverCalled',
  name: 'API usage: keys that never called, last 90 days',
  question: 'Which API keys have not been used in the last 90 days, the newest first?',
  statement: ({ logs, apiKeys }) => sql`
    WITH callers AS (
      SELECT DISTINCT api_key_id
      FROM ${logs}
      WHERE request_time >= ${startOfWindow(90)}
        AND ${partitionsOfWindow(90)}
    )
    SELECT
      keys.api_key_id,
      keys.api_key_name,
      keys.enabled,
      keys.created_at,
      keys.customer_id,
      keys.customer,
      keys.usage_plan
    FROM ${apiKeys} AS keys
    LEFT JOIN callers ON callers.api_key_id = keys.api_key_id
    WHERE callers.api_key_id IS NULL
    ORDER BY keys.created_at DESC, keys.api_key_id, keys.usage_plan
  `,
};

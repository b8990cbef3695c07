import { KeyIndex } from '../../src/enrichment/key-index';
import type { ApiKeyEntry } from '../../src/record/api-keys';

/** A line of the directory: a key of Acme's on the Free plan of `a1b2c3d4e5/prod`, unless said otherwise. */
export function entry(values: Partial<ApiKeyEntry> = {}): ApiKeyEntry {
  return {
    api_key_id: 'key-acme',
    api_key_name: 'acme',
    enabled: true,
    created_at: '2025-01-01 00:00:00.000',
    customer_id: 'key-acme',
    customer: 'Acme',
    usage_plan_id: 'plan-free',
    usage_plan: 'Free',
    stages: ['a1b2c3d4e5/prod'],
    quota_limit: null,
    quota_period: null,
    quota_offset: null,
    throttle_rate_limit: null,
    throttle_burst_limit: null,
    ...values,
  };
}

export const DIRECTORY = new KeyIndex([entry()]);

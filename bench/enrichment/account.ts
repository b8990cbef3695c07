import type { ApiKeyEntry } from '../../src/record/api-keys';

/** The stage that all plans are for. */
export const API_ID = 'a1b2c3d4e5';
export const STAGE = 'prod';

const KEYS_PER_PLAN = 33;

/** So many keys, on plans of 33 as the quotas of an account have them: 10,000 keys on 300 plans. */
export function apiKeys(count: number): ApiKeyEntry[] {
  return Array.from({ length: count }, (_value, index) => {
    const plan = Math.floor(index / KEYS_PER_PLAN);
    return {
      api_key_id: keyId(index),
      api_key_name: `customer-${index}`,
      enabled: true,
      created_at: '2025-01-01 00:00:00.000',
      customer_id: keyId(index),
      customer: `customer-${index}`,
      usage_plan_id: `plan${plan}`,
      usage_plan: `Plan ${plan}`,
      stages: [`${API_ID}/${STAGE}`],
      quota_limit: 100_000,
      quota_period: 'MONTH',
      quota_offset: 0,
      throttle_rate_limit: 50,
      throttle_burst_limit: 100,
    };
  });
}

/** Ten letters and digits, as API Gateway's ids are. */
export function keyId(index: number): string {
  return `k${index.toString(36).padStart(9, '0')}`;
}

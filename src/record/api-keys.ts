import type { Column } from './column';

/**
 * The columns of the directory: one line for each API key and usage plan, and
 * one with an empty plan for a key that is on none. The Glue table `api_keys`
 * and the file that the directory function writes both follow this list.
 */
export const API_KEY_COLUMNS: readonly Column[] = [
  { name: 'api_key_id', type: 'string', description: 'Id of the API key' },
  { name: 'api_key_name', type: 'string', description: 'Name of the API key' },
  { name: 'enabled', type: 'boolean', description: 'Whether the key can be used' },
  { name: 'created_at', type: 'timestamp', description: 'When the key was made, UTC' },
  { name: 'customer_id', type: 'string', description: 'Stable id of the customer, see `CustomerIdentity`' },
  { name: 'customer', type: 'string', description: 'Name of the customer to show' },
  { name: 'usage_plan_id', type: 'string', description: 'Id of the usage plan, null where the key is on none' },
  { name: 'usage_plan', type: 'string', description: 'Name of the usage plan' },
  { name: 'stages', type: 'array<string>', description: 'Stages of the plan, each as `<api id>/<stage name>`' },
  { name: 'quota_limit', type: 'bigint', description: 'Requests that the plan allows in a period' },
  { name: 'quota_period', type: 'string', description: '`DAY`, `WEEK` or `MONTH`' },
  { name: 'quota_offset', type: 'int', description: 'Requests subtracted from the limit in the first period' },
  { name: 'throttle_rate_limit', type: 'double', description: 'Steady requests a second that the plan allows' },
  { name: 'throttle_burst_limit', type: 'int', description: 'Requests that the plan allows at once' },
];

/** One line of the directory. Times are written like `2026-01-31 23:59:59.000`. */
export interface ApiKeyEntry {
  readonly api_key_id: string;
  readonly api_key_name: string | null;
  readonly enabled: boolean;
  readonly created_at: string | null;
  readonly customer_id: string;
  readonly customer: string;
  readonly usage_plan_id: string | null;
  readonly usage_plan: string | null;
  readonly stages: readonly string[];
  readonly quota_limit: number | null;
  readonly quota_period: string | null;
  readonly quota_offset: number | null;
  readonly throttle_rate_limit: number | null;
  readonly throttle_burst_limit: number | null;
}

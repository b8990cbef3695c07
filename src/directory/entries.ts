import type { UsagePlan } from '@aws-sdk/client-api-gateway';
import type { Customer, CustomerRule } from './customer-rule';
import type { Inventory, ListedKey } from './listing';
import { plainText } from './plain-text';
import type { ApiKeyEntry } from '../record/api-keys';
import { formatTimestamp } from '../record/timestamp';

type KeyColumns = Pick<ApiKeyEntry, 'api_key_id' | 'api_key_name' | 'enabled' | 'created_at' | 'customer_id' | 'customer'>;
type PlanColumns = Omit<ApiKeyEntry, keyof KeyColumns>;

const NO_PLAN: PlanColumns = {
  usage_plan_id: null,
  usage_plan: null,
  stages: [],
  quota_limit: null,
  quota_period: null,
  quota_offset: null,
  throttle_rate_limit: null,
  throttle_burst_limit: null,
};

/**
 * One entry for each key and plan, and one without a plan for a key that is on none. The order depends on
 * the ids alone, so that the same keys and plans always make the same file.
 */
export function directoryEntries(inventory: Inventory, rule: CustomerRule): ApiKeyEntry[] {
  const keys = new Map(inventory.keys);
  for (const plan of inventory.plans) {
    for (const [id, name] of plan.keys) {
      // made after the keys were listed: the rest of it comes with the next run
      keys.set(id, keys.get(id) ?? { id, name, enabled: true, createdAt: null, customerId: null, tags: new Map() });
    }
  }
  const customers = rule.customersOf(keys.values());
  const columnsOf = (id: string) => keyColumns(keys.get(id)!, customers.get(id)!);

  const onPlan = new Set<string>();
  const entries: ApiKeyEntry[] = [];
  for (const plan of inventory.plans) {
    const columns = planColumns(plan.plan);
    for (const id of plan.keys.keys()) {
      onPlan.add(id);
      entries.push({ ...columnsOf(id), ...columns });
    }
  }
  const onNone = [...keys.keys()].filter((id) => !onPlan.has(id));
  return [...entries, ...onNone.map((id) => ({ ...columnsOf(id), ...NO_PLAN }))].sort(byKeyAndPlan);
}

/** The directory's file: one JSON object a line. */
export function renderDirectory(entries: readonly ApiKeyEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function keyColumns(key: ListedKey, customer: Customer): KeyColumns {
  return {
    api_key_id: key.id,
    api_key_name: key.name,
    enabled: key.enabled,
    created_at: key.createdAt === null ? null : formatTimestamp(key.createdAt),
    customer_id: customer.id,
    customer: customer.name,
  };
}

function planColumns({ id, name, apiStages, quota, throttle }: UsagePlan & { id: string }): PlanColumns {
  return {
    usage_plan_id: id,
    usage_plan: plainText(name) ?? id,
    stages: (apiStages ?? []).map(({ apiId, stage }) => `${apiId}/${stage}`).sort(),
    quota_limit: quota?.limit ?? null,
    quota_period: quota?.period ?? null,
    quota_offset: quota?.offset ?? null,
    throttle_rate_limit: throttle?.rateLimit ?? null,
    throttle_burst_limit: throttle?.burstLimit ?? null,
  };
}

/** By code units, not by a locale: the same everywhere. */
function byKeyAndPlan(one: ApiKeyEntry, other: ApiKeyEntry): number {
  return compare(one.api_key_id, other.api_key_id) || compare(one.usage_plan_id ?? '', other.usage_plan_id ?? '');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

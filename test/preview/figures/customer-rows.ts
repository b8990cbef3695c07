import { groups, least, most, percentile, numbers } from './calculate';
import type { Call } from './calls';
import { callsSince, shownName } from './calls';
import { DAY, NOW, TODAY } from './clock';
import { DIRECTORY } from './directory';
import { quotaOf } from './quota';

/** How far the rows go back, in days. */
export const WINDOW = 90;

/** A customer, a key and a plan: of the directory, or called without being in it. */
export interface CustomerRow {
  readonly customer: string;
  readonly customer_id: string;
  readonly usage_plan: string;
  readonly usage_plan_id: string;
  readonly api_key_id: string;
  readonly name: string | null;
  readonly created: number | null;
  readonly quota_limit: number | null;
  readonly quota_period: string | null;
  readonly calls: readonly Call[];
}

/** What belongs to the whole key, the same on each of its rows; who calls without a key is told by the customer. */
export interface Key {
  readonly name: string;
  readonly created: number | null;
  readonly firstCall: number | null;
  readonly lastCall: number | null;
  readonly calls: number;
  /** The row that counts for it: that of the plan that was called first. */
  readonly first: CustomerRow;
}

const CALLS = callsSince(WINDOW);

export const CUSTOMER_ROWS: readonly CustomerRow[] = customerRows();

function customerRows(): CustomerRow[] {
  const called = groups(CALLS, (call) => JSON.stringify([call.customer_id, call.api_key_id ?? '(none)', call.usage_plan_id]));
  const held = DIRECTORY.map((entry): CustomerRow => {
    const usage_plan_id = entry.usage_plan_id ?? '(none)';
    const identity = JSON.stringify([entry.customer_id, entry.api_key_id, usage_plan_id]);
    const calls = called.get(identity) ?? [];
    called.delete(identity);
    return {
      customer: shownName(entry.customer_id)!,
      customer_id: entry.customer_id,
      usage_plan: entry.usage_plan ?? '(no plan)',
      usage_plan_id,
      api_key_id: entry.api_key_id,
      name: entry.api_key_name,
      created: entry.created_at === null ? null : Date.parse(`${entry.created_at.replace(' ', 'T')}Z`),
      quota_limit: entry.quota_limit,
      quota_period: entry.quota_limit === null ? null : entry.quota_period,
      calls,
    };
  });
  return [...held, ...[...called.values()].map(strangerOf)];
}

function strangerOf(calls: readonly Call[]): CustomerRow {
  // names are the latest ones
  const { customer, customer_id, usage_plan, usage_plan_id, api_key_id } = calls.reduce((latest, call) => call.time > latest.time ? call : latest);
  return {
    customer,
    customer_id,
    usage_plan,
    usage_plan_id,
    api_key_id: api_key_id ?? '(none)',
    name: null,
    created: null,
    quota_limit: null,
    quota_period: null,
    calls,
  };
}

const callerOf = ({ api_key_id, customer_id }: CustomerRow) => api_key_id === '(none)' ? `customer ${customer_id}` : `key ${api_key_id}`;
const KEYS = new Map([...groups(CUSTOMER_ROWS, callerOf)].map(([caller, rows]) => [caller, wholeKey(rows)]));

export function keyOf(row: CustomerRow): Key {
  return KEYS.get(callerOf(row))!;
}

function wholeKey(rows: readonly CustomerRow[]): Key {
  const times = rows.flatMap(({ calls }) => calls.map(({ time }) => time));
  const firstOf = ({ calls }: CustomerRow) => Math.min(...calls.map(({ time }) => time));
  return {
    name: rows.find(({ name }) => name !== null)?.name ?? '(none)',
    created: most(numbers(rows, ({ created }) => created)),
    firstCall: least(times),
    lastCall: most(times),
    calls: times.length,
    first: [...rows].sort((a, b) => firstOf(a) < firstOf(b) ? -1 : firstOf(a) > firstOf(b) ? 1 : a.usage_plan < b.usage_plan ? -1 : 1)[0],
  };
}

export function hasNeverCalled(row: CustomerRow): boolean {
  return keyOf(row).lastCall === null;
}

/** Whether the customer has called, but not for a week, with any key. */
export function isSilent({ customer_id }: CustomerRow): boolean {
  const lastCall = most(numbers(CUSTOMER_ROWS.filter((row) => row.customer_id === customer_id), (row) => keyOf(row).lastCall));
  return lastCall !== null && lastCall < NOW - 7 * DAY;
}

/** Whether the row counts for a key that was made within the window. */
export function isNewKey(row: CustomerRow): boolean {
  const { first, created } = keyOf(row);
  return first === row && created !== null && created >= TODAY - WINDOW * DAY;
}

export function daysToFirstCall(row: CustomerRow): number | null {
  const { created, firstCall } = keyOf(row);
  return isNewKey(row) && firstCall !== null ? Math.max(0, (firstCall - created!) / DAY) : null;
}

/** Of a key on a plan, whoever its calls count for. */
export function quotaOfRow({ api_key_id, usage_plan_id, quota_limit, quota_period }: CustomerRow) {
  const calls = CUSTOMER_ROWS.filter((row) => row.api_key_id === api_key_id && row.usage_plan_id === usage_plan_id).flatMap((row) => row.calls);
  return quota_limit === null || quota_period === null ? undefined : quotaOf(calls, quota_limit, quota_period);
}

const LATENCIES = new Map([...groups(CALLS, ({ customer_id }) => customer_id)]
  .map(([id, calls]) => [id, percentile(numbers(calls, ({ response_latency_ms }) => response_latency_ms), 95)]));

/** Of the whole customer, whichever key and plan. */
export function p95Of({ customer_id }: CustomerRow): number | null {
  return LATENCIES.get(customer_id) ?? null;
}

import { DAY, TODAY, hourOf } from './clock';
import { DIRECTORY } from './directory';
import { TRAFFIC } from './truth';
import type { UsageRecord } from './usage-record';

/** A request, and who it counts for by what the directory knows now. */
export interface Call extends Omit<UsageRecord, 'customer' | 'customer_id' | 'usage_plan' | 'usage_plan_id' | 'attribution'> {
  readonly time: number;
  readonly hour: number;
  readonly customer: string;
  readonly customer_id: string;
  readonly usage_plan: string;
  readonly usage_plan_id: string;
  readonly attribution: string;
  readonly api_stage: string;
  readonly endpoint: string;
}

/** The requests of the last days, from the midnight that began them. */
export function callsSince(days: number): Call[] {
  return CALLS.filter(({ time }) => time >= TODAY - days * DAY);
}

const CALLS = TRAFFIC.flatMap((record) => record.request_time === null ? [] : callOf(record, record.request_time));

/**
 * Whoever had no customer or no plan when the request came in, is looked up now: first the plan of the called stage, else the key alone.
 * Everybody else stays what the record says, but for the name.
 */
function callOf(record: UsageRecord, time: number): Call {
  const { api_id, stage, http_method, resource_path } = record;
  const open = ['unknown_key', 'no_plan', 'directory_unavailable'].includes(record.attribution ?? '') ? record.api_key_id : null;
  const entries = DIRECTORY.filter(({ api_key_id }) => api_key_id === open);
  const onStage = entries.find(({ stages }) => stages.includes(`${api_id}/${stage}`));
  const found = onStage ?? entries[0];
  const customerId = found?.customer_id ?? record.customer_id;
  return {
    ...record,
    time,
    hour: hourOf(time),
    customer_id: customerId ?? open ?? '(none)',
    customer: (customerId === null ? undefined : shownName(customerId)) ?? record.customer ?? open ?? '(anonymous)',
    usage_plan_id: onStage?.usage_plan_id ?? record.usage_plan_id ?? '(none)',
    usage_plan: onStage?.usage_plan ?? record.usage_plan ?? '(no plan)',
    attribution: onStage ? 'plan' : found ? 'no_plan' : record.attribution ?? '(none)',
    api_stage: api_id === null || stage === null ? '(none)' : `${api_id}/${stage}`,
    endpoint: http_method === null && resource_path === null ? '(none)' : `${http_method ?? '(none)'} ${resource_path ?? '(none)'}`,
  };
}

/** The name of a customer's newest key; with the id, where another customer has the same one. */
export function shownName(customerId: string): string | undefined {
  const latest = latestName(customerId);
  const namesakes = new Set(DIRECTORY.filter(({ customer_id }) => latestName(customer_id) === latest).map(({ customer_id }) => customer_id));
  return latest !== undefined && namesakes.size > 1 ? `${latest} (${customerId})` : latest;
}

function latestName(customerId: string): string | undefined {
  const own = DIRECTORY.filter(({ customer_id }) => customer_id === customerId);
  return own.sort((a, b) => (b.created_at ?? '').localeCompare(a.created_at ?? ''))[0]?.customer;
}

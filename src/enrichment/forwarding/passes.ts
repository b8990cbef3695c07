import { createHash } from 'node:crypto';
import type { RecordFilter } from '../../record/record-filter';
import type { UsageRecord } from '../enricher';

/** It may be on any plan: the analytics find out later, a receiver would never get it. */
const PLAN_UNKNOWN: ReadonlySet<unknown> = new Set(['unknown_key', 'directory_unavailable']);

/** Whether a record is to be forwarded. */
export function passes(record: UsageRecord, filter: RecordFilter): boolean {
  const { attribution, api_id, stage, usage_plan, usage_plan_id, resource_path, status, extended_request_id } = record;
  const isOneOf = (wanted: readonly string[] | undefined, ...values: unknown[]) => (
    !wanted || values.some((value) => wanted.includes(value as string))
  );
  return isOneOf(filter.apiIds, api_id)
    && isOneOf(filter.stages, stage)
    && (isOneOf(filter.usagePlans, usage_plan, usage_plan_id) || PLAN_UNKNOWN.has(attribution))
    && isOneOf(filter.statusClasses, typeof status === 'number' ? `${Math.floor(status / 100)}xx` : undefined)
    && !filter.excludedResourcePaths?.includes(resource_path as string)
    && (filter.share === undefined || placeOf(typeof extended_request_id === 'string' ? extended_request_id : '') < filter.share);
}

/** A number from 0 to 1 that depends on the id alone, evenly spread over all ids. */
function placeOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE() / 2 ** 32;
}

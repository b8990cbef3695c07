import type { Call } from './calls';
import { DAY, FIRST_OF_MONTH, NOW, SUNDAY, TODAY, hourOf } from './clock';

const PERIODS: Readonly<Record<string, readonly [start: number, end: number]>> = {
  DAY: [TODAY, TODAY + DAY],
  WEEK: [SUNDAY, SUNDAY + 7 * DAY],
  MONTH: [FIRST_OF_MONTH, Date.parse('2026-06-01T00:00:00Z')],
};

/** What API Gateway does not count. */
const FREE = ['THROTTLED', 'QUOTA_EXCEEDED', 'INVALID_API_KEY'];

export interface Quota {
  readonly used: number;
  /** None of nothing. */
  readonly share: number | null;
  readonly runsOut: number | null;
}

/** How much of a quota the calls of a key on a plan have used in its present period, and when it ends if they go on like that. */
export function quotaOf(calls: readonly Call[], limit: number, period: string): Quota {
  const [start, end] = PERIODS[period];
  const used = calls.filter(({ time, error_type }) => time >= start && !FREE.includes(error_type ?? '')).length;
  const seconds = Math.floor((NOW - start) / 1_000);
  const runsOut = start + Math.floor(seconds * limit / used) * 1_000;
  return { used, share: limit === 0 ? null : used / limit, runsOut: used >= limit ? hourOf(NOW) : used > 0 && runsOut < end ? runsOut : null };
}

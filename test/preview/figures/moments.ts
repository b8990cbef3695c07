import type { Caller } from './callers';
import { CALLERS, EXACT, GONE, HUNDRED, NEWCOMER, NINETY_NINE, QUIET } from './callers';
import { DAY, FIRST_OF_MONTH, HOUR, NOW, SUNDAY, TODAY, hourOf } from './clock';

/** A request that has to be at its very time. */
export type Moment = readonly [time: number, caller: Caller];

/** Where windows, periods and quotas begin: the instant, and those beside it. */
const BOUNDARIES = [
  ...[100, 90, 30, 14, 7, 0].map((days) => TODAY - days * DAY), SUNDAY, FIRST_OF_MONTH,
  ...[1, 7, 14, 30, 60, 90].flatMap((days) => [NOW - days * DAY, hourOf(NOW) - days * DAY, hourOf(NOW) - days * DAY + HOUR]),
].flatMap((time) => [time - 1, time, time + 1]);

const MINUTE = 60_000;

function every(minutes: number, count: number, start: number, caller: Caller): Moment[] {
  return Array.from({ length: count }, (_, index) => [start + index * minutes * MINUTE, caller]);
}

/** Where a limit is reached, and where it is just missed. */
const LIMITS: Moment[] = [
  // silent is who has not called for a week
  [NOW - 7 * DAY - 1, GONE], [NOW - 7 * DAY, QUIET],
  // a quota that is used up to the last request
  ...every(1, 3, TODAY + 3 * HOUR + 7, EXACT),
  // the hundredth call
  ...every(2, 100, TODAY - 3 * DAY + 5, HUNDRED), ...every(2, 99, TODAY - 4 * DAY + 5, NINETY_NINE),
  // became known to the directory within an hour
  ...every(2, 12, TODAY - 10 * DAY + HOUR + 9, NEWCOMER.unknown), ...every(2, 12, TODAY - 10 * DAY + HOUR + 30 * MINUTE + 9, NEWCOMER.known),
];

export const MOMENTS: readonly Moment[] = [
  ...LIMITS,
  ...BOUNDARIES.filter((time) => !LIMITS.some(([taken]) => taken === time)).map((time, index): Moment => [time, CALLERS[index % 2]]),
];

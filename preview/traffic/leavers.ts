import type { Customer, CustomerMaker } from './customers';
import { longAgo } from './established';
import type { Random } from './random';

const DAY = 86_400_000;

/** Days since their last calls. */
const GONE = [28, 23, 17, 13, 10];
/** Days since a customer was taken off its plan, whose programs still call. */
const OFF_PLAN = 12;

/** Customers who have gone silent, and one whose plan has ended. */
export function leavers(customers: CustomerMaker, random: Random, now: number, total: number): Customer[] {
  const gone = GONE.map((days) => ({
    ...customers.subscribe({ created: longAgo(random, now) }), until: now - days * DAY, weight: total * Math.min(0.03, random.logNormal(0.007, 0.5)),
  }));
  const ended = {
    ...customers.subscribe({ created: longAgo(random, now), isOnPlan: false }), from: now - OFF_PLAN * DAY, rhythm: 'machine' as const, weight: total * 0.003,
  };
  return [...gone, ended];
}

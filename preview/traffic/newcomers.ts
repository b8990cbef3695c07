import type { Customer, CustomerMaker } from './customers';
import type { Random } from './random';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Days since their keys were created. */
const STAYING = [46, 41, 35, 28, 22, 17, 12, 8, 4];
const TRYING = [38, 26, 15, 9, 5];
const WAITING = [31, 19, 10, 3];

export interface Volume {
  /** The weight of all established customers. */
  readonly weight: number;
  /** How many requests there are. */
  readonly requests: number;
}

/** Customers whose keys are some weeks old at most: those who stay, those who try it out, and those who have not called yet. */
export function newcomers(customers: CustomerMaker, random: Random, now: number, volume: Volume): Customer[] {
  const subscribe = (days: number): Customer => {
    const created = now - days * DAY - random.below(10 * HOUR);
    // most begin within a day or two, some within minutes
    const from = created + Math.min(days * DAY / 2, random.logNormal(20 * HOUR, 1.1));
    return { ...customers.subscribe({ created: created / 1000 }), from };
  };
  const staying = STAYING.map((days) => ({ ...subscribe(days), weight: volume.weight * Math.min(0.02, random.logNormal(0.0003, 0.4) * days) }));
  const trying = TRYING.map((days) => {
    const customer = subscribe(days);
    const calls = 8 + random.below(50);
    return { ...customer, until: Math.min(now, customer.from! + 2 * DAY), weight: volume.weight * Math.min(0.002, calls / volume.requests) };
  });
  // they have keys, but are no callers
  WAITING.forEach(subscribe);
  return [...staying, ...trying];
}

import { CALLERS } from './callers';
import { DAY, NOW } from './clock';
import { MOMENTS } from './moments';
import { outcome } from './outcome';
import { Chance } from './random';
import type { UsageRecord } from './usage-record';
import { NOTHING } from './usage-record';

const RECORDS = 5_000;

/** The made-up traffic: the same in each run, no two requests at one instant. */
export const TRAFFIC: readonly UsageRecord[] = traffic();

function traffic(): UsageRecord[] {
  const chance = new Chance(20_260_520);
  const weighted = CALLERS.flatMap((caller) => Array.from({ length: caller.share }, () => caller));
  const times = new Set(MOMENTS.map(([time]) => time));
  const records = MOMENTS.map(([time, caller]) => outcome(chance, caller, time));
  // nothing but a time, with and without an attribution
  records.push({ ...NOTHING, request_time: NOW - 2 * DAY - 7, attribution: 'no_key' }, { ...NOTHING, request_time: NOW - 50 * DAY - 7 });
  // a time that could not be read: in no window
  records.push({ ...NOTHING, attribution: 'no_key' });
  while (records.length < RECORDS) {
    const caller = chance.of(weighted);
    // more of late, as if traffic grew
    const time = Math.floor(NOW - (caller.to + (caller.from - caller.to) * chance.next() ** 2) * DAY) - 1;
    if (!times.has(time)) {
      times.add(time);
      records.push(outcome(chance, caller, time));
    }
  }
  return records;
}

import type { Bench } from './bench';
import type { Outcome } from './run-schedule';
import { runSchedule } from './run-schedule';
import type { Schedule } from './schedule';
import { scheduleOf } from './schedule';

/** A schedule that broke a promise. */
export interface Broken {
  readonly schedule: Schedule;
  readonly error: Error;
}

/** The sums over all schedules. */
export interface Totals extends Record<keyof Outcome, number> {
  schedules: number;
}

/** Runs the schedules of seeds, those of earlier months first, so that no instance sees its clock go back by years. */
export async function runSchedules(bench: Bench, seeds: readonly number[], progress: (done: number, broken?: Broken) => void = () => undefined) {
  const schedules = seeds.map(scheduleOf).sort((one, other) => (one.month < other.month ? -1 : 1));
  const totals: Partial<Totals> = {};
  const broken: Broken[] = [];
  let done = 0;
  for (const schedule of schedules) {
    let found: Broken | undefined;
    try {
      const outcome = await runSchedule(bench, schedule);
      for (const [name, count] of Object.entries({ schedules: 1, ...outcome }) as [keyof Totals, number][]) {
        totals[name] = (totals[name] ?? 0) + count;
      }
    } catch (error) {
      found = { schedule, error: error as Error };
      broken.push(found);
    }
    progress(++done, found);
  }
  return { totals: totals as Totals, broken };
}

/** What is said of a schedule that broke a promise: enough to run it again. */
export function report({ schedule, error }: Broken): string {
  return `FAULTS_SEED=${schedule.seed} npm run test:faults\n${error.stack}\n${JSON.stringify(schedule)}`;
}

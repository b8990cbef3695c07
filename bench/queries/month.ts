import type { Stage } from '../../preview/pipeline/stages';
import type { Account } from '../../preview/traffic/account';
import { Backend } from '../../preview/traffic/backend';
import type { Caller } from '../../preview/traffic/caller';
import { madeUpCallers } from '../../preview/traffic/callers';
import { callableEndpoints } from '../../preview/traffic/endpoints';
import { Random } from '../../preview/traffic/random';
import { madeUpRequest } from '../../preview/traffic/request';
import type { Site } from '../../preview/traffic/request';
import { Rhythm } from '../../preview/traffic/rhythm';
import type { Request, Traffic } from '../../preview/traffic/traffic';

export const REQUESTS = 10_000_000;
export const DAYS = 30;
export const NOW = new Date('2026-03-31T20:00:00Z');

const DAY = 86_400_000;
const START = NOW.getTime() - DAYS * DAY;
/** The default buffering interval: so much goes into an object. */
const STRETCH = 300_000;
/** Records arrive up to so much after their answers. */
const DELAY = 5_000;
/** No two stretches of the sample that follow one another are of the same time of the day. */
export const EVERY = 29;
/** A time and the number of a caller are one number, as in the preview's own traffic. */
const CALLERS = 1_024;
const SEED = 1;

/**
 * A month of the preview's made-up requests, at the density of 10 million. All are drawn, but only some are carried on: of every 29th stretch of
 * 300 seconds, or of a whole day.
 */
export class Month {
  /** Requests of the month that are carried on, in the order of their times. */
  private readonly sampled: Float64Array;
  private readonly day: Float64Array;
  private readonly callers: readonly Caller[];

  constructor(private readonly stages: readonly Stage[], private readonly account: Account) {
    const random = new Random(SEED);
    this.callers = madeUpCallers(account, random, NOW.getTime(), REQUESTS).filter(({ until }) => until === undefined || until > START);
    const [sampled, day] = [[], []] as number[][];
    for (const call of drawCalls(this.callers, random)) {
      const since = Math.floor(call / CALLERS) - START;
      if (Math.floor(since / STRETCH) % EVERY === 0) {
        sampled.push(call);
      }
      if (Math.floor(since / DAY) === DAYS / 2) {
        day.push(call);
      }
    }
    [this.sampled, this.day] = [Float64Array.from(sampled).sort(), Float64Array.from(day).sort()];
  }

  /** About 300 objects, from all times of the day and all days. */
  public sample(): Traffic {
    // what arrives later would begin an object of its own, with nothing behind it
    return this.traffic(this.sampled, ({ time, context }) => (time - START) % STRETCH + Number(context.responseLatency) + DELAY < STRETCH);
  }

  /** The day in the middle of the month, in one piece. */
  public wholeDay(): Traffic {
    return this.traffic(this.day, () => true);
  }

  private traffic(calls: Float64Array, isKept: (request: Request) => boolean): Traffic {
    const { stages, callers, account } = this;
    return {
      requests: calls.length,
      skippedLines: 0,
      account: account.controlPlane(),
      notes: [],
      * read() {
        // each reading is the same
        const random = new Random(SEED);
        const sites = stages.map((stage): Site => {
          const endpoints = callableEndpoints(stage);
          return { stage, endpoints, backend: new Backend(endpoints, START, NOW.getTime(), random) };
        });
        for (const call of calls) {
          const request = madeUpRequest(callers[call % CALLERS], Math.floor(call / CALLERS), random.pick(sites), random);
          if (isKept(request)) {
            yield request;
          }
        }
      },
    };
  }
}

function* drawCalls(callers: readonly Caller[], random: Random): Generator<number> {
  const rhythms = callers.map((caller) => {
    const [from, until] = [Math.max(START, caller.from ?? START), Math.min(NOW.getTime(), caller.until ?? Infinity)];
    return new Rhythm(caller, from, until, random);
  });
  let sum = 0;
  const cumulated = callers.map(({ weight }) => sum += weight);
  for (let index = 0; index < REQUESTS; index++) {
    const sought = random.next() * sum;
    let [low, high] = [0, callers.length - 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      [low, high] = cumulated[middle] > sought ? [low, middle] : [middle + 1, high];
    }
    yield rhythms[low].time(random) * CALLERS + low;
  }
}

import type { Account } from './account';
import { Backend } from './backend';
import type { Caller } from './caller';
import { madeUpCallers } from './callers';
import { callableEndpoints } from './endpoints';
import { Random } from './random';
import { madeUpRequest } from './request';
import type { Site } from './request';
import { Rhythm } from './rhythm';
import type { Traffic } from './traffic';
import type { Stage } from '../pipeline/stages';

const DAY = 86_400_000;
/** A month of the dashboard's figures, and the one before, which they are compared with. */
const DAYS = 60;
/** A time and the number of a caller are one number: exact up to 2^53, and cheap to sort. */
const CALLERS = 1_024;

export interface MadeUpOptions {
  readonly requests: number;
  readonly seed: number;
  /** When the traffic ends, milliseconds since 1970. */
  readonly now: number;
}

/** Traffic that looks real, on the stages of the template: of the last 60 days. */
export function madeUpTraffic(stages: readonly Stage[], account: Account, { requests, seed, now }: MadeUpOptions): Traffic {
  const random = new Random(seed);
  const start = now - DAYS * DAY;
  const callers = madeUpCallers(account, random, now, requests);
  const sites = stages.map((stage): Site => {
    const endpoints = callableEndpoints(stage);
    return { stage, endpoints, backend: new Backend(endpoints, start, now, random) };
  });
  const calls = drawCalls(callers, requests, start, now, random);
  const rest = random.below(2 ** 31 - 2);

  return {
    requests,
    skippedLines: 0,
    account: account.controlPlane(),
    notes: [
      `The traffic is made up (seed ${seed}), and so are most customers.`,
      'It is as if the API also had custom domains, signed requests, authorizers, a web ACL, and one incident.',
    ],
    * read() {
      // each reading is the same
      const again = new Random(rest);
      for (const call of calls) {
        yield madeUpRequest(callers[call % CALLERS], Math.floor(call / CALLERS), again.pick(sites), again);
      }
    },
  };
}

/** Who calls when, in the order of the time. */
function drawCalls(callers: readonly Caller[], requests: number, start: number, now: number, random: Random): Float64Array {
  const rhythms = callers.map((caller) => new Rhythm(caller, Math.max(start, caller.from ?? start), Math.min(now, caller.until ?? now), random));
  const weights = callers.map((caller, index) => [index, caller.weight] as const);
  const calls = new Float64Array(requests);
  for (let index = 0; index < requests; index++) {
    const caller = random.weighted(weights);
    calls[index] = rhythms[caller].time(random) * CALLERS + caller;
  }
  return calls.sort();
}

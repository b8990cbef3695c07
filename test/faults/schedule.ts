import type { InvocationFault } from './functions/faulty-function';
import { INVOCATION_FAULTS } from './functions/faulty-function';
import type { LineSize } from './requests';
import type { Fault } from './servers/faulty-server';
import { Chance } from '../preview/figures/random';

/** Requests that come in, and what goes wrong while they are transformed. */
export interface Traffic {
  readonly step: 'traffic';
  readonly requests: number;
  /** Over so many seconds. */
  readonly seconds: number;
  readonly size: LineSize;
  /** Whether they are put a second time. */
  readonly twice: boolean;
  /** Lines among them that no gateway has written. */
  readonly garbage: number;
  readonly invocations: readonly InvocationFault[];
  readonly s3: readonly Fault[];
  readonly firehose: readonly Fault[];
  /** Whether the table that Firehose converts by is another than the function writes for. */
  readonly otherTable: boolean;
  /** Whether what is buffered at its end is delivered with its faults, or later. */
  readonly toTheEnd: boolean;
}

/** A run of the directory. */
export interface Refresh {
  readonly step: 'refresh';
  /** Whether the account has changed before. */
  readonly change: boolean;
  readonly apiGateway: readonly Fault[];
  readonly s3: readonly Fault[];
}

/** A slice of the replay while there are still faults. */
export interface Replay {
  readonly step: 'replay';
  readonly s3: readonly Fault[];
  /** The operation that they are for, as S3's URL names it, if not for all. */
  readonly operation?: string;
  readonly firehose: readonly Fault[];
  readonly invocations: readonly InvocationFault[];
  readonly otherTable: boolean;
}

/** Time passes, and what is buffered is delivered. */
export interface Pause {
  readonly step: 'pause';
  readonly minutes: number;
}

export type Step = Traffic | Refresh | Replay | Pause;

export interface Schedule {
  readonly seed: number;
  /** The month that is asked for. */
  readonly month: string;
  /** Where in the month it begins, in seconds before its end, or, if negative, after its beginning. */
  readonly secondsToEnd: number;
  /** Whether the first batch meets a fresh instance. */
  readonly cold: boolean;
  /** The buffer before the function, in MB. */
  readonly megabytes: number;
  /** How wrong the functions' clocks are, in seconds. */
  readonly skewSeconds: number;
  readonly steps: readonly Step[];
  /** Days from the last step to the replay, at most the 7 of `lateArrival`. */
  readonly daysToReplay: number;
}

const S3_READ: readonly Fault[] = [500, 503, 403, 404, 'reset', 'hangs', 'slow', 'half', 'old', 'killed', 'done, killed'];
const S3_WRITE: readonly Fault[] = [500, 503, 403, 'reset', 'done, reset', 'slow', 'half', 'killed', 'done, killed'];
const S3_REPLAY: readonly Fault[] = [500, 503, 403, 404, 'reset', 'done, reset', 'hangs', 'slow', 'half', 'old', 'killed', 'done, killed'];
const CONTROL_PLANE: readonly Fault[] = [429, 429, 500, 403, 404, 'reset', 'slow', 'half', 'garbage', 'changes', 'killed'];
const STREAM: readonly Fault[] = [500, 503, 429, 403, 404, 'reset', 'done, reset', 'hangs', 'slow', 'half', 'in part', 'killed', 'done, killed'];

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
  const chance = new Chance((seed * 48_271 + 11) % 2_147_483_646 + 1);
  for (let index = 0; index < 5; index++) {
    chance.next();
  }
  const limits = chance.isOneIn(40);
  const steps: Step[] = Array.from({ length: 2 + chance.below(4) }, () => step(chance));
  steps.splice(chance.below(steps.length + 1), 0, traffic(chance, limits ? chance.of(['tiny', 'large', 'huge'] as const) : 'usual'));
  return {
    seed,
    month: new Date(Date.UTC(2028 + chance.below(60), chance.below(12), 1)).toISOString().slice(0, 7),
    secondsToEnd: chance.of([5, 60, 400, 3_000, 86_000, -5, -1_000, -1_000_000]),
    cold: chance.isOneIn(8),
    megabytes: limits ? 3 : chance.of([0.2, 1, 1, 3]),
    skewSeconds: chance.of([0, 0, 0, 1, -1, 90, -90, 3_600, -3_600, 86_400, -86_400]),
    steps,
    daysToReplay: chance.of([0, 0.01, 0.5, 2, 5.5]),
  };
}

function step(chance: Chance): Step {
  switch (chance.below(6)) {
    case 0:
      return {
        step: 'refresh',
        change: chance.isOneIn(2),
        apiGateway: chance.isOneIn(4) ? Array<Fault>(5 + chance.below(40)).fill(429) : faults(chance, CONTROL_PLANE, 10),
        s3: faults(chance, S3_WRITE, 3),
      };
    case 1:
      return { step: 'pause', minutes: chance.of([1, 6, 70]) };
    case 2:
      return {
        step: 'replay', s3: faults(chance, S3_REPLAY, 12), firehose: faults(chance, STREAM, 3), invocations: invocations(chance), otherTable: chance.isOneIn(4),
      };
    default:
      return traffic(chance, 'usual');
  }
}

function traffic(chance: Chance, size: LineSize): Traffic {
  return {
    step: 'traffic',
    requests: { usual: chance.of([1, 3, 10, 40, 120]), tiny: 10_000, large: 1_200, huge: 3 }[size],
    seconds: chance.of([0, 5, 100, 1_000, 4_000]),
    size,
    twice: size === 'usual' && chance.isOneIn(5),
    garbage: chance.isOneIn(6) ? 1 + chance.below(2) : 0,
    invocations: invocations(chance),
    s3: chance.isOneIn(2) ? faults(chance, S3_READ, 4) : [],
    firehose: chance.isOneIn(2) ? faults(chance, STREAM, 6) : [],
    otherTable: chance.isOneIn(6),
    toTheEnd: !chance.isOneIn(3),
  };
}

function invocations(chance: Chance): InvocationFault[] {
  if (chance.isOneIn(2)) {
    return [];
  }
  // the same again and again, until Firehose gives up, or one and another
  return chance.isOneIn(3) ? Array<InvocationFault>(1 + chance.below(8)).fill(chance.of(INVOCATION_FAULTS))
    : Array.from({ length: 1 + chance.below(4) }, () => chance.isOneIn(2) ? 'none' : chance.of(INVOCATION_FAULTS));
}

function faults(chance: Chance, kinds: readonly Fault[], most: number): Fault[] {
  return Array.from({ length: chance.below(most + 1) }, () => chance.isOneIn(2) ? 'none' : chance.of(kinds));
}

import { setTimeout as sleep } from 'node:timers/promises';
import { NotPossible } from './life-cycle';

/** What is under way, in words for the message of a failure. */
export interface Progress {
  doing: string;
}

/** Wait before the second attempt, in milliseconds. Each is up to twice as long as the one before. */
const FIRST_WAIT = 1_000;

const LONGEST_WAIT = 10_000;

/** How long a policy of IAM may take to have effect, in milliseconds. */
const POLICY_TAKES = 60_000;

/** CloudFormation takes 4096 bytes for its answer, so a message is quoted only so far. */
const LONGEST_QUOTE = 1_000;

const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ERR_STREAM_PREMATURE_CLOSE)/;

/** An error of the SDK, of which nothing is certain. */
interface Trouble {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Makes new attempts after what may pass: what the SDK does not repeat, or has given up on. */
export class Patience implements Progress {
  public doing = 'getting ready';
  private last?: Trouble;
  private denied?: { readonly doing: string; readonly since: number };

  /** @param failure what it means if this fails, as the beginning of a sentence */
  constructor(private readonly failure: string) {}

  public async persist<T>(milliseconds: number, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return inTime(milliseconds, (signal) => this.attempts(signal, attempt), () => new Error(
      `${this.failure} in time: after ${Math.round(milliseconds / 1000)} seconds the function was still ${this.doing}, `
      + `and the last error was ${this.last ? words(this.last) : 'none, for no answer had come'}; try again when less is changed at the same time`,
    ));
  }

  private async attempts<T>(signal: AbortSignal, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        return await attempt(signal);
      } catch (error) {
        // part of it by chance: the stages of an API are set at the same time, and would get into each other's way again
        await sleep(Math.min(wait * (1 + Math.random()) / 2, this.timeLeftFor(error as Trouble)), undefined, { signal });
      }
    }
  }

  /** Fails for good if there is nothing to wait for. */
  private timeLeftFor(error: Trouble): number {
    if (error instanceof NotPossible) {
      throw error;
    }
    this.last = error;
    if (isDenial(error)) {
      return this.timeLeftForPolicy(error);
    }
    this.denied = undefined;
    if (!mayPass(error)) {
      throw new Error(`${this.failure}, since ${this.doing} failed with ${words(error)}; mend what it names and try again`);
    }
    return Infinity;
  }

  private timeLeftForPolicy(error: Trouble): number {
    if (this.denied?.doing !== this.doing) {
      this.denied = { doing: this.doing, since: Date.now() };
    }
    const left = this.denied.since + POLICY_TAKES - Date.now();
    if (left <= 0) {
      throw new Error(`${this.failure}, since ${this.doing} was denied for a minute with ${words(error)}; `
        + 'see that no service control policy, permissions boundary or VPC endpoint denies it to the role of the function, and try again');
    }
    return left;
  }
}

/** Ends what takes longer, so that it does not go on in the next run of the function. */
export async function inTime<T>(milliseconds: number, run: (signal: AbortSignal) => Promise<T>, late: () => Error): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const lateness = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([run(abort.signal), lateness]);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

function isDenial({ $metadata }: Trouble): boolean {
  return $metadata?.httpStatusCode === 403;
}

function mayPass({ name, message, code, $metadata }: Trouble): boolean {
  const status = $metadata?.httpStatusCode;
  return name === 'TimeoutError' || name === 'SyntaxError' || NETWORK.test(code ?? '')
    || status === 409 || status === 429 || (status !== undefined && status >= 500)
    // API Gateway changes an API by one request at a time, and refuses the others as conflicts or as bad requests
    || /concurrent modification/i.test(message ?? '');
}

export function words(error: unknown): string {
  const { name, message } = error as Trouble;
  // its message would quote the answer, and with it perhaps a stage variable
  return name === 'SyntaxError' ? 'an answer that is no JSON' : `${name}: ${message}`.replace(/\s+/g, ' ').slice(0, LONGEST_QUOTE);
}

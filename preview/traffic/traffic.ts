import type { Context } from '../pipeline/log-format';
import type { ControlPlane } from '../servers/api-gateway';

/** One request to an API. */
export interface Request {
  /** When it came in, milliseconds since 1970. */
  readonly time: number;
  /** The API and the stage that it called, `<api id>/<stage>`. */
  readonly stage: string;
  readonly context: Context;
}

/** Requests in the order of their time, and the account that they were sent to. */
export interface Traffic {
  /** How many requests there are. */
  readonly requests: number;
  /** Lines of the file that are no request. */
  readonly skippedLines: number;
  /** Plans and keys, as they were when the directory was written. */
  readonly account: ControlPlane;
  /** What the reader of the page has to know about the traffic. */
  readonly notes: readonly string[];
  read(): Iterable<Request>;
}

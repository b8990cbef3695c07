/** How a delivery waits. */
export interface Clock {
  sleep(milliseconds: number): Promise<void>;
  /** Aborts after a time. */
  timeout(milliseconds: number): AbortSignal;
}

/** Requests of two months pass in seconds, so the pauses between attempts take no time either. */
export const HURRIED_CLOCK: Clock = {
  sleep: () => Promise.resolve(),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
};

/** Time, in milliseconds. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); }),
};

/** Keeps requests apart: one in each interval, whoever asks. */
export class Pacer {
  private nextTurn = -Infinity;

  constructor(private readonly intervalMilliseconds: number, private readonly clock: Clock = SYSTEM_CLOCK) {}

  /** Waits for the next turn. */
  public async turn(): Promise<void> {
    const now = this.clock.now();
    const turn = Math.max(now, this.nextTurn);
    this.nextTurn = turn + this.intervalMilliseconds;
    if (turn > now) {
      await this.clock.sleep(turn - now);
    }
  }
}

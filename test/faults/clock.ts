import { writeFileSync } from 'node:fs';

/** How many times as fast as the machine's clock that of the bench runs. */
export const RATE = 50;

/** The time in the bench: all functions are told it anew with each invocation, and so are the times of objects. */
export class BenchClock {
  private origin = Date.now();
  private started = Date.now();
  private skewed = 0;

  /** @param file where functions read it */
  constructor(public readonly file: string) {}

  /** Milliseconds since 1970. */
  public now(): number {
    return this.origin + (Date.now() - this.started) * RATE;
  }

  /** Sets it for a new schedule. */
  public set(time: number): void {
    this.origin = time;
    this.started = Date.now();
  }

  /** Never goes back. */
  public forwardTo(time: number): void {
    this.set(Math.max(time, this.now()));
  }

  public forwardBy(milliseconds: number): void {
    this.set(this.now() + milliseconds);
  }

  /** How wrong the functions' clocks are, in milliseconds. */
  public set skew(milliseconds: number) {
    this.skewed = milliseconds;
  }

  public get skew(): number {
    return this.skewed;
  }

  /** For the invocation that follows. */
  public tell(): void {
    writeFileSync(this.file, JSON.stringify({ origin: this.origin, started: this.started, rate: RATE, skew: this.skewed }));
  }
}

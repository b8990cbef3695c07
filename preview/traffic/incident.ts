import type { Endpoint } from '../pipeline/stages';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Within the days that percentiles over single requests are of. */
const DAYS_AGO = 3;
const BEGINS = 13 * HOUR;
const LASTS = 1.75 * HOUR;

/** An afternoon some days ago when what is behind one endpoint was slow, and failed often. */
export class Incident {
  public readonly start: number;
  public readonly end: number;

  constructor(private readonly endpoint: Endpoint | undefined, now: number) {
    let day = Math.floor(now / DAY) * DAY - DAYS_AGO * DAY;
    // few would notice it on a weekend
    while (new Date(day).getUTCDay() % 6 === 0) {
      day -= DAY;
    }
    this.start = day + BEGINS;
    this.end = this.start + LASTS;
  }

  public strikes(endpoint: Endpoint, time: number): boolean {
    return endpoint === this.endpoint && time >= this.start && time < this.end;
  }
}

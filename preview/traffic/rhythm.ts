import type { Caller } from './caller';
import type { Random } from './random';

const HOUR = 3_600_000;

/** By hour of the caller's day, from 0 to 23. */
const DAY: Record<Caller['rhythm'], readonly number[]> = {
  office: [1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 20, 19, 15, 17, 20, 19, 16, 11, 6, 4, 3, 2, 2, 1],
  evening: [3, 2, 1, 1, 1, 1, 2, 4, 5, 6, 7, 8, 9, 8, 8, 8, 9, 11, 14, 18, 20, 18, 12, 6],
  machine: [9, 9, 9, 9, 9, 9, 9, 10, 10, 11, 11, 11, 11, 11, 11, 11, 10, 10, 10, 9, 9, 9, 9, 9],
  nightly: [1, 4, 60, 40, 6, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1],
};

const WEEKEND: Record<Caller['rhythm'], number> = { office: 0.2, evening: 1.3, machine: 0.9, nightly: 1 };

/** When a caller calls: by the hour and the day of the week of its place, a little more each week. */
export class Rhythm {
  private readonly cumulated: number[] = [];

  constructor(caller: Caller, private readonly start: number, private readonly end: number, random: Random) {
    let sum = 0;
    for (let hour = start; hour < end; hour += HOUR) {
      const local = new Date(hour + caller.utcOffset * HOUR);
      const weekend = local.getUTCDay() % 6 === 0 ? WEEKEND[caller.rhythm] : 1;
      const growth = 1 + 0.4 * (hour - start) / (end - start);
      const whole = Math.min(1, (end - hour) / HOUR);
      sum += DAY[caller.rhythm][local.getUTCHours()] * weekend * growth * whole * random.logNormal(1, 0.25);
      this.cumulated.push(sum);
    }
  }

  public time(random: Random): number {
    const sought = random.next() * this.cumulated[this.cumulated.length - 1];
    let low = 0;
    let high = this.cumulated.length - 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.cumulated[middle] > sought) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    const hour = this.start + low * HOUR;
    return Math.floor(hour + random.next() * (Math.min(hour + HOUR, this.end) - hour));
  }
}

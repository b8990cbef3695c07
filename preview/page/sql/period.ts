import { PeriodFilter, PeriodUnit } from '../read/filters';

export interface Period {
  readonly start: Date;
  readonly end: Date;
}

/** The calendar's unit around `now`, in UTC. A week begins on a Sunday, as QuickSight's do. */
export function periodOf(filter: Pick<PeriodFilter, 'unit' | 'toDate'>, now: Date): Period {
  const [year, month, day, hour] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), now.getUTCHours()];
  const sunday = day - now.getUTCDay();
  const quarter = month - month % 3;
  const bounds: Record<PeriodUnit, [number, number]> = {
    YEAR: [Date.UTC(year, 0), Date.UTC(year + 1, 0)],
    QUARTER: [Date.UTC(year, quarter), Date.UTC(year, quarter + 3)],
    MONTH: [Date.UTC(year, month), Date.UTC(year, month + 1)],
    WEEK: [Date.UTC(year, month, sunday), Date.UTC(year, month, sunday + 7)],
    DAY: [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)],
    HOUR: [Date.UTC(year, month, day, hour), Date.UTC(year, month, day, hour + 1)],
  };
  const [start, end] = bounds[filter.unit];
  // An end is exclusive: the millisecond that is now still counts.
  return { start: new Date(start), end: filter.toDate ? new Date(now.getTime() + 1000) : new Date(end) };
}

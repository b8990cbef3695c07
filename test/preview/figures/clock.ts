/** The instant of these tests: a Wednesday, so that the week of a quota (from Sunday), the day and the month each begin elsewhere. */
export const NOW = Date.parse('2026-05-20T14:20:30.500Z');

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const TODAY = Date.parse('2026-05-20T00:00:00Z');
export const SUNDAY = Date.parse('2026-05-17T00:00:00Z');
export const FIRST_OF_MONTH = Date.parse('2026-05-01T00:00:00Z');

export function hourOf(time: number): number {
  return time - time % HOUR;
}

export function dayOf(time: number): number {
  return time - time % DAY;
}

/** As records and the directory have it: `2026-01-31 23:59:59.000`. */
export function written(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '');
}

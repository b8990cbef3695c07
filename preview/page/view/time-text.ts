const DATE = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
const [day, dayOfYear, time] = [DATE, { ...DATE, year: 'numeric' } as const, { timeStyle: 'short', timeZone: 'UTC' } as const]
  .map((options) => new Intl.DateTimeFormat('en-GB', options));

/** 21 Nov, with the year where it is not the present one. UTC, as all times of the page. */
export function dayText(milliseconds: number, now = new Date()): string {
  const date = new Date(milliseconds);
  return (date.getUTCFullYear() === now.getUTCFullYear() ? day : dayOfYear).format(date);
}

/** 14:05 */
export function clockText(milliseconds: number): string {
  return time.format(milliseconds);
}

/** 21 Nov, 14:05 */
export function timeText(milliseconds: number, now = new Date()): string {
  return `${dayText(milliseconds, now)}, ${clockText(milliseconds)}`;
}

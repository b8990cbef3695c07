/**
 * Conditions on the partition columns, for every statement that this library ships.
 *
 * A partition is the hour in which the oldest record of an object arrived, so a record may
 * lie an hour before its own time: the lower bound is an hour earlier. It may lie any time
 * later, when it was retried or replayed: a window that ends now takes all that has
 * arrived, and a closed period waits for stragglers as long as `LATE_ARRIVAL_DAYS`.
 *
 * No side is ever left open: Athena lists each hour of the projection that a condition
 * lets through, up to its last year, whether there are objects or not.
 *
 * The comparisons of `year` and `month` by themselves come first: they bound the partitions
 * that are projected at all. The comparison of the whole hour leaves out those that are
 * too many. Each is made of partition columns and of what is constant in a query, and nothing
 * else, since only then are objects left out before they are opened.
 *
 * The SQL is the common subset of Athena (Trino) and DuckDB, given `date_format`.
 */

/** How late a record may arrive and still be counted in a closed period, in days. */
export const LATE_ARRIVAL_DAYS = 7;

const TODAY = 'CAST(current_date AS timestamp)';
const HOUR = "concat(year, '-', month, '-', day, '-', hour)";

/** Midnight UTC at the beginning of a window of days that ends now. */
export function startOfWindow(days: number): string {
  return `(${TODAY} - INTERVAL '${days}' DAY)`;
}

/** Partitions of the records that were made since the beginning of a window of days. */
export function partitionsOfWindow(days: number): string {
  return partitionsSince(startOfWindow(days), days);
}

/** Partitions of the records that were made since a time (an SQL timestamp), which is at most so many days ago. */
export function partitionsSince(start: string, days: number): string {
  return partitions(start, TODAY, days);
}

/** Partitions of the records of a closed period (SQL timestamps), which is at most so many days long. */
export function partitionsBetween(start: string, end: string, days: number): string {
  return partitions(start, `${end} + INTERVAL '${LATE_ARRIVAL_DAYS}' DAY`, days + LATE_ARRIVAL_DAYS);
}

/** From an hour before `start` to the end of the day of `last`. */
function partitions(start: string, last: string, days: number): string {
  const from = `${start} - INTERVAL '1' HOUR`;
  return [
    `year >= date_format(${from}, '%Y')`,
    `year <= date_format(${last}, '%Y')`,
    ...monthsSince(from, days),
    `${HOUR} >= date_format(${from}, '%Y-%m-%d-%H')`,
    `${HOUR} <= date_format(${last}, '%Y-%m-%d-23')`,
  ].join('\nAND ');
}

/** Each month that a period touches, by name: an IN list bounds the projection, a difference of dates does not. */
function monthsSince(from: string, days: number): string[] {
  const months = Math.ceil(days / 28) + 2;
  if (months >= 12) {
    return [];
  }
  const names = Array.from({ length: months }, (_, index) => `date_format(${from} + INTERVAL '${index}' MONTH, '%m')`);
  return [`month IN (\n  ${names.join(',\n  ')}\n)`];
}

import { periodOf } from './period';
import { quotedName, quotedText, timestamp } from './text';
import { Filter } from '../read/filters';

/** The condition of a filter that no control changes. */
export function condition(filter: Filter, now: Date): string {
  const column = quotedName(filter.column.column);
  const orNull = (sql: string) => filter.nulls ? `(${sql} OR ${column} IS NULL)` : sql;
  if (filter.kind === 'period') {
    const { start, end } = periodOf(filter, now);
    return orNull(`(${column} >= ${timestamp(start)} AND ${column} < ${timestamp(end)})`);
  }
  if (filter.all && filter.values.length === 0) {
    return filter.nulls ? 'true' : `${column} IS NOT NULL`;
  }
  // An empty list would be no SQL, and lets nothing pass.
  return filter.values.length === 0 ? 'false' : `${column} IN (${filter.values.map(quotedText).join(', ')})`;
}

export function where(filters: readonly Filter[], now: Date): string {
  return ['true', ...filters.map((filter) => condition(filter, now))].join(' AND ');
}

import type { LoggedColumn } from '../../record/column';
import type { DatasetColumn } from '../dataset-column';

/** The consumer's texts and booleans: they split the rows. */
export function addedTexts(added: readonly LoggedColumn[]): LoggedColumn[] {
  return added.filter(({ type }) => type === 'string' || type === 'boolean');
}

/** The consumer's numbers: they are added up. */
export function addedNumbers(added: readonly LoggedColumn[]): LoggedColumn[] {
  return added.filter(({ type }) => type === 'int' || type === 'bigint' || type === 'double');
}

/** The consumer's times, which only single requests have. */
export function addedTimes(added: readonly LoggedColumn[]): LoggedColumn[] {
  return added.filter(({ type }) => type === 'timestamp');
}

export function numberColumns(added: readonly LoggedColumn[]): DatasetColumn[] {
  return addedNumbers(added).map(({ name, type }) => ({ name, type: type === 'double' ? 'DECIMAL' : 'INTEGER' }));
}

/** A consumer's column as a dimension, over the relation `calls`. */
export function addedDimension({ name, type }: LoggedColumn): string {
  const column = `calls."${name}"`;
  return `coalesce(${type === 'boolean' ? `CAST(${column} AS varchar)` : column}, '(none)')`;
}

import type { ColumnType } from './column';
import { formatTimestamp } from './timestamp';

const INT_LIMIT = 2 ** 31;

/** A logged text as a value of its column's type, or null if it does not fit. */
export function typedValue(type: ColumnType, text: string): string | number | boolean | null {
  switch (type) {
    case 'string':
      return text;
    case 'int':
      return wholeNumber(text, (value) => value >= -INT_LIMIT && value < INT_LIMIT);
    case 'bigint':
      return wholeNumber(text, Number.isSafeInteger);
    case 'double':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : null;
    case 'timestamp':
      return timestamp(text);
    default:
      return null;
  }
}

/** Whether a value of the enrichment's own output can be delivered in a column, whatever the column's type was when it was written. */
export function isDeliverable(type: ColumnType, value: unknown): boolean {
  if (value === null || typeof value === 'object' || type === 'string') {
    return value === null || typeof value !== 'object';
  }
  const text = String(value);
  return type === 'timestamp' ? formatTimestamp(Date.parse(`${text.replace(' ', 'T')}Z`)) === text : typedValue(type, text) !== null;
}

function wholeNumber(text: string, fits: (value: number) => boolean): number | null {
  return /^-?\d{1,16}$/.test(text) && fits(Number(text)) ? Number(text) : null;
}

/** Milliseconds or seconds since 1970, or ISO 8601 with a time zone. */
function timestamp(text: string): string | null {
  if (/^\d{9,13}$/.test(text)) {
    return formatTimestamp(text.length > 10 ? Number(text) : Number(text) * 1000);
  }
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(text) ? formatTimestamp(Date.parse(text)) : null;
}

import type { DuckDBAppender } from '@duckdb/node-api';
import { DuckDBListValue, DuckDBTimestampValue, LIST, VARCHAR } from '@duckdb/node-api';
import type { TableColumn } from '../glue-table';

/** A record's values in the order of the table's columns, ready for DuckDB. */
export type Row = readonly unknown[];

/** A record that Firehose's record format conversion refuses. */
export class ConversionError extends Error {}

/**
 * Reads a record as Firehose's conversion does (OpenX JSON SerDe): keys that the table does not
 * have are dropped, missing ones are null, a value that does not fit its column fails the record.
 */
export function convert(json: string, columns: readonly TableColumn[]): Row {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(json) as Record<string, unknown>;
  } catch {
    throw new ConversionError('The record is not a valid JSON object');
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw new ConversionError('The record is not a valid JSON object');
  }
  return columns.map(({ name, glueType }) => {
    // a column may be called `constructor`
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (value === undefined || value === null) {
      return null;
    }
    const converted = CONVERTERS[glueType]?.(value);
    if (converted === undefined) {
      throw new ConversionError(`The value ${JSON.stringify(value).slice(0, 100)} of '${name}' is no ${glueType}`);
    }
    return converted;
  });
}

/** Appends a row's values to a table of the columns' types. */
export function appendRow(appender: DuckDBAppender, row: Row, columns: readonly TableColumn[]): void {
  row.forEach((value, index) => value === null ? appender.appendNull() : APPENDERS[columns[index].glueType](appender, value as never));
}

const CONVERTERS: Record<string, (value: unknown) => unknown> = {
  'string': (value) => typeof value === 'string' ? value : JSON.stringify(value),
  'int': (value) => wholeNumber(value, -(2n ** 31n), 2n ** 31n - 1n, Number),
  'bigint': (value) => wholeNumber(value, -(2n ** 63n), 2n ** 63n - 1n, (number) => number),
  'double': (value) => {
    const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
    return typeof value !== 'object' && typeof value !== 'boolean' && !Number.isNaN(number) ? number : undefined;
  },
  'boolean': (value) => typeof value === 'boolean' ? value : /^(true|false)$/i.test(String(value)) ? String(value).toLowerCase() === 'true' : undefined,
  'timestamp': timestamp,
  'array<string>': (value) => Array.isArray(value) ? new DuckDBListValue(value.map(String)) : undefined,
};

const APPENDERS: Record<string, (appender: DuckDBAppender, value: never) => void> = {
  'string': (appender, value) => appender.appendVarchar(value),
  'int': (appender, value) => appender.appendInteger(value),
  'bigint': (appender, value) => appender.appendBigInt(value),
  'double': (appender, value) => appender.appendDouble(value),
  'boolean': (appender, value) => appender.appendBoolean(value),
  'timestamp': (appender, value) => appender.appendTimestamp(value),
  'array<string>': (appender, value) => appender.appendList(value, LIST(VARCHAR)),
};

function wholeNumber<T>(value: unknown, lowest: bigint, highest: bigint, convertTo: (number: bigint) => T): T | undefined {
  if (!(typeof value === 'number' || typeof value === 'string') || !/^-?\d{1,19}$/.test(String(value))) {
    return undefined;
  }
  const number = BigInt(value);
  return number >= lowest && number <= highest ? convertTo(number) : undefined;
}

/** The forms that the SerDe takes: `yyyy-MM-dd HH:mm:ss[.SSS]`, `yyyy-MM-ddTHH:mm:ss[.SSS]Z`, seconds and milliseconds since 1970. */
function timestamp(value: unknown): DuckDBTimestampValue | undefined {
  const text = String(value);
  if (/^\d{1,13}$/.test(text)) {
    return new DuckDBTimestampValue(BigInt(text) * (text.length > 10 ? 1_000n : 1_000_000n));
  }
  const [, date, time] = /^(\d{4}-\d\d-\d\d)(?: (?=[^Z]*$)|T(?=.*Z$))(\d\d:\d\d:\d\d(?:\.\d{1,3})?)Z?$/.exec(text) ?? [];
  const milliseconds = date ? Date.parse(`${date}T${time}Z`) : NaN;
  return Number.isNaN(milliseconds) ? undefined : new DuckDBTimestampValue(BigInt(milliseconds) * 1_000n);
}

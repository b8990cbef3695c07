import type { Column } from './column';

/** Where things lie in the bucket. */
export const LOGS_PREFIX = 'logs/';
export const ERRORS_PREFIX = 'errors/';
export const API_KEYS_PREFIX = 'directory/api_keys/';
export const API_KEYS_OBJECT = `${API_KEYS_PREFIX}api-keys.ndjson`;
export const ATHENA_PREFIX = 'athena/';
/** Objects of failed records after their replay, and the replay's own progress. */
export const REPLAYED_PREFIX = 'replayed/';

/** Below the error prefix: what forwarders' receivers did not take, and what a replay has given up. */
export const FORWARDERS_FOLDER = 'forwarders/';
export const SET_ASIDE_FOLDER = 'set-aside/';

/** The hour in which a record arrived, UTC, zero-padded; the same names as in the objects' keys. */
export const PARTITION_COLUMNS: readonly Column[] = [
  { name: 'year', type: 'string', description: 'Year of arrival, four digits, UTC' },
  { name: 'month', type: 'string', description: 'Month of arrival, `01` to `12`' },
  { name: 'day', type: 'string', description: 'Day of arrival, `01` to `31`' },
  { name: 'hour', type: 'string', description: 'Hour of arrival, `00` to `23`' },
];

/**
 * Firehose's expression for the partition of an object. `yyyy`, not the `YYYY` that is
 * often seen: that is the week's year, and wrong in the days around New Year.
 */
export const PARTITION_EXPRESSION =
  'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/';

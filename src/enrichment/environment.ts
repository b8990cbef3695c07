import { AccessLogColumn } from '../record/access-log-column';
import { AccessLogSchema } from '../record/schema';

/** Name of the bucket that holds the directory. */
export const BUCKET_NAME = 'BUCKET_NAME';

/** The consumer's own columns. All of a function's environment together has 4 KB, the log format 3 KB. */
export const COLUMNS = 'COLUMNS';

/** What the function forwards, and to which streams; not there without forwarders. */
export const FORWARDERS = 'FORWARDERS';

export function encodeColumns(schema: AccessLogSchema): string {
  return JSON.stringify(schema._added().map(({ name, type, expression }) => [name, type, expression]));
}

export function decodeColumns(text: string): AccessLogSchema {
  const columns = JSON.parse(text) as [string, string, string][];
  return new AccessLogSchema(columns.map(([name, type, expression]) => AccessLogColumn._of(name, type, expression)));
}

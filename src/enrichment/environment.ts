import { AccessLogColumn } from '../record/access-log-column';
import { AccessLogSchema } from '../record/schema';

/** Name of the bucket that holds the directory. */
export const BUCKET_NAME = 'BUCKET_NAME';

/** The consumer's own columns. All of a function's environment together has 4 KB, the log format 3 KB. */
export const COLUMNS = 'COLUMNS';

/** What the function forwards, and to which streams; not there without forwarders. */
export const FORWARDERS = 'FORWARDERS';

/** What becomes of personal data; not there where all of it is kept. */
export const PRIVACY = 'PRIVACY';

/** ARN of the secret that personal data is hashed with; not there where nothing is hashed. */
export const HASH_KEY_ARN = 'HASH_KEY_ARN';

export function encodeColumns(schema: AccessLogSchema): string {
  return JSON.stringify(schema._added().map(({ name, type, expression }) => [name, type, expression]));
}

/** Nothing where all is kept, so that the function stays as it was. */
export function encodePrivacy({ _privacy }: AccessLogSchema): string | undefined {
  return _privacy.isSet ? JSON.stringify(_privacy.options) : undefined;
}

export function decodeColumns(text: string, privacy = '{}'): AccessLogSchema {
  const columns = JSON.parse(text) as [string, string, string][];
  return new AccessLogSchema(columns.map(([name, type, expression]) => AccessLogColumn._of(name, type, expression)), JSON.parse(privacy));
}

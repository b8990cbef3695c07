import { RECORD_BYTES } from '../delivery/hand-over';
import { replaysOf, withoutReplays } from '../record/replay-mark';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** A line of an error object. */
export interface ErrorLine {
  /** The record to be put back, unless there is none. */
  readonly data?: Buffer;
  readonly errorCode: string;
  /** Why the line has to be set aside, if it has. */
  readonly reason?: string;
  /** What is kept of the line where it is set aside. */
  readonly kept: Readonly<Record<string, unknown>>;
}

interface ReadRules {
  /** How often a record is put back before it is set aside. */
  readonly maxReplays: number;
  /** Whether the line was set aside before, and is wanted all the same. */
  readonly isSetAside: boolean;
}

/** Reads a line of an error object; nothing, if it is blank. It never fails. */
export function readErrorLine(line: Buffer, { maxReplays, isSetAside }: ReadRules): ErrorLine | undefined {
  const text = line.toString('utf8').trim();
  if (text === '') {
    return undefined;
  }
  const fields = parsed(text) ?? byPattern(text);
  if (!fields) {
    return { errorCode: 'none', reason: 'the line is no JSON object, and holds no rawData', kept: { unreadableLine: line.toString('base64') } };
  }
  const { rawData } = fields;
  const errorCode = String(fields.errorCode ?? fields.lastErrorCode ?? 'none');
  const aside = (reason: string): ErrorLine => ({ errorCode, reason, kept: fields });
  if (typeof rawData !== 'string' || rawData === '') {
    return aside(rawData === '' ? 'its rawData is empty' : 'the line holds no rawData');
  }
  if (!BASE64.test(rawData)) {
    return aside('its rawData is no base64');
  }
  const data = Buffer.from(rawData, 'base64');
  if (data.length > RECORD_BYTES) {
    return aside(`it has ${data.length} bytes, and Firehose takes ${RECORD_BYTES}`);
  }
  const replays = isSetAside ? 0 : replaysOf(data);
  return replays >= maxReplays
    ? aside(`it was put back ${replays} times, and failed again: ${errorCode}`)
    : { data: isSetAside ? withoutReplays(data) : data, errorCode, kept: fields };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A receiver's answer can stand in the error message with quotes that Firehose did not escape. What it may hold itself
 * stands before the record, so the last one counts, as it does where names are doubled in JSON.
 */
function byPattern(text: string): Record<string, unknown> | undefined {
  const rawData = [...text.matchAll(/"rawData"\s*:\s*"([A-Za-z0-9+/=]*)"/g)].at(-1)?.[1];
  const errorCode = /"(?:errorCode|lastErrorCode)"\s*:\s*"([\w.-]+)"/.exec(text)?.[1];
  return rawData === undefined ? undefined : { errorCode, rawData };
}

import { parseTime } from './time';
import type { Context } from '../pipeline/log-format';

/** What a line of a log says of a request. */
export interface LoggedRequest {
  readonly time: number;
  readonly context: Context;
  /** Whether the log names API keys or other identities; where not, an address stands for a customer. */
  readonly namesCallers: boolean;
}

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
/** The last field may lack its closing quote: a line that was cut off, as at the end of a file that is being written. */
const UNTERMINATED = '"((?:[^"\\\\]|\\\\.)*)"?';
const LINE = new RegExp(
  `^(\\S+) (\\S+) (\\S+|.{0,200}?) \\[([^\\]]{20,40})\\] ${QUOTED} (\\d{3}) (\\d+|-)(?: ${QUOTED} ${UNTERMINATED})?(?: .*|\\s*)$`);

/** Reads a line of the Common or the Combined Log Format. */
export function parseCommonLog(line: string): LoggedRequest | undefined {
  const match = LINE.exec(line);
  const time = match ? parseTime(match[4]) : undefined;
  if (!match || time === undefined) {
    return undefined;
  }
  const [, address, , user, , request, status, bytes, , userAgent] = match;
  const [httpMethod, target, protocol] = unescaped(request).split(' ');
  const path = target?.split('?')[0];
  return {
    time,
    namesCallers: false,
    context: {
      'identity.sourceIp': address,
      'identity.user': present(user),
      'identity.userAgent': userAgent === undefined ? undefined : present(unescaped(userAgent)),
      'httpMethod': present(httpMethod),
      'path': path,
      'resourcePath': path === undefined ? undefined : resourcePath(path),
      'protocol': protocol,
      status,
      'responseLength': bytes === '-' ? undefined : bytes,
    },
  };
}

/** A web server knows no resources: the first part of the path stands for one. */
function resourcePath(path: string): string {
  const [, first = '', rest] = /^(?:https?:\/\/[^/]+)?\/+([^/]*)(\/.*)?$/.exec(path) ?? [];
  return rest === undefined ? `/${first}` : `/${first}/{proxy+}`;
}

function present(text: string): string | undefined {
  return text === '-' || text === '' ? undefined : text;
}

/** Web servers write quotes, backslashes and bytes that are no text with a backslash. */
function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

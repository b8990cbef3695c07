import { CALLERS, REFUSED } from './account';
import type { Caller } from './account';
import type { Chance } from '../preview/figures/random';
import { lineOf, REQUEST } from '../record/lines';

/** A request, as it is to be counted. */
export interface BenchRequest {
  readonly id: string;
  readonly time: number;
  readonly caller: Caller;
  readonly billable: boolean;
  /** As API Gateway writes it. */
  readonly line: string;
}

/** How lines look: as usual, as short as can be, of 3 KB, or as long as Firehose takes them. */
export type LineSize = 'usual' | 'tiny' | 'large' | 'huge';

const RECORD_BYTES = 1_000 * 1024;
const LARGE_BYTES = 3_300;

const OUTCOMES: readonly { readonly status: string; readonly error_type?: string }[] = [
  { status: '200' }, { status: '200' }, { status: '201' }, { status: '404' }, { status: '500' }, { status: '502' },
  { status: '429', error_type: 'THROTTLED' }, { status: '504', error_type: 'INTEGRATION_TIMEOUT' },
];

const USER_AGENTS = [
  'curl/8.9.1', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', '-', 'x","status":"200","api_key_id":"key-acme', '\\', '\\u0000\\ud800', 'a\tb\u2028c',
  '"}\t', '{"attribution":"plan"}', '😀'.repeat(200),
];

const ERRORS = ['-', 'Internal server error', '\'Bearer abc\' not a valid key=value pair (missing equal-sign) in Authorization header: \'Bearer abc\'.', '","path":"/forged'];

/** Makes up a request of a time. */
export function benchRequest(chance: Chance, id: string, time: number, apiId: string, size: LineSize = 'usual'): BenchRequest {
  const isRefused = chance.isOneIn(12);
  const caller = isRefused ? REFUSED : chance.of(CALLERS);
  const outcome = isRefused ? { status: '403', error_type: 'INVALID_API_KEY' } : chance.of(OUTCOMES);
  const gateway: Record<string, string> = {
    extended_request_id: id,
    request_time: String(time),
    api_id: apiId,
    stage: 'prod',
    status: outcome.status,
    ...outcome.error_type ? { error_type: outcome.error_type } : {},
    ...caller.apiKeyId ? { api_key_id: caller.apiKeyId } : {},
    ...caller.principalId ? { principal_id: caller.principalId } : {},
  };
  const billable = outcome.error_type === undefined && Number(outcome.status) < 500;
  const { api_key_id: _, ...usual } = REQUEST;
  const response_length = String(chance.below(10_000));
  const whole = { ...usual, ...gateway, response_length, user_agent: chance.of(USER_AGENTS), error_message: chance.of(ERRORS) };
  return { id, time, caller, billable, line: size === 'tiny' ? tinyLine(gateway) : size === 'usual' ? lineOf(whole) : padded(whole, size) };
}

/** A line of a format that logs nothing else. */
function tinyLine(values: Record<string, string>): string {
  return `{${Object.entries(values).map(([name, value]) => `"${name}":"${value}"`).join(',')}}\n`;
}

function padded(values: Record<string, string>, size: 'large' | 'huge'): string {
  const bytes = Buffer.byteLength(lineOf(values));
  return lineOf({ ...values, user_agent: `${values.user_agent}${'x'.repeat((size === 'huge' ? RECORD_BYTES : LARGE_BYTES) - bytes)}` });
}

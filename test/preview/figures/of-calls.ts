import { least, most, numbers, percentile, ratio, sum } from './calculate';
import type { Call } from './calls';
import { callsSince } from './calls';
import type { Figure } from './expected';
import type { Question } from './question';

/** Days of the datasets, and of the figures over single requests: half of what these have, so that they can be compared. */
const [USAGE_DAYS, REQUESTS_DAYS, RECENT_DAYS] = [90, 14, 7];

const BOTH = ['Plan', 'Customer'] as const;

/** By the hour: a request belongs to the period that its hour begins in. */
export const USAGE: Question<Call> = {
  rows: callsSince(USAGE_DAYS), time: ({ hour }) => hour, period: 'chosen', held: USAGE_DAYS, follows: BOTH,
};

/** Single requests. */
export const REQUESTS: Question<Call> = {
  rows: callsSince(REQUESTS_DAYS), time: ({ time }) => time, period: 'chosen', held: REQUESTS_DAYS, follows: BOTH,
};

export const RECENT: Question<Call> = { ...REQUESTS, period: RECENT_DAYS };

export const count: Figure<Call> = (calls) => calls.length || null;

export function countOf(isMeant: (call: Call) => boolean): Figure<Call> {
  return (calls) => sum(calls, (call) => Number(isMeant(call)));
}

export function rateOf(isMeant: (call: Call) => boolean): Figure<Call> {
  return (calls) => ratio(countOf(isMeant)(calls, calls), calls.length);
}

export const isClientError = ({ status }: Call) => Math.floor((status ?? 0) / 100) === 4;
export const isServerError = ({ status }: Call) => Math.floor((status ?? 0) / 100) === 5;
export const isError = (call: Call) => isClientError(call) || isServerError(call);

export const megabytes: Figure<Call> = (calls) => {
  const bytes = sum(calls, ({ response_length }) => response_length);
  return bytes === null ? null : bytes / 1e6;
};

export const responseOf = ({ response_latency_ms }: Call) => response_latency_ms;

/** What is left of the response without integration and authorizer, whose clocks may run before: then nothing. */
export function gatewayOf({ response_latency_ms, integration_latency_ms, authorizer_latency_ms }: Call): number | null {
  return response_latency_ms === null ? null : Math.max(0, response_latency_ms - (integration_latency_ms ?? 0) - (authorizer_latency_ms ?? 0));
}

export function percentileOf(value: (call: Call) => number | null, percent: number): Figure<Call> {
  return (calls) => percentile(numbers(calls, value), percent);
}

export const firstSeen: Figure<Call> = (calls) => least(calls.map(({ time }) => time));
export const lastSeen: Figure<Call> = (calls) => most(calls.map(({ time }) => time));

/** As visuals show what is absent. */
export function orNone(column: keyof Call): (call: Call) => string {
  return (call) => call[column] === null ? '(none)' : String(call[column]);
}

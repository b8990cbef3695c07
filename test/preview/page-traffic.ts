import type { DatasetRow } from './page-tables';

/** The instant of all tests: the middle of a month. */
export const NOW = new Date('2026-03-17T14:20:00.500Z');

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A row of `usage_hourly` or `requests`, as far as visuals use it; its time is in milliseconds since 1970. */
export interface Call {
  readonly time: number;
  readonly usage_plan: string;
  readonly customer: string;
  readonly customer_id: string;
  readonly endpoint: string;
  readonly http_method: string;
  readonly status: string;
  readonly error_type: string;
  readonly attribution: string;
  readonly source_ip: string;
  readonly user_arn: string;
  readonly requests: number;
  readonly client_errors: number;
  readonly errors: number;
  readonly response_bytes: number;
  /** Some calls have none. */
  readonly response_latency_ms: number | null;
  readonly timed_requests: number;
  readonly path: string;
}

const PLANS = ['Free', 'Professional', 'Enterprise', '(no plan)'];
const ENDPOINTS = ['GET /orders', 'POST /orders', 'GET /orders/{id}', 'GET /search'];
const STATUSES = ['200', '200', '200', '200', '200', '201', '404', '429', '401', '500'];
const TYPES: Record<string, string> = { 429: 'THROTTLED', 401: 'UNAUTHORIZED' };

/** Calls over the days before now, the same each time; most of them of the last days, as if traffic grew. */
export function madeUpCalls(count: number, days: number, seed = 7): Call[] {
  let state = seed;
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, index): Call => {
    const customer = below(9);
    const [status, endpoint, requests] = [STATUSES[below(STATUSES.length)], ENDPOINTS[below(ENDPOINTS.length)], 1 + below(4)];
    const isError = status >= '400';
    const latency = random() < 0.1 ? null : 5 + below(60) * (1 + below(8));
    return {
      time: Math.floor(NOW.getTime() - random() ** 2 * days * DAY),
      usage_plan: PLANS[customer % PLANS.length],
      customer: `Customer ${customer}`,
      customer_id: customer === 8 ? '(none)' : `c${customer}`,
      endpoint,
      http_method: endpoint.split(' ')[0],
      status,
      error_type: TYPES[status] ?? '(none)',
      attribution: customer === 3 ? 'no_key' : 'plan',
      source_ip: `192.0.2.${below(5)}`,
      user_arn: customer === 2 ? 'arn:aws:iam::123456789012:user/alice' : '(none)',
      requests,
      client_errors: isError && status < '500' ? requests : 0,
      errors: isError ? requests : 0,
      response_bytes: below(5_000_000),
      response_latency_ms: latency,
      timed_requests: latency === null ? 0 : requests,
      path: `/call/${index}`,
    };
  });
}

/** As a row of `usage_hourly`; what has the earliest partition that it can have. */
export function hourly({ time, response_latency_ms, ...call }: Call): DatasetRow {
  return { ...call, hour: time - time % HOUR, arrival_hour: time - time % HOUR - HOUR, response_latency_ms: response_latency_ms ?? 0 };
}

/** As a row of `requests`. */
export function single({ time, ...call }: Call): DatasetRow {
  return { ...call, request_time: time, arrival_hour: time - time % HOUR - HOUR, requests: 1, errors: Math.sign(call.errors), gateway_latency_ms: call.endpoint === 'GET /search' ? null : 3 };
}

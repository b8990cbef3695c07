import type { Caller } from './callers';
import { HOUR, NOW } from './clock';
import type { Chance } from './random';
import type { UsageRecord } from './usage-record';
import { NOTHING } from './usage-record';

const ENDPOINTS = [
  '/pets', '/pets/{id}', '/pets/{id}/toys', '/orders', '/orders/{id}', '/search', '/v2/pets', '/v10/pets', '/health', '/export', '/import',
  '/{proxy+}',
];

/** More than a chart has lines. */
const CLIENTS = ['curl', 'okhttp', 'Chrome', 'bot', 'other', 'python-requests', 'axios', 'Go-http-client', 'Java', 'node', 'Safari'];

/** Statuses, and which gateway responses stand for them; null is an answer of the integration. */
const ANSWERS: readonly (readonly [status: number | null, ...types: (string | null)[]])[] = [
  ...Array.from({ length: 24 }, () => [200, null] as const), [201, null], [204, null], [304, null], [100, null], [null, null],
  [400, null, 'BAD_REQUEST_BODY'], [404, null, 'RESOURCE_NOT_FOUND'],
  [401, 'UNAUTHORIZED', 'UNAUTHORIZED', null],
  [403, 'ACCESS_DENIED', 'EXPIRED_TOKEN', 'INVALID_SIGNATURE', 'MISSING_AUTHENTICATION_TOKEN', 'WAF_FILTERED', 'WAF_FILTERED'],
  [429, 'THROTTLED', 'QUOTA_EXCEEDED', 'THROTTLED', null],
  // a gateway response may be given another status
  [200, 'UNAUTHORIZED', 'THROTTLED', 'WAF_FILTERED'],
  [500, null, 'AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR', 'DEFAULT_5XX'], [503, null], [504, 'INTEGRATION_TIMEOUT'],
];

/** A request of a caller: with null wherever a record can have it. */
export function outcome(chance: Chance, { stage, given }: Caller, time: number): UsageRecord {
  const [status, ...types] = chance.of(ANSWERS);
  const error_type = chance.of(types);
  const orNull = <T>(value: T, oneIn: number) => chance.isOneIn(oneIn) ? null : value;
  const integration = chance.below(300) + (chance.isOneIn(20) ? 4_000 : 0);
  const authorizer = chance.below(60);
  const resource_path = orNull(chance.of(ENDPOINTS), 60);
  const isTimed = resource_path !== '/health';
  const id = time.toString(36);
  return {
    ...NOTHING,
    request_time: time,
    extended_request_id: orNull(`ext-${id}`, 50),
    request_id: orNull(`req-${id}`, 50),
    xray_trace_id: orNull(`1-${id}`, 2),
    api_id: orNull(stage.split('/')[0], 300),
    stage: orNull(stage.split('/')[1], 300),
    domain_name: orNull(chance.of(['api.example.com', 'api.example.com', 'beta.example.com']), 30),
    http_method: orNull(chance.of(['GET', 'GET', 'GET', 'POST', 'DELETE']), 60),
    resource_path,
    // a caller can send a path of any length
    path: orNull(chance.isOneIn(100) ? `/${'long'.repeat(150)}/${id}` : `/called/${id}`, 40),
    protocol: orNull('HTTP/1.1', 40),
    status,
    error_type,
    error_message: error_type === null ? null : `${error_type}!`,
    integration_error: orNull('the integration failed', 2),
    authorizer_error: orNull('the authorizer failed', 3),
    response_length: orNull(chance.below(3_000_000), 20),
    response_latency_ms: isTimed ? orNull(integration + authorizer + chance.below(20) - 5, 12) : null,
    integration_latency_ms: error_type === null ? orNull(integration, 15) : null,
    authorizer_latency_ms: orNull(authorizer, 2),
    integration_status: error_type === null ? orNull(status, 30) : null,
    waf_response: error_type === 'WAF_FILTERED' ? 'WAF_BLOCK' : orNull('WAF_ALLOW', 2),
    source_ip: orNull(`192.0.2.${chance.below(time > NOW - 30 * HOUR ? 40 : 25)}`, 50),
    user_agent: orNull(`agent/${chance.below(4)}`, 10),
    client_family: orNull(chance.of(CLIENTS), 25),
    ...given,
  };
}

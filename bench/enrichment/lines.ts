import { API_ID, keyId, STAGE } from './account';
import { BOTS, BROWSERS, PROGRAMS } from '../../preview/traffic/clients';
import type { Random } from '../../preview/traffic/random';
import { AccessLogSchema } from '../../src/record/schema';

/** Of what API Gateway takes for all headers together, 10,240 bytes, most. */
const LONG_AGENT = 8_000;

const START = Date.UTC(2026, 0, 15, 12);

const RESOURCES = [
  ['GET', '/pets'], ['POST', '/pets'], ['GET', '/pets/{petId}'], ['PUT', '/pets/{petId}'], ['DELETE', '/pets/{petId}'],
  ['GET', '/owners/{ownerId}/pets'], ['GET', '/owners/{ownerId}/pets/{petId}/visits'], ['POST', '/orders'], ['GET', '/orders/{orderId}'],
] as const;

/** Statuses, API Gateway's type of the error and its message, and how common they are. */
const OUTCOMES: readonly (readonly [{ status: number; error_type?: string; error_message?: string }, number])[] = [
  [{ status: 200 }, 80],
  [{ status: 201 }, 8],
  [{ status: 404 }, 4],
  [{ status: 400, error_type: 'BAD_REQUEST_BODY', error_message: 'Invalid request body' }, 2],
  [{ status: 429, error_type: 'THROTTLED', error_message: 'Too Many Requests' }, 3],
  [{ status: 500 }, 2],
  [{ status: 504, error_type: 'INTEGRATION_TIMEOUT', error_message: 'Endpoint request timed out' }, 1],
];

const SCHEMA = new AccessLogSchema();
const NAMES = SCHEMA._logged().map(({ name }) => name);

/** A line as API Gateway writes it, by the library's format: absent values as `-`. */
export function accessLogLine(random: Random, keys: number, hasLongAgent: boolean): string {
  const [method, resourcePath] = random.pick(RESOURCES);
  const outcome = random.weighted(OUTCOMES);
  const latency = Math.max(1, Math.round(random.logNormal(60, 0.8)));
  const values: Record<string, string | number | undefined> = {
    extended_request_id: `${random.id(15)}=`,
    request_time: START + random.below(3_600_000),
    account_id: '123456789012',
    api_id: API_ID,
    stage: STAGE,
    resource_path: resourcePath,
    resource_id: 'r3s0rc',
    response_length: random.below(20_000),
    response_latency_ms: latency + random.below(20),
    integration_latency_ms: latency,
    integration_status: outcome.error_type ? undefined : 200,
    api_key_id: keyId(random.below(keys)),
    source_ip: `203.0.${random.below(256)}.${random.below(256)}`,
    http_method: method,
    protocol: 'HTTP/1.1',
    domain_name: 'api.example.com',
    xray_trace_id: `1-${random.hex(8)}-${random.hex(24)}`,
    request_id: random.uuid(),
    path: `/${STAGE}${resourcePath.replace(/\{\w+\}/g, () => String(random.below(100_000)))}`,
    user_agent: userAgent(random) + (hasLongAgent ? random.id(LONG_AGENT) : ''),
    ...outcome,
  };
  return `{${NAMES.map((name) => `"${name}":"${values[name] ?? '-'}"`).join(',')}}\n`;
}

/** Programs and browsers in their usual versions, and one in fifty that nobody else has. */
function userAgent(random: Random): string {
  const agent = random.weighted([[PROGRAMS, 70], [BROWSERS, 25], [BOTS, 5]] as const);
  const name = random.weighted(agent);
  return random.below(50) === 0 ? `${name} build/${random.id(8)}` : name;
}

import type { Authentication } from './authentication';
import type { Backend } from './backend';
import { LONGEST_LATENCY } from './backend';
import type { Caller } from './caller';
import { GATEWAY_RESPONSES } from './gateway-responses';
import type { GatewayResponse } from './gateway-responses';
import type { Random } from './random';
import type { Endpoint } from '../pipeline/stages';

/** How a request ended. */
export interface Ending {
  readonly status: number;
  readonly bytes: number;
  /** What API Gateway itself answered, if it did. */
  readonly gatewayResponse?: GatewayResponse;
  /** Milliseconds that the integration took, where it was called. */
  readonly latency?: number;
  /** What the integration answered, if it did. */
  readonly integrationStatus?: number;
}

/** A request on its way. */
export interface Call {
  readonly caller: Caller;
  readonly endpoint: Endpoint;
  readonly httpMethod: string;
  readonly time: number;
  readonly authentication: Authentication;
}

/** How often requests fail that nobody got wrong, and how: with a status of the integration, or before it answers. */
interface Failures {
  readonly probability: number;
  readonly kinds: readonly (readonly [number | GatewayResponse, number])[];
}

const USUAL: Failures = { probability: 0.004, kinds: [[500, 10], ['broken', 3], ['timeout', 2], ['unreachable', 1]] };
const TROUBLE: Failures = { probability: 0.6, kinds: [[503, 5], ['timeout', 4], [500, 2], ['unreachable', 1]] };

const MISTAKES = [[404, 6], [400, 3], [409, 1], [422, 1]] as const;

/** API Gateway sends no larger ones. */
const LARGEST_RESPONSE = 10 * 1024 * 1024;

/** Makes up how a request ends: API Gateway looks at it in this order. */
export function ending(call: Call, backend: Backend, random: Random): Ending {
  const { caller, endpoint, httpMethod, authentication } = call;
  if (caller.kind === 'attacker' && random.next() < 0.85) {
    return gatewayResponse('filtered', random);
  }
  if (caller.kind === 'scanner') {
    return gatewayResponse('noSuchPath', random);
  }
  if (authentication.refusal) {
    return gatewayResponse(authentication.refusal, random);
  }
  if (endpoint.apiKeyRequired && !caller.onPlan) {
    return gatewayResponse('badKey', random);
  }
  const lot = random.next();
  if (lot < caller.throttled) {
    return gatewayResponse('throttled', random);
  }
  if (lot < caller.throttled + caller.overQuota) {
    return gatewayResponse('quota', random);
  }
  if (lot < caller.throttled + caller.overQuota + caller.mistakes) {
    return random.next() < 0.3 && httpMethod !== 'GET'
      ? gatewayResponse('badBody', random)
      : integrationResponse(random.weighted(MISTAKES), call, backend, random);
  }
  return answered(call, backend, random);
}

function answered(call: Call, backend: Backend, random: Random): Ending {
  const { httpMethod, endpoint, time } = call;
  const failures = backend.hasTrouble(endpoint, time) ? TROUBLE : USUAL;
  if (random.next() < failures.probability) {
    const kind = random.weighted(failures.kinds);
    return typeof kind === 'number' ? integrationResponse(kind, call, backend, random) : gatewayResponse(kind, random);
  }
  const good = httpMethod === 'POST' ? 201 : httpMethod === 'DELETE' ? 204 : random.next() < 0.05 ? 304 : 200;
  return integrationResponse(good, call, backend, random);
}

function integrationResponse(status: number, { caller, endpoint, httpMethod, time }: Call, backend: Backend, random: Random): Ending {
  const bytes = sizeOf(status, httpMethod === 'GET' ? caller.appetite : 1, random);
  return { status, bytes, latency: backend.latency(endpoint, time, bytes, random), integrationStatus: status };
}

function sizeOf(status: number, appetite: number, random: Random): number {
  if (status === 204 || status === 304) {
    return 0;
  }
  return status < 300 ? Math.min(LARGEST_RESPONSE, Math.round(random.logNormal(1_400 * appetite, 1.1))) : 60 + random.below(120);
}

function gatewayResponse(kind: GatewayResponse, random: Random): Ending {
  const [status, , message] = GATEWAY_RESPONSES[kind];
  const bytes = `{"message":"${message}"}`.length;
  switch (kind) {
    case 'timeout':
      return { status, bytes, gatewayResponse: kind, latency: LONGEST_LATENCY };
    case 'broken':
    case 'unreachable':
      return { status, bytes, gatewayResponse: kind, latency: 100 + random.below(900) };
    default:
      return { status, bytes, gatewayResponse: kind };
  }
}

import type { Caller } from './customers';
import type { Random } from './random';
import type { Context } from '../pipeline/log-format';

/** How a request ended. */
export interface Ending {
  readonly status: number;
  readonly latency: number;
  readonly bytes: number;
  readonly context: Context;
}

/** What API Gateway answers by itself: its status, its type and its message. */
const GATEWAY_RESPONSES = {
  badKey: [403, 'INVALID_API_KEY', 'Forbidden'],
  noSuchPath: [403, 'MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token'],
  throttled: [429, 'THROTTLED', 'Too Many Requests'],
  quota: [429, 'QUOTA_EXCEEDED', 'Limit Exceeded'],
  badBody: [400, 'BAD_REQUEST_BODY', 'Invalid request body'],
  timeout: [504, 'INTEGRATION_TIMEOUT', 'Endpoint request timed out'],
  broken: [502, 'DEFAULT_5XX', 'Internal server error'],
} as const;

/** Makes up how a request ends. */
export function ending(caller: Caller, httpMethod: string, onPlan: boolean, random: Random): Ending {
  if (caller.kind === 'scanner') {
    return gatewayResponse('noSuchPath', random);
  }
  if (caller.kind === 'invalid_key' || !onPlan && caller.kind === 'customer') {
    return gatewayResponse('badKey', random);
  }
  const lot = random.next();
  if (lot < caller.throttled) {
    return gatewayResponse(random.next() < 0.85 ? 'throttled' : 'quota', random);
  }
  if (lot < caller.throttled + caller.mistakes) {
    return random.next() < 0.3 && httpMethod !== 'GET'
      ? gatewayResponse('badBody', random)
      : integrationResponse(random.weighted([[404, 6], [400, 3], [409, 1], [422, 1]]), random);
  }
  if (random.next() < 0.004) {
    const kind = random.weighted([['500', 5], ['broken', 2], ['timeout', 1]] as const);
    return kind === '500' ? integrationResponse(500, random) : gatewayResponse(kind, random);
  }
  const good = httpMethod === 'POST' ? 201 : httpMethod === 'DELETE' ? 204 : random.next() < 0.05 ? 304 : 200;
  return integrationResponse(good, random);
}

function integrationResponse(status: number, random: Random): Ending {
  // the function behind is cold now and then
  const cold = random.next() < 0.01 ? 400 + random.below(900) : 0;
  const integration = Math.round(random.logNormal(48, 0.7)) + cold;
  const empty = status === 204 || status === 304;
  return {
    status,
    latency: integration + 2 + random.below(6),
    bytes: empty ? 0 : status < 300 ? Math.round(random.logNormal(1_400, 1.2)) : 60 + random.below(120),
    context: {
      'integration.latency': String(integration),
      'integration.status': String(status),
      'integrationLatency': String(integration),
      'integrationStatus': '200',
    },
  };
}

function gatewayResponse(kind: keyof typeof GATEWAY_RESPONSES, random: Random): Ending {
  const [status, type, message] = GATEWAY_RESPONSES[kind];
  const behind = kind === 'timeout' ? 29_000 : kind === 'broken' ? 100 + random.below(900) : undefined;
  return {
    status,
    latency: (behind ?? 0) + 1 + random.below(5),
    bytes: `{"message":"${message}"}`.length,
    context: {
      'error.responseType': type,
      'error.message': message,
      'integration.latency': behind?.toString(),
      'integrationLatency': behind?.toString(),
    },
  };
}

import { authenticate } from './authentication';
import type { Backend } from './backend';
import type { Caller } from './caller';
import { favourite, methodOf } from './endpoints';
import { GATEWAY_RESPONSES } from './gateway-responses';
import { calledPath } from './paths';
import type { Random } from './random';
import type { Call, Ending } from './responses';
import { ending } from './responses';
import { clfTime } from './time';
import type { Request } from './traffic';
import type { Context } from '../pipeline/log-format';
import type { Endpoint, Stage } from '../pipeline/stages';

/** A stage, what can be called there, and what is behind it. */
export interface Site {
  readonly stage: Stage;
  readonly endpoints: readonly Endpoint[];
  readonly backend: Backend;
}

/** Makes a request up, with all that API Gateway would know of it. */
export function madeUpRequest(caller: Caller, time: number, { stage, endpoints, backend }: Site, random: Random): Request {
  const endpoint = favourite(endpoints, caller, (candidate) => backend.hasTrouble(candidate, time), random);
  const call: Call = { caller, endpoint, httpMethod: methodOf(endpoint, random), time, authentication: authenticate(caller, random) };
  return { time, stage: `${stage.apiId}/${stage.stage}`, context: contextOf(call, ending(call, backend, random), stage, random) };
}

/** In one piece, and each time with the same names: of a million objects, those that are put together from others take several times as long. */
function contextOf(call: Call, end: Ending, { apiId, stage }: Stage, random: Random): Context {
  const { caller, endpoint, httpMethod, time, authentication: { user, latency } } = call;
  const isRouted = caller.kind !== 'scanner';
  const domainName = caller.domain ?? `${apiId}.execute-api.us-east-1.amazonaws.com`;
  const [, errorType, errorMessage] = end.gatewayResponse ? GATEWAY_RESPONSES[end.gatewayResponse] : [];
  return {
    'accountId': '123456789012',
    apiId,
    stage,
    'requestId': random.uuid(),
    'extendedRequestId': `${random.id(14)}=`,
    'xrayTraceId': `1-${Math.floor(time / 1000).toString(16)}-${random.hex(24)}`,
    'requestTimeEpoch': String(time),
    'requestTime': clfTime(time),
    'resourceId': isRouted ? endpoint.resourceId : undefined,
    'resourcePath': isRouted ? endpoint.resourcePath : undefined,
    httpMethod,
    // the stage stands in the path of the API's own domain; a custom domain is mapped to it
    'path': `${caller.domain ? '' : `/${stage}`}${calledPath(caller, endpoint, random)}`,
    'protocol': 'HTTP/1.1',
    domainName,
    'domainPrefix': domainName.slice(0, domainName.indexOf('.')),
    'status': String(end.status),
    'responseLength': String(end.bytes),
    'responseLatency': String((end.latency ?? 0) + (latency ?? 0) + overhead(httpMethod, random)),
    'integration.latency': end.latency?.toString(),
    'integration.status': end.integrationStatus?.toString(),
    'integrationLatency': end.latency?.toString(),
    'integrationStatus': end.integrationStatus?.toString(),
    'authorizer.latency': latency?.toString(),
    'authorizer.status': latency === undefined ? undefined : '200',
    'authorizer.principalId': user['authorizer.principalId'],
    'authorizer.claims.sub': user['authorizer.claims.sub'],
    'error.responseType': errorType,
    'error.message': errorMessage,
    'wafResponseCode': end.gatewayResponse === 'filtered' ? 'WAF_BLOCK' : 'WAF_ALLOW',
    'identity.apiKeyId': keyOf(call, end),
    'identity.cognitoIdentityId': user['identity.cognitoIdentityId'],
    'identity.caller': user['identity.caller'],
    'identity.user': user['identity.user'],
    'identity.userArn': user['identity.userArn'],
    'identity.accountId': user['identity.accountId'],
    'identity.sourceIp': random.pick(caller.addresses),
    'identity.userAgent': random.weighted(caller.userAgents),
  };
}

/** API Gateway looks at the key after all else, and only where one is required. */
function keyOf({ caller, endpoint, authentication }: Call, { gatewayResponse }: Ending): string | undefined {
  const isRefusedBefore = authentication.refusal !== undefined || gatewayResponse === 'filtered' || gatewayResponse === 'noSuchPath';
  return endpoint.apiKeyRequired && !isRefusedBefore ? caller.keyId : undefined;
}

/** What API Gateway itself takes: more where it has a body to read. */
function overhead(httpMethod: string, random: Random): number {
  return 2 + Math.round(random.logNormal(2, 0.6)) + (httpMethod === 'GET' ? 0 : 1 + random.below(4));
}

import type { Caller } from './caller';
import type { GatewayResponse } from './gateway-responses';
import type { Random } from './random';
import type { Context } from '../pipeline/log-format';

/** What API Gateway finds out about who sent a request, before it looks at the key. */
export interface Authentication {
  readonly user: Context;
  /** Milliseconds that the authorizer took, where it was asked. */
  readonly latency?: number;
  /** Where the credential is refused. */
  readonly refusal?: GatewayResponse;
}

const NOBODY: Context = {};

type Refusal = readonly [GatewayResponse, number];

/** Whoever may not do what it asks for is known all the same; whoever cannot prove who it is, is not. */
const REFUSALS: Record<'signature' | 'cognito' | 'token', readonly Refusal[]> = {
  signature: [['expiredSignature', 4], ['badSignature', 3], ['denied', 2]],
  cognito: [['expiredToken', 6], ['unauthorized', 2]],
  token: [['unauthorized', 5], ['denied', 3], ['authorizerFailed', 1]],
};

/** Authenticates a request. */
export function authenticate({ credential }: Caller, random: Random): Authentication {
  if (!credential) {
    return { user: NOBODY };
  }
  const user = credential.users[Math.floor(random.next() ** 2 * credential.users.length)];
  const latency = authorizerLatency(credential.kind, random);
  if (random.next() >= credential.bad) {
    return { user, latency };
  }
  const refusal = random.weighted(REFUSALS[credential.kind]);
  return refusal === 'denied' ? { user, latency, refusal } : { user: NOBODY, refusal };
}

/** A signature needs no authorizer. What an authorizer's function said, API Gateway keeps for some minutes: only some have to wait for it. */
function authorizerLatency(kind: 'signature' | 'cognito' | 'token', random: Random): number | undefined {
  switch (kind) {
    case 'signature':
      return undefined;
    case 'cognito':
      return 2 + random.below(9);
    case 'token':
      return random.next() < 0.6 ? undefined : Math.round(random.logNormal(34, 0.5)) + (random.next() < 0.02 ? 300 + random.below(500) : 0);
  }
}

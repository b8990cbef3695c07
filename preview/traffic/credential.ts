import type { Random } from './random';
import type { Context } from '../pipeline/log-format';

/** What callers prove who they are by: a signature, a token of Cognito, or a token that the API's own authorizer knows. */
export interface Credential {
  readonly kind: 'signature' | 'cognito' | 'token';
  /** What API Gateway makes of each user's credential. The first ones call most. */
  readonly users: readonly Context[];
  /** How probable a credential is that is no longer, or not at all, good. */
  readonly bad: number;
}

/** Accounts of AWS's own examples. */
const ACCOUNTS = ['111122223333', '444455556666', '777788889999'];
const USERS = ['nightly-export', 'order-sync', 'stock-import', 'reporting'];
const ROLES = ['OrderService', 'Warehouse', 'Integration'];

/** Users and a role of a customer's AWS account, who sign their requests. */
export function signature(random: Random): Credential {
  const account = random.pick(ACCOUNTS);
  const first = random.below(USERS.length);
  const users = [0, 1].map((index) => {
    const name = USERS[(first + index) % USERS.length];
    return signedBy(`AIDA${principal(random)}`, `arn:aws:iam::${account}:user/${name}`, account);
  });
  const role = random.pick(ROLES);
  const session = `AROA${principal(random)}:${role.toLowerCase()}`;
  return { kind: 'signature', users: [...users, signedBy(session, `arn:aws:sts::${account}:assumed-role/${role}/${role.toLowerCase()}`, account)], bad: 0.02 };
}

/** Users of an app that signs its requests for them by an identity pool. */
export function identityPool(count: number, random: Random): Credential {
  const role = `AROA${principal(random)}:CognitoIdentityCredentials`;
  const arn = 'arn:aws:sts::123456789012:assumed-role/PetStoreApp/CognitoIdentityCredentials';
  const users = Array.from({ length: count }, () => ({
    ...signedBy(role, arn, '123456789012'), 'identity.cognitoIdentityId': `us-east-1:${random.uuid()}`,
  }));
  return { kind: 'signature', users, bad: 0.015 };
}

/** Users of an app who log in to a user pool. */
export function userPool(count: number, random: Random): Credential {
  return { kind: 'cognito', users: Array.from({ length: count }, () => ({ 'authorizer.claims.sub': random.uuid() })), bad: 0.03 };
}

/** A program with a token that an authorizer of the API checks. */
export function token(name: string): Credential {
  return { kind: 'token', users: [{ 'authorizer.principalId': `service|${name}` }], bad: 0.008 };
}

/** Somebody who has no credential, or one of somebody else. */
export function noCredential(): Credential {
  return { kind: 'token', users: [{}], bad: 1 };
}

function signedBy(principalId: string, arn: string, account: string): Context {
  return { 'identity.caller': principalId, 'identity.user': principalId, 'identity.userArn': arn, 'identity.accountId': account };
}

/** The end of an id of IAM's: capital letters and digits. */
function principal(random: Random): string {
  return random.id(10).toUpperCase().concat('EXAMPLE');
}

import type { KeyIndex } from './key-index';
import type { ApiKeyEntry } from '../record/api-keys';

/** The logged texts that say who called; what is absent is missing. */
export class Caller {
  public api_key_id?: string = undefined;
  public error_type?: string = undefined;
  public api_id?: string = undefined;
  public stage?: string = undefined;
  public principal_id?: string = undefined;
  public cognito_sub?: string = undefined;
  public cognito_identity_id?: string = undefined;
  public iam_user?: string = undefined;
}

/** Who a request is counted for. */
export interface Attribution {
  readonly attribution: 'plan' | 'no_key' | 'unknown_key' | 'invalid_key' | 'no_plan' | 'directory_unavailable';
  readonly customer_id: string | null;
  readonly customer: string | null;
  readonly usage_plan_id: string | null;
  readonly usage_plan: string | null;
}

/** Finds the customer and the usage plan of a request; without a directory, only callers without a key are known. */
export function attribute(caller: Caller, directory: KeyIndex | undefined): Attribution {
  const key = caller.api_key_id;
  if (key === undefined) {
    return caller.error_type === 'INVALID_API_KEY' ? nobody('invalid_key') : callerWithoutKey(caller);
  }
  if (!directory) {
    return nobody('directory_unavailable');
  }
  const entries = directory.find(key);
  if (entries.length === 0) {
    return nobody('unknown_key');
  }
  // a key may be on several plans, but only on one for a stage
  const stage = `${caller.api_id}/${caller.stage}`;
  const onPlan = entries.find(({ stages }) => stages.includes(stage));
  return onPlan ? customerOf(onPlan, 'plan') : { ...customerOf(entries[0], 'no_plan'), usage_plan_id: null, usage_plan: null };
}

function customerOf(entry: ApiKeyEntry, attribution: Attribution['attribution']): Attribution {
  const { customer_id, customer, usage_plan_id, usage_plan } = entry;
  return { attribution, customer_id, customer, usage_plan_id, usage_plan };
}

/** The authorizer's principal, else the Cognito user or identity, else the IAM user. */
function callerWithoutKey(caller: Caller): Attribution {
  const customer = caller.principal_id ?? caller.cognito_sub ?? caller.cognito_identity_id ?? caller.iam_user ?? null;
  return { ...nobody('no_key'), customer_id: customer, customer };
}

function nobody(attribution: Attribution['attribution']): Attribution {
  return { attribution, customer_id: null, customer: null, usage_plan_id: null, usage_plan: null };
}

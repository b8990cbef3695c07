import type { Call } from './calls';
import { bars, kpi, lines, table } from './expected';
import {
  REQUESTS, USAGE, count, countOf, firstSeen, isClientError, isError, isServerError, lastSeen, orNone, rateOf,
} from './of-calls';
import { only } from './question';
import { sheetFigures } from './sheet-figures';

const LIMITS = ['THROTTLED', 'QUOTA_EXCEEDED'];
/** What the caller did wrong. An authorizer that fails is none of it. */
const FAILED = ['UNAUTHORIZED', 'ACCESS_DENIED', 'INVALID_API_KEY', 'INVALID_SIGNATURE', 'EXPIRED_TOKEN', 'MISSING_AUTHENTICATION_TOKEN'];
const UNATTRIBUTED = ['no_key', 'unknown_key', 'invalid_key', 'no_plan', 'directory_unavailable'];

const hasType = (...types: string[]) => ({ error_type }: Call) => error_type !== null && types.includes(error_type);
const user = ({ principal_id, user_arn, caller, ...call }: Call) => call.cognito_sub ?? call.cognito_identity_id ?? principal_id ?? user_arn ?? caller ?? '(none)';
const time = ({ hour }: Call) => hour;
const [address, type, customer, endpoint] = (['source_ip', 'error_type', 'customer', 'endpoint'] as const).map(orNone);
const seen = [count, rateOf(isError), lastSeen];
const firstAndLast = [count, firstSeen, lastSeen];

sheetFigures('errors', {
  'client-error-rate': kpi(USAGE, rateOf(isClientError), true),
  'server-error-rate': kpi(USAGE, rateOf(isServerError), true),
  'error-rates': lines(USAGE, { time, figures: { '4xx': rateOf(isClientError), '5xx': rateOf(isServerError) }, gap: null }),
  'errors-by-endpoint': table(USAGE, [endpoint], [countOf(isError), count, rateOf(isClientError), rateOf(isServerError)]),
  'errors-by-type': bars(USAGE, type, { Errors: countOf(isError) }),
  'limited-customers': bars(only(USAGE, hasType(...LIMITS)), customer, { Requests: count }, type),
  'limits-reached': table(only(REQUESTS, hasType(...LIMITS)), [customer, orNone('usage_plan'), endpoint, type], firstAndLast),
  'failed-authentication': table(only(REQUESTS, hasType(...FAILED)), [address, customer, type], firstAndLast),
  'refused-addresses': bars(only(REQUESTS, hasType(...LIMITS, ...FAILED, 'WAF_FILTERED')), address, { Refused: count }, type),
  'waf-refused': table(only(REQUESTS, hasType('WAF_FILTERED')), [address, endpoint], seen),
  'iam-callers': table(only(REQUESTS, ({ user_arn }) => user_arn !== null), [orNone('user_arn'), user], seen),
  'cognito-users': table(only(REQUESTS, ({ cognito_sub, cognito_identity_id }) => (cognito_sub ?? cognito_identity_id) !== null), [user], seen),
  'unattributed': lines(only(USAGE, ({ attribution }) => UNATTRIBUTED.includes(attribution)), {
    time, by: ({ attribution }) => attribution, figures: { requests: count }, gap: 0,
  }),
});

import { groups } from './calculate';
import type { Call } from './calls';
import { REQUESTS, orNone } from './of-calls';
import type { Choice } from './question';
import { answer } from './question';
import { sheetFigures } from './sheet-figures';

/** What the page has: the latest of all, and of each plan and customer; and as many of those are shown. */
const [LATEST, LATEST_OF_VALUE, SHOWN] = [200, 50, 200];

const latestFirst = [...REQUESTS.rows].sort((a, b) => b.time - a.time);
const latest = new Set(latestFirst.slice(0, LATEST));
const held = new Set([...latest, ...latestOfEach('usage_plan'), ...latestOfEach('customer')]);

function latestOfEach(column: 'usage_plan' | 'customer'): Call[] {
  return [...groups(latestFirst, (call) => call[column]).values()].flatMap((calls) => calls.slice(0, LATEST_OF_VALUE));
}

/** Absent texts are empty but for those that readers choose by; long ones end early. */
function cellsOf(call: Call): (string | number | null)[] {
  const { cognito_sub, cognito_identity_id, principal_id, user_arn, caller } = call;
  const text = (value: string | null) => value !== null && value.length > 500 ? `${value.slice(0, 500)}…` : value ?? '';
  return [
    call.time, orNone('status')(call), call.endpoint, text(call.path), call.customer, call.usage_plan, orNone('error_type')(call),
    text(call.error_message ?? call.integration_error ?? call.authorizer_error),
    call.response_latency_ms, call.integration_latency_ms, call.authorizer_latency_ms, call.integration_status, call.response_length ?? 0,
    text(call.request_id), text(call.extended_request_id), text(call.xray_trace_id), text(call.api_key_id),
    cognito_sub ?? cognito_identity_id ?? principal_id ?? user_arn ?? caller ?? '(none)',
    orNone('user_arn')(call), orNone('source_ip')(call), text(call.user_agent), orNone('client_family')(call), orNone('domain_name')(call), call.api_stage, text(call.protocol),
    orNone('waf_response')(call), call.attribution,
  ];
}

function rows(choice: Choice) {
  const all = answer({ ...REQUESTS, rows: latestFirst }, choice);
  const shown = all.filter((call) => held.has(call)).slice(0, SHOWN);
  return { rows: shown.map(cellsOf), count: all.length, hasGaps: shown.length < all.length && shown.some((call) => !latest.has(call)) };
}

sheetFigures('requests', { 'latest-requests': rows });

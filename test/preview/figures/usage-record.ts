const TEXTS = [
  'extended_request_id', 'request_id', 'xray_trace_id', 'api_id', 'stage', 'domain_name', 'http_method', 'resource_path', 'path', 'protocol',
  'error_type', 'error_message', 'integration_error', 'authorizer_error', 'waf_response', 'source_ip', 'user_agent', 'client_family',
  'api_key_id', 'principal_id', 'cognito_sub', 'cognito_identity_id', 'user_arn', 'caller',
  'attribution', 'customer_id', 'customer', 'usage_plan_id', 'usage_plan',
] as const;

const NUMBERS = [
  'request_time', 'status', 'integration_status', 'response_length', 'response_latency_ms', 'integration_latency_ms', 'authorizer_latency_ms',
] as const;

/** A delivered record, as far as a visual shows it. Its time is in milliseconds since 1970. */
export type UsageRecord = Readonly<Record<typeof TEXTS[number], string | null> & Record<typeof NUMBERS[number], number | null>>;

/** A record of which nothing is known. */
export const NOTHING = Object.fromEntries([...TEXTS, ...NUMBERS].map((name) => [name, null])) as UsageRecord;

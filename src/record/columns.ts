import type { Column, LoggedColumn } from './column';

/**
 * The columns of a record. The stage's log format, the enrichment's typing, the
 * Glue table, the datasets and the documentation are all derived from this list.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const LOGGED_COLUMNS: readonly LoggedColumn[] = [
  gateway('extended_request_id', 'string', 'extendedRequestId', 'Id that API Gateway gives to each request; a client cannot set it, so it is the key for de-duplication'),
  gateway('request_time', 'timestamp', 'requestTimeEpoch', 'When the request came in, UTC, to the millisecond'),
  gateway('account_id', 'string', 'accountId', 'AWS account that owns the API'),
  gateway('api_id', 'string', 'apiId', 'Id of the API'),
  gateway('stage', 'string', 'stage', 'Name of the stage'),
  gateway('resource_path', 'string', 'resourcePath', 'Path of the resource as it is declared, such as `/pets/{id}`'),
  gateway('resource_id', 'string', 'resourceId', 'Id of the resource'),
  gateway('status', 'int', 'status', 'HTTP status of the response'),
  gateway('response_length', 'bigint', 'responseLength', 'Bytes of the response payload'),
  gateway('response_latency_ms', 'int', 'responseLatency', 'Milliseconds from the request to the response'),
  gateway('integration_latency_ms', 'int', 'integration.latency', 'Milliseconds that the integration took'),
  gateway('authorizer_latency_ms', 'int', 'authorizer.latency', 'Milliseconds that the authorizer took'),
  gateway('integration_status', 'int', 'integration.status', 'Status that the integration returned (for a Lambda proxy: that its code returned)'),
  gateway('authorizer_status', 'int', 'authorizer.status', 'Status that the authorizer returned'),
  gateway('error_type', 'string', 'error.responseType', 'Type of the gateway response, such as `THROTTLED`, where API Gateway itself answered'),
  gateway('waf_response', 'string', 'wafResponseCode', '`WAF_ALLOW` or `WAF_BLOCK`, where the stage has a web ACL'),
  gateway('api_key_id', 'string', 'identity.apiKeyId', 'Id of the API key (never its value)'),
  gateway('cognito_identity_id', 'string', 'identity.cognitoIdentityId', 'Cognito identity that signed the request'),
  gateway('caller', 'string', 'identity.caller', 'Principal that signed the request (IAM authorization)'),
  gateway('iam_user', 'string', 'identity.user', 'User that the caller was authorized as (IAM authorization)'),
  gateway('user_arn', 'string', 'identity.userArn', 'ARN of that user'),
  gateway('caller_account_id', 'string', 'identity.accountId', 'AWS account of the caller (IAM authorization)'),
  gateway('source_ip', 'string', 'identity.sourceIp', 'Address that the TCP connection came from'),

  authorizer('principal_id', 'string', 'authorizer.principalId', 'Principal that the Lambda authorizer returned'),
  authorizer('cognito_sub', 'string', 'authorizer.claims.sub', 'Subject of the Cognito user pool\'s token'),

  client('http_method', 'string', 'httpMethod', 'HTTP method'),
  client('protocol', 'string', 'protocol', 'Protocol, such as `HTTP/1.1`'),
  client('domain_name', 'string', 'domainName', 'Domain name that was called'),
  client('xray_trace_id', 'string', 'xrayTraceId', 'X-Ray trace id'),
  client('request_id', 'string', 'requestId', 'Id of the request as the client sees it; a client can set it'),

  error('integration_error', 'integration.error', 'Error message of the integration, credentials cut out'),
  error('authorizer_error', 'authorizer.error', 'Error message of the authorizer, credentials cut out'),
  error('error_message', 'error.message', 'API Gateway\'s own error message, credentials cut out'),
  text('path', 'path', 'Path as it was called, percent-encoded'),
  text('user_agent', 'identity.userAgent', 'User-Agent header'),
];

/**
 * What the enrichment adds. It writes these first, which is also how it knows
 * its own output: API Gateway's lines begin with `extended_request_id`.
 */
export const ENRICHED_COLUMNS: readonly Column[] = [
  enriched('attribution', 'How the customer was found: `plan`, `no_plan` (the key is on none of the called stage), `unknown_key`, `invalid_key` (refused), `no_key`, `directory_unavailable`'),
  enriched('customer_id', 'Stable id of the customer, see `CustomerIdentity`'),
  enriched('customer', 'Name of the customer to show'),
  enriched('usage_plan_id', 'Id of the usage plan'),
  enriched('usage_plan', 'Name of the usage plan'),
  enriched('client_family', 'Kind of client by the User-Agent header: a browser\'s or a library\'s name, `bot`, or `other`'),
];

function gateway(name: string, type: Column['type'], variable: string, description: string): LoggedColumn {
  return { name, type, expression: `$context.${variable}`, origin: 'gateway', description };
}

function authorizer(name: string, type: Column['type'], variable: string, description: string): LoggedColumn {
  return { name, type, expression: `$context.${variable}`, origin: 'authorizer', description };
}

function client(name: string, type: Column['type'], variable: string, description: string): LoggedColumn {
  return { name, type, expression: `$context.${variable}`, origin: 'client', description };
}

function error(name: string, variable: string, description: string): LoggedColumn {
  return { name, type: 'string', expression: `$context.${variable}`, origin: 'error', description };
}

function text(name: string, variable: string, description: string): LoggedColumn {
  return { name, type: 'string', expression: `$context.${variable}`, origin: 'text', description };
}

function enriched(name: string, description: string): Column {
  return { name, type: 'string', description };
}

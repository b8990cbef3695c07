/**
 * By the column of a variable: the other `$context` variables that hold the same, or a part of it. One that ends with a dot stands for all behind it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const SAME_DATA: Readonly<Record<string, readonly string[]>> = {
  integration_status: ['integrationStatus', 'integration.integrationStatus'],
  authorizer_status: ['authorizer.integrationStatus', 'authorize.status', 'authenticate.status'],
  waf_response: ['waf.status'],
  source_ip: headers('X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP', 'Fastly-Client-IP', 'CloudFront-Viewer-Address'),
  domain_name: ['domainPrefix', ...headers('Host', 'X-Forwarded-Host')],
  xray_trace_id: headers('X-Amzn-Trace-Id'),
  request_id: [...headers('X-Amzn-RequestId'), 'responseOverride.header.X-Amzn-RequestId'],
  integration_error: ['integrationErrorMessage'],
  authorizer_error: ['authorize.error', 'authenticate.error'],
  error_message: ['error.messageString', 'error.validationErrorString', 'responseOverride.header.X-Amzn-ErrorMessage'],
  path: ['requestOverride.path.'],
  user_agent: headers('User-Agent', 'X-Amz-User-Agent'),
};

/** Whether a variable holds what a column of this library does, or a part of it. */
export function holdsDataOf({ name, expression }: { readonly name: string; readonly expression: string }, other: string): boolean {
  const variable = plain(other.replace('$context.', ''));
  return expression === other || (SAME_DATA[name] ?? []).map(plain)
    .some((same) => same.endsWith('.') ? variable.startsWith(same) : variable === same);
}

function headers(...names: string[]): string[] {
  return names.map((name) => `requestOverride.header.${name}`);
}

/** The case of a header's name means nothing. */
function plain(variable: string): string {
  return variable.toLowerCase();
}

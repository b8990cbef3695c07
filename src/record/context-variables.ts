/**
 * The `$context` variables that API Gateway documents for REST access logs.
 *
 * API Gateway refuses a format with any other when the stage is updated, so a name
 * that is not listed here is refused before that, at synthesis.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const VARIABLES: readonly string[] = [
  'accountId', 'apiId', 'awsEndpointRequestId', 'customDomain.basePathMatched', 'deploymentId', 'domainName', 'domainPrefix',
  'endpointType', 'extendedRequestId', 'httpMethod', 'integrationErrorMessage', 'integrationLatency', 'integrationStatus',
  'isCanaryRequest', 'path', 'protocol', 'requestId', 'requestTime', 'requestTimeEpoch', 'resourceId', 'resourcePath',
  'responseLatency', 'responseLength', 'responseOverride.status', 'stage', 'status', 'tlsVersion', 'cipherSuite',
  'wafResponseCode', 'webaclArn', 'xrayTraceId',
  'authenticate.error', 'authenticate.latency', 'authenticate.status',
  'authorize.error', 'authorize.latency', 'authorize.status',
  'error.message', 'error.responseType', 'error.validationErrorString',
  'identity.accountId', 'identity.apiKeyId', 'identity.caller', 'identity.cognitoAuthenticationProvider',
  'identity.cognitoAuthenticationType', 'identity.cognitoIdentityId', 'identity.cognitoIdentityPoolId',
  'identity.clientCert.issuerDN', 'identity.clientCert.serialNumber', 'identity.clientCert.subjectDN',
  'identity.clientCert.validity.notAfter', 'identity.clientCert.validity.notBefore',
  'identity.principalOrgId', 'identity.sourceIp', 'identity.user', 'identity.userAgent', 'identity.userArn', 'identity.vpcId', 'identity.vpceId',
  'integration.error', 'integration.integrationStatus', 'integration.latency', 'integration.requestId', 'integration.status',
  'waf.error', 'waf.latency', 'waf.status',
];

/** Behind these, any name can follow: what it holds depends on the API. */
const OPEN_PREFIXES: readonly string[] = [
  'authorizer.', 'requestOverride.header.', 'requestOverride.path.', 'requestOverride.querystring.', 'responseOverride.header.',
];

/** API Gateway takes letters, digits and the underscore in a name; a header's has dashes too. */
const NAME = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** Says what is wrong with an expression and how to mend it, or nothing where it is good. */
export function problemWithExpression(expression: string): string | undefined {
  if (!expression.startsWith('$context.')) {
    return 'an access log takes only $context variables: write it as \'$context.authorizer.tenantId\'';
  }
  const name = expression.slice('$context.'.length);
  if (!NAME.test(name)) {
    return 'one $context variable is expected, letters, digits and dots, with nothing around it';
  }
  if (name === 'identity.apiKey') {
    return 'this is the secret value of the API key: use $context.identity.apiKeyId, which is logged already, as api_key_id';
  }
  if (name === 'error.messageString') {
    return 'this variable brings its own quotes and breaks the log line: use $context.error.message, which is logged already, as error_message';
  }
  if (name === 'authorizer.claims' || name === 'identity.clientCert.clientCertPem') {
    return name === 'authorizer.claims'
      ? 'API Gateway returns nothing for the claims as a whole: name one, as in $context.authorizer.claims.email'
      : 'a certificate has line breaks, which break the log line: use $context.identity.clientCert.subjectDN or .serialNumber';
  }
  if (VARIABLES.includes(name) || OPEN_PREFIXES.some((prefix) => name.startsWith(prefix))) {
    return undefined;
  }
  const known = [...VARIABLES, ...OPEN_PREFIXES];
  const meant = known.find((variable) => variable.toLowerCase() === name.toLowerCase());
  return meant
    ? `names are case-sensitive: write $context.${meant}`
    : 'API Gateway documents no such variable for REST access logs, and refuses a format with an unknown one; a value of your authorizer is $context.authorizer.<name>';
}

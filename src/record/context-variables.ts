import type { Origin } from './column';

/**
 * The `$context` variables that API Gateway documents for REST access logs, by who writes them.
 *
 * API Gateway refuses a format with any other when the stage is updated, so a name
 * that is not listed here is refused before that, at synthesis.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const VARIABLES: Readonly<Record<Origin, readonly string[]>> = {
  gateway: [
    'accountId', 'apiId', 'awsEndpointRequestId', 'deploymentId', 'extendedRequestId', 'integrationLatency', 'integrationStatus',
    'isCanaryRequest', 'requestTime', 'requestTimeEpoch', 'resourceId', 'resourcePath', 'responseLatency', 'responseLength',
    'responseOverride.status', 'stage', 'status', 'tlsVersion', 'cipherSuite', 'wafResponseCode', 'webaclArn',
    'customDomain.basePathMatched', 'customDomain.routingRuleIdMatched', 'error.responseType',
    'authenticate.latency', 'authenticate.status', 'authorize.latency', 'authorize.status', 'waf.latency', 'waf.status',
    'authorizer.integrationLatency', 'authorizer.integrationStatus', 'authorizer.latency', 'authorizer.requestId', 'authorizer.status',
    'identity.accountId', 'identity.apiKeyId', 'identity.caller', 'identity.cognitoAuthenticationProvider',
    'identity.cognitoAuthenticationType', 'identity.cognitoIdentityId', 'identity.cognitoIdentityPoolId',
    'identity.principalOrgId', 'identity.sourceIp', 'identity.user', 'identity.userArn', 'identity.vpcId', 'identity.vpceId',
    'integration.integrationStatus', 'integration.latency', 'integration.requestId', 'integration.status',
  ],
  authorizer: ['authorizer.principalId'],
  client: [
    'domainName', 'domainPrefix', 'httpMethod', 'protocol', 'requestId', 'xrayTraceId',
    'identity.clientCert.issuerDN', 'identity.clientCert.serialNumber', 'identity.clientCert.subjectDN',
    'identity.clientCert.validity.notAfter', 'identity.clientCert.validity.notBefore',
  ],
  error: [
    'authenticate.error', 'authorize.error', 'authorizer.error', 'error.message', 'error.validationErrorString',
    'integration.error', 'integrationErrorMessage', 'waf.error',
  ],
  text: ['identity.userAgent', 'path'],
};

/** Behind these, any name can follow: what it holds depends on the API. */
const OPEN_PREFIXES: Readonly<Record<string, Origin>> = {
  'authorizer.': 'authorizer',
  'requestOverride.header.': 'client',
  'requestOverride.path.': 'client',
  'requestOverride.querystring.': 'client',
  'responseOverride.header.': 'error',
};

const CREDENTIALS = /^(request|response)Override\.\w+\.((proxy-)?authorization|(set-)?cookie|x-api-key|x-amz-security-token|[\w-]*token)$/i;

/** API Gateway takes letters, digits and the underscore in a name; a header's has dashes too. */
const NAME = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** Who writes a variable. */
export function originOf(expression: string): Origin {
  const name = nameOf(expression);
  const known = (Object.keys(VARIABLES) as Origin[]).find((origin) => VARIABLES[origin].includes(name));
  const prefix = Object.keys(OPEN_PREFIXES).find((candidate) => name.startsWith(candidate));
  return known ?? (prefix ? OPEN_PREFIXES[prefix] : 'text');
}

/** Whether a variable holds an error message, which can quote a request's credentials. */
export function holdsErrorText(expression: string): boolean {
  const origin = originOf(expression);
  return origin === 'error' || (origin !== 'gateway' && /error|message/i.test(expression));
}

/** Says what is wrong with an expression and how to mend it, or nothing where it is good. */
export function problemWithExpression(expression: string): string | undefined {
  if (!expression.startsWith('$context.')) {
    return 'an access log takes only $context variables: write it as \'$context.authorizer.tenantId\'';
  }
  const name = nameOf(expression);
  if (!NAME.test(name)) {
    return 'one $context variable is expected, letters, digits and dots, with nothing around it';
  }
  return problemWithValue(name) ?? problemWithName(name);
}

function nameOf(expression: string): string {
  return expression.slice('$context.'.length);
}

function problemWithValue(name: string): string | undefined {
  if (CREDENTIALS.test(name)) {
    return 'this holds credentials, which have no place in a log: log what your authorizer makes of it, as in $context.authorizer.principalId';
  }
  switch (name) {
    case 'identity.apiKey':
      return 'this is the secret value of the API key: use $context.identity.apiKeyId, which is logged already, as api_key_id';
    case 'error.messageString':
      return 'this variable brings its own quotes and breaks the log line: use $context.error.message, which is logged already, as error_message';
    case 'authorizer.claims':
      return 'API Gateway returns nothing for the claims as a whole: name one, as in $context.authorizer.claims.email';
    case 'identity.clientCert.clientCertPem':
      return 'a certificate has line breaks, which break the log line: use $context.identity.clientCert.subjectDN or .serialNumber';
    default:
      return undefined;
  }
}

function problemWithName(name: string): string | undefined {
  const variables = Object.values(VARIABLES).flat();
  const prefixes = Object.keys(OPEN_PREFIXES);
  if (variables.includes(name) || prefixes.some((prefix) => name.startsWith(prefix) && name.length > prefix.length)) {
    return undefined;
  }
  const meant = variables.find((variable) => variable.toLowerCase() === name.toLowerCase());
  return meant
    ? `names are case-sensitive: write $context.${meant}`
    : 'API Gateway documents no such variable for REST access logs, and refuses a format with an unknown one; a value of your authorizer is $context.authorizer.<name>';
}

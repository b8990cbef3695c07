/**
 * What API Gateway answers by itself: its status, its type and its message.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const GATEWAY_RESPONSES = {
  filtered: [403, 'WAF_FILTERED', 'Forbidden'],
  noSuchPath: [403, 'MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token'],
  unauthorized: [401, 'UNAUTHORIZED', 'Unauthorized'],
  expiredToken: [401, 'UNAUTHORIZED', 'The incoming token has expired'],
  expiredSignature: [403, 'EXPIRED_TOKEN', 'The security token included in the request is expired'],
  badSignature: [403, 'INVALID_SIGNATURE', 'The request signature we calculated does not match the signature you provided'],
  denied: [403, 'ACCESS_DENIED', 'User is not authorized to access this resource'],
  authorizerFailed: [500, 'AUTHORIZER_FAILURE', 'Internal server error'],
  badKey: [403, 'INVALID_API_KEY', 'Forbidden'],
  throttled: [429, 'THROTTLED', 'Too Many Requests'],
  quota: [429, 'QUOTA_EXCEEDED', 'Limit Exceeded'],
  badBody: [400, 'BAD_REQUEST_BODY', 'Invalid request body'],
  timeout: [504, 'INTEGRATION_TIMEOUT', 'Endpoint request timed out'],
  unreachable: [504, 'INTEGRATION_FAILURE', 'Network error communicating with endpoint'],
  broken: [502, 'DEFAULT_5XX', 'Internal server error'],
} as const;

export type GatewayResponse = keyof typeof GATEWAY_RESPONSES;

import { describe, expect, test } from 'vitest';
import { withoutCredentials } from '../../src/record/credentials';

const SECRET = 'hunter2SECRETxyz';

describe('cutting credentials out of an error message', () => {
  test.each([
    `'${SECRET}' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer ${SECRET}'.`,
    `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${SECRET}'.`,
    `Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization=${SECRET}`,
    `Authorization=Bearer ${SECRET}, X-Amz-Date missing`,
    `request failed: Authorization: Basic ${SECRET}==`,
    `upstream said: bearer ${SECRET}`,
    `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1, SignedHeaders=host, Signature=${SECRET}`,
    `connect postgres://app:${SECRET}@db.internal:5432/app failed`,
    `{"user":"u","password":"${SECRET}"}`,
    `{\\"password\\":\\"${SECRET}\\"}`,
    `{"db_password": "${SECRET} with spaces"}`,
    `login failed for user=u password='${SECRET} x' host=h`,
    `x-api-key: ${SECRET}`,
    `token=${SECRET}&next=1`,
    `client_secret = ${SECRET};`,
    `Set-Cookie: ${SECRET}`,
    `access_token: ${SECRET}`,
    `sessionid=${SECRET}`,
    `jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx${SECRET}.${SECRET}-_ expired`,
    `key AKIA${'ABCD1234EFGH5678'} is disabled ${''}`,
  ])('%s', (message) => {
    const cut = withoutCredentials(message);
    expect(cut).not.toContain(SECRET);
    expect(cut).not.toContain('ABCD1234EFGH5678');
    expect(cut).toContain('[cut]');
  });

  test.each([
    'Forbidden', 'Limit Exceeded', 'Missing Authentication Token', 'User is not authorized to access this resource',
    'Invalid API Key identifier specified', 'The security token included in the request is invalid.', 'Endpoint request timed out',
    'Execution failed due to configuration error: Malformed Lambda proxy response', 'Invalid request body',
  ])('leaves "%s" as it is', (message) => {
    expect(withoutCredentials(message)).toBe(message);
  });

  test('says which parameters were missing', () => {
    expect(withoutCredentials(`Authorization header requires 'Credential' parameter. Authorization=${SECRET}`))
      .toBe('Authorization header requires \'Credential\' parameter. Authorization= [cut]');
  });
});

import { describe, expect, test } from 'vitest';
import { withoutCredentials } from '../../src/record/credentials';

const S = 'S3CR3T';

describe('cutting credentials out of an error message', () => {
  test.each([
    // API Gateway's own
    `'${S}' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer ${S}'.`,
    `'it's ${S}' not a valid key=value pair (missing equal-sign) in Authorization header: 'Custom it's ${S}'.`,
    `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${S}'.`,
    `Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization=${S}`,
    `Authorization=Bearer ${S}, X-Amz-Date missing`,
    // headers
    `request failed: Authorization: Basic ${S}==`,
    `{"Authorization":"Token ${S}"}`,
    `{\\"authorization\\":\\"Custom ${S}\\"}`,
    `upstream said: bearer ${S}`, `Bearer "${S}"`, `Bearer '${S}'`, `Bearer \\"${S}\\"`, `Invalid bearer token '${S}'`,
    `bearer: ${S}`, `Bearer=${S}`, `bearer%20${S}`, `Basic:${S}`,
    `Digest username="u", response="${S}"`,
    `AWS4-HMAC-SHA256 SignedHeaders=host, x=${S}`,
    `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1, SignedHeaders=host, Signature=${S}`,
    `Set-Cookie: ${S}`, `Cookie: theme=dark; sid=${S}`, `{"cookie":"a=b; c=${S}"}`,
    `x-api-key: ${S}`, `X-Api-Key=${S}`,
    // names and values
    `connect postgres://app:${S}@db.internal:5432/app failed`, `https://a:p@${S}@h/`,
    `{"user":"u","password":"${S}"}`, `{"password":["${S}"]}`, `{"password":{"value":"${S}"}}`, `{"password":"a\\"${S}"}`,
    `{\\"password\\":\\"${S}\\"}`, `{\\\\\\"password\\\\\\":\\\\\\"a ${S}\\\\\\"}`,
    `{"db_password": "${S} with spaces"}`, `{"clientSecret":"a, b ${S}"}`,
    `login failed for user=u password='${S} x' host=h`, `password: correct horse ${S}`, `password=>"${S}"`, `PASSWORD := ${S}`,
    `token=${S}&next=1`, `client_secret = ${S};`, `access_token: ${S}`, `sessionid=${S}`, `sig=${S}`, `otp=${S}`, `passcode: ${S}`,
    `token "${S}" is expired`, `the token '${S}' is expired`, `<password>${S}</password>`, `password%3D${S}`,
    `Max retries exceeded with url: /v1/geo?key=${S}`, `GET https://api.example.com/a?x=1&appid=${S}&y=2 failed`,
    `Key (reset_token)=(${S}) already exists.`, `Duplicate entry '${S}' for key 'sessions.token'`, `Value '${S}' at 'clientSecret' failed to satisfy constraint`,
    `-----BEGIN PRIVATE KEY-----\n${S}\n-----END PRIVATE KEY-----`, `private_key: -----BEGIN EC PRIVATE KEY-----\n${S}`,
    `Incorrect API key provided: sk-${S}abc123`, `Invalid token ${S}99`, `Token ${S}99 not found`, `API key ${S}99 is not valid`, `Token [${S}99]`, `password is ${S}99`,
    `Unexpected char 0x0a at 7 in Authorization value: Token ${S}`, `Authorization header '${S}' is malformed`, `Invalid value "${S}" for header "Authorization"`,
    `Invalid leading whitespace in header value: 'Token ${S}'`,
    `AccountKey=${S}==;EndpointSuffix=x`, `user:${S}@tcp(db:3306)/app`, `Ocp-Apim-Subscription-Key: ${S}`, `x-functions-key: ${S}`, `auth=${S}`, `PHPSESSID=${S}`,
    `verification_code=${S}`, `password\\u003d${S}`, `password=&quot;${S}&quot;`, `%22password%22:%22${S}%22`, `Bearer+${S}`,
    `{"name":"password","value":"${S}"}`, `<password type="x">${S}</password>`, `Hawk id="1", mac="${S}"`,
    // by their form
    `jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx${S}.${S}-_ expired`,
    `key ghp_${S}0123456789 revoked`, `key sk_live_${S}0123456789`,
  ])('%s', (message) => {
    const cut = withoutCredentials(message);
    expect(cut).not.toContain(S);
    expect(cut).toContain('[cut]');
  });

  test('knows the ids of access keys of AWS', () => {
    expect(withoutCredentials('key AKIAABCD1234EFGH5678 is disabled')).toBe('key [cut] is disabled');
  });

  test('leaves nothing of a signature of AWS', () => {
    expect(withoutCredentials('said: AWS4-HMAC-SHA256 X=1')).toBe('said: AWS4-HMAC-SHA256 [cut]');
  });

  test.each([
    'Forbidden', 'Limit Exceeded', 'Missing Authentication Token', 'User is not authorized to access this resource',
    'Invalid API Key identifier specified', 'The security token included in the request is invalid.', 'Endpoint request timed out',
    'Execution failed due to configuration error: Malformed Lambda proxy response', 'Invalid request body',
    'AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue on resource: orders-db because no policy allows it',
    'arn:aws:lambda:eu-west-1:123456789012:function:session-store:live because of a timeout', 'The digest you specified did not match what we received.',
    'connect ECONNREFUSED token-service:443 after 3 tries', 'Lambda function session-handler: Task timed out', 'Cannot find module \'./password-utils\': check it',
    'Unexpected token } in JSON at position 17', 'JsonParseException: Unexpected token: end of input', 'Basic authentication is required', 'compass: north, bypass=true',
    'tokens_per_minute: 5000, tokenizer: bpe',
    'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:a1b2c3/prod/GET/',
  ])('leaves "%s" as it is', (message) => {
    expect(withoutCredentials(message)).toBe(message);
  });

  test('leaves the words around', () => {
    expect(withoutCredentials(`'${S}' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer ${S}'.`))
      .toBe('\'[cut]\' not a valid key=value pair (missing equal-sign) in Authorization header: [cut]');
    expect(withoutCredentials(`login failed for user=u password='${S}', try again`)).toBe('login failed for user=u password=[cut], try again');
  });
});

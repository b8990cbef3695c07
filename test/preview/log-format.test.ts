import { expect, test } from 'vitest';
import { LogFormat } from '../../preview/pipeline/log-format';
import { AccessLogSchema } from '../../src/record/schema';

test('variables are filled in, and what is absent stands as a dash', () => {
  const format = new LogFormat('{"id":"$context.requestId","ip":"$context.identity.sourceIp","map":"$context.customDomain.basePathMatched"}\n');
  expect(format.render({ requestId: 'r1' })).toBe('{"id":"r1","ip":"-","map":"(none)"}\n');
});

test('a client\'s quotes and backslashes are escaped', () => {
  const line = new LogFormat('{"agent":"$context.identity.userAgent"}').render({ 'identity.userAgent': 'a"b\\c\u0007 é' });
  expect(JSON.parse(line)).toEqual({ agent: 'a"b\\c\u0007 é' });
});

test('what looks like a variable in a value stays as it is', () => {
  expect(new LogFormat('$context.path $context.status').render({ path: '$context.status', status: '200' })).toBe('$context.status 200');
});

test('the format of this library can be rendered, and its fields are known', () => {
  const format = new LogFormat(new AccessLogSchema().format);
  expect(format.render({ status: '200' })).toMatch(/"status":"200".*\}\n$/);
  expect(format.fields).toMatchObject({ status: 'status', source_ip: 'identity.sourceIp', cognito_sub: 'authorizer.claims.sub' });
});

test.each([
  ['{"x":"$context.noSuchThing"}', '$context.noSuchThing'],
  ['{"x":"$context.requestid"}', '$context.requestId'],
  ['{"x":"$input.body"}', '$input.body'],
])('fails by name for a variable that API Gateway does not document: %s', (format, named) => {
  expect(() => new LogFormat(format)).toThrow(named);
});

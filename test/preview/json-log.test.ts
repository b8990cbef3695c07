import { App, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { expect, test } from 'vitest';
import { LogFormat } from '../../preview/pipeline/log-format';
import { JsonLogReader } from '../../preview/traffic/json-log';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { AccessLogSchema } from '../../src/record/schema';

const format = new LogFormat(new AccessLogSchema([AccessLogColumn.string('tenant', '$context.authorizer.tenantId')]).format);
const reader = new JsonLogReader([format]);
const time = Date.parse('2026-03-04T05:06:07Z');

test('a stage\'s own line is read back as it was written, with columns of one\'s own', () => {
  const context = {
    'extendedRequestId': 'X1=',
    'requestTimeEpoch': String(time),
    'status': '200',
    'httpMethod': 'GET',
    'identity.apiKeyId': 'k1',
    'authorizer.tenantId': 'acme',
    'identity.userAgent': 'a "b" \\c',
  };
  expect(reader.parse(format.render(context).trim())).toEqual({ time, context, namesCallers: true });
});

test('a forged user agent in a stage\'s own line changes nothing before it', () => {
  const line = format.render({ 'extendedRequestId': 'X1=', 'requestTimeEpoch': String(time), 'status': '403', 'identity.userAgent': 'AGENT' })
    .replace('AGENT', 'x","status":"200","api_key_id":"victim","x":"');
  expect(reader.parse(line.trim())?.context).toMatchObject({ status: '403' });
  expect(reader.parse(line.trim())?.context['identity.apiKeyId']).toBeUndefined();
});

test('CDK\'s standard fields are read', () => {
  const rendered = new Stack(new App(), 'Stack').resolve(AccessLogFormat.jsonWithStandardFields().toString()) as string;
  const line = new LogFormat(rendered).render({
    'requestId': 'r1',
    'identity.sourceIp': '192.0.2.7',
    'requestTime': '04/Mar/2026:05:06:07 +0000',
    'httpMethod': 'GET',
    'resourcePath': '/pets',
    'status': '200',
    'protocol': 'HTTP/1.1',
    'responseLength': '12',
  });
  expect(reader.parse(line)).toEqual({
    time,
    namesCallers: false,
    context: {
      'requestId': 'r1',
      'identity.sourceIp': '192.0.2.7',
      'httpMethod': 'GET',
      'resourcePath': '/pets',
      'status': '200',
      'protocol': 'HTTP/1.1',
      'responseLength': '12',
    },
  });
});

test.each([
  [{ requestTimeEpoch: time, status: 200, sourceIp: '192.0.2.7', apiKeyId: 'k1' }],
  [{ requestTimeEpoch: String(time / 1000), status: '200', identity: { sourceIp: '192.0.2.7', apiKeyId: 'k1' } }],
  [{ requestTime: '04/Mar/2026:05:06:07 +0000', status: 200, ip: '192.0.2.7', api_key_id: 'k1' }],
  [{ 'timestamp': '2026-03-04T05:06:07Z', 'status': 200, 'identity.sourceIp': '192.0.2.7', 'context': { identity: { apiKeyId: 'k1' } } }],
])('common names are read: %j', (line) => {
  expect(reader.parse(JSON.stringify(line))).toMatchObject({
    time, namesCallers: true, context: { 'status': '200', 'identity.sourceIp': '192.0.2.7', 'identity.apiKeyId': 'k1' },
  });
});

test.each([
  '{', '{}', '[]', '{"status":200}', '{"requestTime":"yesterday","status":200}', `{"requestTimeEpoch":${time}}`, '{"__proto__":{"status":1}}',
])('fails to read what is no request: %s', (line) => {
  expect(reader.parse(line)).toBeUndefined();
});

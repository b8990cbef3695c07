import { describe, expect, test } from 'vitest';
import { DATASETS } from './all-datasets';
import type { Row } from './delivered';
import { DeliveredRecords, bareRecord, entry, only, record } from './delivered';
import { AccessLogColumn, AccessLogSchema } from '../../../src';

const delivered = new DeliveredRecords();

function requests(records = delivered): Promise<Row[]> {
  return records.rows(DATASETS.requests(records.catalog, 7, records.catalog.schema._added()));
}

describe('The dataset requests', () => {
  test('shows all that support needs of a request', async () => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 08:59:59.999', {
      status: 403,
      error_type: 'ACCESS_DENIED',
      response_latency_ms: 31,
      integration_status: 201,
      authorizer_status: 403,
      source_ip: '192.0.2.1',
      principal_id: 'principal',
      user_arn: 'arn:aws:iam::123456789012:user/ann',
      caller: 'AIDA',
      waf_response: 'WAF_ALLOW',
      protocol: 'HTTP/2.0',
      request_id: 'request',
      extended_request_id: 'extended',
      xray_trace_id: 'trace',
      path: '/prod/pets/7',
      user_agent: 'curl/8.0',
      error_message: 'User is not authorized',
      integration_error: 'not this one',
    })]);
    delivered.keys([entry()]);
    expect(await requests()).toEqual([{
      request_time: '2026-03-10T08:59:59.999Z',
      arrival_hour: '2026-03-10T09:00:00.000Z',
      api_stage: 'pets/prod',
      api_id: 'pets',
      stage: 'prod',
      domain_name: 'api.example.com',
      endpoint: 'GET /pets/{id}',
      resource_path: '/pets/{id}',
      http_method: 'GET',
      usage_plan: 'Gold',
      customer_id: 'c1',
      customer: 'Acme',
      status: '403',
      status_class: '4xx',
      error_type: 'ACCESS_DENIED',
      attribution: 'plan',
      client_family: 'curl',
      source_ip: '192.0.2.1',
      api_user: 'principal',
      user_arn: 'arn:aws:iam::123456789012:user/ann',
      cognito_user: '(none)',
      waf_response: 'WAF_ALLOW',
      protocol: 'HTTP/2.0',
      api_key_id: 'key1',
      request_id: 'request',
      extended_request_id: 'extended',
      xray_trace_id: 'trace',
      path: '/prod/pets/7',
      user_agent: 'curl/8.0',
      error_message: 'User is not authorized',
      requests: 1,
      errors: 1,
      client_errors: 1,
      server_errors: 0,
      response_bytes: 100,
      response_latency_ms: 31,
      integration_latency_ms: 20,
      authorizer_latency_ms: 5,
      gateway_latency_ms: 6,
      integration_status: 201,
      authorizer_status: 403,
    }]);
  });

  test('names what readers filter by, leaves texts empty and times unknown, where they are absent', async () => {
    delivered.deliver('2026-03-10T09', [bareRecord('2026-03-10 09:10:00.000')]);
    expect(await requests()).toEqual([{
      request_time: '2026-03-10T09:10:00.000Z',
      arrival_hour: '2026-03-10T09:00:00.000Z',
      api_stage: '(none)',
      api_id: '(none)',
      stage: '(none)',
      domain_name: '(none)',
      endpoint: '(none)',
      resource_path: '(none)',
      http_method: '(none)',
      usage_plan: '(no plan)',
      customer_id: '(none)',
      customer: '(anonymous)',
      status: '(none)',
      status_class: '(none)',
      error_type: '(none)',
      attribution: 'no_key',
      client_family: '(none)',
      source_ip: '(none)',
      api_user: '(none)',
      user_arn: '(none)',
      cognito_user: '(none)',
      waf_response: '(none)',
      protocol: '',
      api_key_id: '',
      request_id: '',
      extended_request_id: '',
      xray_trace_id: '',
      path: '',
      user_agent: '',
      error_message: '',
      requests: 1,
      errors: 0,
      client_errors: 0,
      server_errors: 0,
      response_bytes: 0,
      response_latency_ms: null,
      integration_latency_ms: null,
      authorizer_latency_ms: null,
      gateway_latency_ms: null,
      integration_status: null,
      authorizer_status: null,
    }]);
  });

  test('has a row for each request, however alike', async () => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000'), record('2026-03-10 09:10:00.000')]);
    delivered.keys([entry()]);
    expect(await requests()).toHaveLength(2);
  });

  test.each([
    [{ cognito_sub: 'sub', cognito_identity_id: 'identity', principal_id: 'principal', user_arn: 'arn', caller: 'caller' }, 'sub', 'sub'],
    [{ cognito_identity_id: 'identity', principal_id: 'principal', user_arn: 'arn', caller: 'caller' }, 'identity', 'identity'],
    [{ principal_id: 'principal', user_arn: 'arn', caller: 'caller' }, 'principal', '(none)'],
    [{ user_arn: 'arn', caller: 'caller' }, 'arn', '(none)'],
    [{ caller: 'caller' }, 'caller', '(none)'],
  ])('takes of %j the user %s', async (given, user, cognitoUser) => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', given)]);
    expect(only(await requests(), 'api_user', 'cognito_user')).toEqual([[user, cognitoUser]]);
  });

  test.each([
    [{ integration_error: 'integration', authorizer_error: 'authorizer' }, 'integration'],
    [{ authorizer_error: 'authorizer' }, 'authorizer'],
  ])('takes of %j the message %s', async (given, message) => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', given)]);
    expect(only(await requests(), 'error_message')).toEqual([[message]]);
  });

  test('takes the latencies of clocks that differ for no time of the gateway', async () => {
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000', { response_latency_ms: 24 }),
      record('2026-03-10 09:11:00.000', { integration_latency_ms: null }),
      record('2026-03-10 09:12:00.000', { authorizer_latency_ms: null }),
      record('2026-03-10 09:13:00.000', { response_latency_ms: null }),
    ]);
    expect(only(await requests(), 'gateway_latency_ms')).toEqual([[0], [25], [10], [null]]);
  });
});

describe('With columns of one\'s own', () => {
  const own = new DeliveredRecords(new AccessLogSchema([
    AccessLogColumn.string('order', '$context.authorizer.order'),
    AccessLogColumn.boolean('trial', '$context.authorizer.trial'),
    AccessLogColumn.bigint('items', '$context.authorizer.items'),
    AccessLogColumn.double('price', '$context.authorizer.price'),
    AccessLogColumn.timestamp('since', '$context.authorizer.since'),
  ]));

  test('the dataset requests has each of them, whatever it is called', async () => {
    own.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000', { order: 'a', trial: false, items: 2, price: 0.5, since: '2026-01-01 00:00:00.000' }),
      record('2026-03-10 09:11:00.000'),
    ]);
    expect(only(await requests(own), 'order', 'trial', 'items', 'price', 'since')).toEqual([
      ['a', 'false', 2, 0.5, '2026-01-01T00:00:00.000Z'], ['(none)', '(none)', null, null, null],
    ]);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Delivered } from './lake';
import { Lake } from './lake';
import { SAVED_QUERIES } from '../../src/catalog/queries';
import type { ApiKeyEntry } from '../../src/record/api-keys';

let lake: Lake;
let requests = 0;

beforeEach(() => {
  lake = new Lake();
});

afterEach(() => lake.remove());

/** A request of customer Acme on plan Gold. */
function request(time: string, columns: Delivered = {}): Delivered {
  return {
    extended_request_id: `request-${++requests}`,
    request_time: time,
    api_id: 'api',
    stage: 'prod',
    http_method: 'GET',
    resource_path: '/pets',
    status: 200,
    response_length: 10,
    response_latency_ms: 20,
    api_key_id: 'key-acme',
    attribution: 'plan',
    customer_id: 'acme',
    customer: 'Acme',
    usage_plan: 'Gold',
    source_ip: '192.0.2.1',
    ...columns,
  };
}

function key(id: string, columns: Partial<ApiKeyEntry> = {}): Partial<ApiKeyEntry> {
  return {
    api_key_id: id,
    api_key_name: id,
    enabled: true,
    created_at: '2025-06-01 00:00:00.000',
    customer_id: id,
    customer: id,
    usage_plan: 'Gold',
    stages: ['api/prod'],
    ...columns,
  };
}

const UNKNOWN: Delivered = { attribution: 'unknown_key', customer_id: null, customer: null, usage_plan: null };

describe('billable requests of a month', () => {
  const bill = (now = '2026-01-20T10:00:00Z') =>
    lake.ask<Record<string, unknown>>(now, lake.statement('BillableRequests'));

  test('records at the edges of December belong to the month of their request', async () => {
    lake.deliver('2025-11-30T23', request('2025-11-30 23:59:59.999'), request('2025-12-01 00:00:00.000'), request('2025-12-01 00:05:00.000'));
    ['27', '28', '29', '30', '31'].forEach((day) => lake.deliver(`2025-12-${day}T12`, request(`2025-12-${day} 12:00:00.000`)));
    lake.deliver('2025-12-31T23', request('2025-12-31 23:59:59.999'), request('2026-01-01 00:00:00.000'));
    lake.deliver('2026-01-01T00', request('2025-12-31 23:59:30.000'), request('2026-01-01 00:00:30.000'));
    expect(await bill()).toEqual([
      { month: '2025-12', usage_plan: 'Gold', customer_id: 'acme', customer: 'Acme', billable_requests: 9, requests: 9 },
    ]);
    expect(await bill('2026-02-20T10:00:00Z')).toMatchObject([{ month: '2026-01', requests: 2 }]);
    expect(await bill('2025-12-10T10:00:00Z')).toMatchObject([{ month: '2025-11', requests: 1 }]);
  });

  test('a request that was delivered three times counts once', async () => {
    const repeated = request('2025-12-15 10:00:00.000');
    lake.deliver('2025-12-15T10', repeated, repeated, request('2025-12-15 10:00:01.000'));
    lake.deliver('2025-12-18T03', repeated);
    expect(await bill()).toMatchObject([{ requests: 2, billable_requests: 2 }]);
  });

  test('of copies that differ, the one with a plan counts, whatever came first', async () => {
    const known = request('2025-12-15 10:00:00.000');
    lake.deliver('2025-12-15T10', { ...known, ...UNKNOWN });
    lake.deliver('2025-12-15T11', known);
    lake.deliver('2025-12-15T12', { ...known, ...UNKNOWN });
    expect(await bill()).toEqual([
      { month: '2025-12', usage_plan: 'Gold', customer_id: 'acme', customer: 'Acme', billable_requests: 1, requests: 1 },
    ]);
  });

  test('a record counts that arrives within the week after the month, and no later', async () => {
    lake.deliver('2026-01-08T23', request('2025-12-31 12:00:00.000'));
    lake.deliver('2026-01-09T00', request('2025-12-31 12:00:00.000'));
    expect(await bill()).toMatchObject([{ requests: 1 }]);
  });

  test('what API Gateway refused and what the backend failed at is not billable', async () => {
    lake.deliver('2025-12-15T10',
      request('2025-12-15 10:00:00.000'),
      request('2025-12-15 10:00:00.000', { status: 404 }),
      request('2025-12-15 10:00:00.000', { status: 429, error_type: 'THROTTLED' }),
      request('2025-12-15 10:00:00.000', { status: 504, error_type: 'INTEGRATION_TIMEOUT' }),
      request('2025-12-15 10:00:00.000', { status: 502 }));
    expect(await bill()).toMatchObject([{ requests: 5, billable_requests: 2 }]);
  });

  test('a key that was unknown is billed to the customer that the directory has for it now', async () => {
    lake.apiKeys(
      key('key-new', { customer_id: 'globex', customer: 'Globex', usage_plan: 'Silver', stages: ['api/prod', 'api/test'] }),
      key('key-new', { customer_id: 'globex', customer: 'Globex', usage_plan: 'Free', stages: ['other/prod'] }));
    lake.deliver('2025-12-15T10',
      request('2025-12-15 10:00:00.000', { ...UNKNOWN, api_key_id: 'key-new' }),
      request('2025-12-15 10:00:00.000', { ...UNKNOWN, api_key_id: 'key-new', attribution: 'directory_unavailable', stage: 'test' }),
      request('2025-12-15 10:00:00.000', { ...UNKNOWN, api_key_id: 'key-gone' }),
      request('2025-12-15 10:00:00.000', { ...UNKNOWN, api_key_id: null, attribution: 'no_key' }));
    expect(await bill()).toMatchObject([
      { usage_plan: 'Silver', customer_id: 'globex', customer: 'Globex', requests: 2 },
      { usage_plan: '(no plan)', customer_id: '(anonymous)', customer: '(anonymous)', requests: 1 },
      { usage_plan: '(no plan)', customer_id: 'key-gone', customer: 'key-gone', requests: 1 },
    ]);
  });

  test('a customer who was renamed is one customer, under the latest name', async () => {
    lake.apiKeys(
      key('key-acme', { customer_id: 'acme', customer: 'Acme' }),
      key('key-acme-2', { customer_id: 'acme', customer: 'Acme Corporation', created_at: '2025-12-10 00:00:00.000' }));
    lake.deliver('2025-12-15T10', request('2025-12-15 10:00:00.000', { customer: 'Acme Ltd' }), request('2025-12-15 10:00:00.000'));
    expect(await bill()).toMatchObject([{ customer_id: 'acme', customer: 'Acme Corporation', requests: 2 }]);
  });

  test('requests without an id cannot be told apart, and each counts', async () => {
    lake.deliver('2025-12-15T10',
      request('2025-12-15 10:00:00.000', { extended_request_id: null }), request('2025-12-15 10:00:00.000', { extended_request_id: null }));
    expect(await bill()).toMatchObject([{ requests: 2 }]);
  });

  test('the month can be chosen by writing a date for current_date', async () => {
    lake.deliver('2025-12-15T10', request('2025-12-15 10:00:00.000'));
    lake.deliver('2026-01-04T10', request('2025-12-31 10:00:00.000'));
    const chosen = lake.statement('BillableRequests').replaceAll('current_date', "DATE '2026-01-01'");
    expect(await lake.ask('2026-06-20T10:00:00Z', chosen)).toMatchObject([{ month: '2025-12', requests: 2 }]);
  });
});

test('requests of this month by customer and plan, with what failed', async () => {
  lake.deliver('2025-12-31T23', request('2025-12-31 23:50:00.000'), request('2026-01-01 00:10:00.000'));
  const repeated = request('2026-01-10 10:00:00.000', { status: 500, customer_id: 'globex', customer: 'Globex', usage_plan: 'Free' });
  lake.deliver('2026-01-10T10', repeated, repeated, request('2026-01-10 10:00:00.000', { status: 404 }));
  expect(await lake.ask('2026-01-10T23:00:00Z', lake.statement('RequestsThisMonth'))).toEqual([
    { usage_plan: 'Gold', customer_id: 'acme', customer: 'Acme', requests: 2, client_errors: 1, server_errors: 0, response_bytes: 20 },
    { usage_plan: 'Free', customer_id: 'globex', customer: 'Globex', requests: 1, client_errors: 0, server_errors: 1, response_bytes: 10 },
  ]);
});

test('the share of duplicate deliveries by the day of the request', async () => {
  const repeated = request('2025-12-31 23:59:00.000');
  lake.deliver('2025-12-31T23', repeated, request('2025-12-31 23:59:00.000'));
  lake.deliver('2026-01-01T01', repeated, repeated, request('2026-01-01 01:00:00.000'));
  expect(await lake.ask('2026-01-03T10:00:00Z', lake.statement('DuplicateDeliveries'))).toEqual([
    { day_of_request: '2025-12-31T00:00:00.000Z', delivered: 4, requests: 2, duplicates: 2, duplicate_share: 0.5 },
    { day_of_request: '2026-01-01T00:00:00.000Z', delivered: 1, requests: 1, duplicates: 0, duplicate_share: 0 },
  ]);
});

test('the slowest endpoints come first, with their percentiles', async () => {
  const latencies = Array.from({ length: 100 }, (_, index) => index + 1);
  lake.deliver('2026-01-02T10',
    ...latencies.map((ms) => request('2026-01-02 10:00:00.000', { response_latency_ms: ms })),
    ...latencies.map((ms) => request('2026-01-02 10:00:00.000', { response_latency_ms: ms * 10, resource_path: '/slow', integration_latency_ms: ms * 9 })));
  const rows = await lake.ask<Record<string, number | string>>('2026-01-03T10:00:00Z', lake.statement('SlowestEndpoints'));
  expect(rows).toMatchObject([
    { resource_path: '/slow', requests: 100, authorizer_p90_ms: null },
    { resource_path: '/pets', requests: 100, integration_p90_ms: null },
  ]);
  expect(rows[0].p50_ms).toBe(500);
  expect(rows[0].p90_ms).toBe(900);
  expect(rows[0].p99_ms).toBe(990);
  expect(rows[0].integration_p90_ms).toBe(810);
});

test('errors by endpoint and type, with their share of the requests to it', async () => {
  const time = '2026-01-02 10:00:00.000';
  lake.deliver('2026-01-02T10',
    request(time), request(time), request(time),
    request(time, { status: 429, error_type: 'THROTTLED', error_message: 'Too Many Requests' }),
    request(time, { status: 429, error_type: 'THROTTLED', error_message: 'Too Many Requests', customer_id: 'globex' }),
    request(time, { status: 500, integration_error: 'boom', resource_path: '/orders' }));
  expect(await lake.ask('2026-01-03T10:00:00Z', lake.statement('ErrorsByEndpoint'))).toEqual([
    {
      api_id: 'api',
      stage: 'prod',
      http_method: 'GET',
      resource_path: '/pets',
      status: 429,
      error_type: 'THROTTLED',
      errors: 2,
      share_of_requests: 0.4,
      customers: 2,
      last_seen: '2026-01-02T10:00:00.000Z',
      example: 'Too Many Requests',
    },
    {
      api_id: 'api',
      stage: 'prod',
      http_method: 'GET',
      resource_path: '/orders',
      status: 500,
      error_type: '(backend)',
      errors: 1,
      share_of_requests: 1,
      customers: 1,
      last_seen: '2026-01-02T10:00:00.000Z',
      example: 'boom',
    },
  ]);
});

test('keys that did not call in 90 days, the newest first', async () => {
  lake.apiKeys(
    key('key-acme'), key('key-old'), key('key-new', { created_at: '2026-01-01 00:00:00.000' }), key('key-planless', { usage_plan: null, stages: [] }));
  lake.deliver('2025-12-15T10', request('2025-12-15 10:00:00.000'), request('2025-12-15 10:00:00.000', { api_key_id: null }));
  lake.deliver('2025-01-15T10', request('2025-01-15 10:00:00.000', { api_key_id: 'key-old' }));
  expect(await lake.ask('2026-01-03T10:00:00Z', lake.statement('KeysThatNeverCalled'))).toMatchObject([
    { api_key_id: 'key-new', created_at: '2026-01-01T00:00:00.000Z', usage_plan: 'Gold' },
    { api_key_id: 'key-old', enabled: true },
    { api_key_id: 'key-planless', usage_plan: null },
  ]);
});

test('traffic without a plan, by reason', async () => {
  const time = '2026-01-02 10:00:00.000';
  lake.deliver('2026-01-02T10',
    request(time),
    request(time, { ...UNKNOWN, api_key_id: 'key-1', source_ip: '192.0.2.7' }),
    request('2026-01-02 11:00:00.000', { ...UNKNOWN, api_key_id: 'key-1', source_ip: '192.0.2.8' }),
    request(time, { ...UNKNOWN, attribution: 'no_key', api_key_id: null }));
  expect(await lake.ask('2026-01-03T10:00:00Z', lake.statement('UnattributedTraffic'))).toMatchObject([
    {
      attribution: 'unknown_key',
      api_key_id: 'key-1',
      requests: 2,
      source_addresses: 2,
      one_of_them: '192.0.2.8',
      first_seen: '2026-01-02T10:00:00.000Z',
      last_seen: '2026-01-02T11:00:00.000Z',
    },
    { attribution: 'no_key', api_key_id: null, requests: 1 },
  ]);
});

test.each(SAVED_QUERIES.map(({ id, question }) => [id, question]))('%s answers nothing before the first request, and says what it asks', async (id, question) => {
  expect(lake.statement(id).split('\n')[0]).toBe(`-- ${question}`);
  expect(await lake.ask('2026-01-03T10:00:00Z', lake.statement(id))).toEqual([]);
});

test.each(SAVED_QUERIES.map(({ id }) => id))('%s filters each use of the logs on year and month', (id) => {
  const statement = lake.statement(id);
  const uses = statement.split('"usage"."logs"').length - 1;
  expect(statement.split(/\byear >= date_format\(/).length - 1).toBe(uses);
  expect(statement.split(/\byear <= date_format\(/).length - 1).toBe(uses);
  expect(statement.split(/\bmonth IN \(/).length - 1).toBe(uses);
});

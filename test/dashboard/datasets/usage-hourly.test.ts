import { describe, expect, test } from 'vitest';
import { DATASETS } from './all-datasets';
import type { Dataset, Row } from './delivered';
import { DeliveredRecords, bareRecord, entry, only, record, unknownKey } from './delivered';
import { AccessLogColumn, AccessLogSchema } from '../../../src';
import type { DatasetColumn } from '../../../src/dashboard/dataset-column';

const delivered = new DeliveredRecords();

/** As it is copied to SPICE; what each visual asks for anew has to come to the same. */
async function usageHourly(records = delivered): Promise<Row[]> {
  const [hours, each] = ['usage_hourly', 'usage_hourly of records'].map((name) => DATASETS[name](records.catalog, 90, records.catalog.schema._added()));
  const rows = await records.rows(hours);
  expect(await records.rows({ ...each, statement: addedUp(each) })).toEqual(rows);
  return rows;
}

/** As QuickSight adds rows up, in a statement around the dataset's. */
function addedUp({ columns, statement }: Dataset): string {
  const isFigure = ({ type }: DatasetColumn) => type === 'INTEGER' || type === 'DECIMAL';
  const dimensions = columns.filter((column) => !isFigure(column)).map(({ name }) => `"${name}"`).join(', ');
  const figures = columns.filter(isFigure).map(({ name }) => `sum("${name}") AS "${name}"`).join(', ');
  return `SELECT ${dimensions}, ${figures} FROM (\n${statement}\n) GROUP BY ${dimensions}`;
}

describe('The dataset usage_hourly', () => {
  test('adds requests up by the hour, exactly', async () => {
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:00:00.000'),
      record('2026-03-10 09:59:59.999', { response_length: 50, response_latency_ms: 70, authorizer_latency_ms: null }),
      record('2026-03-10 09:30:00.000', { status: 429, error_type: 'THROTTLED', integration_latency_ms: null }),
      record('2026-03-10 10:00:00.000', { status: 503 }),
    ]);
    delivered.keys([entry()]);

    const common = {
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
      error_type: '(none)',
      attribution: 'plan',
      client_family: 'curl',
      errors: 0,
      client_errors: 0,
      server_errors: 0,
    };
    expect(await usageHourly()).toEqual([
      {
        ...common,
        hour: '2026-03-10T09:00:00.000Z',
        status: '200',
        status_class: '2xx',
        requests: 2,
        response_bytes: 150,
        response_latency_ms: 100,
        integration_latency_ms: 40,
        authorizer_latency_ms: 5,
        gateway_latency_ms: 5 + 50,
        timed_requests: 2,
        integrated_requests: 2,
        authorized_requests: 1,
      },
      {
        ...common,
        hour: '2026-03-10T09:00:00.000Z',
        status: '429',
        status_class: '4xx',
        error_type: 'THROTTLED',
        requests: 1,
        errors: 1,
        client_errors: 1,
        response_bytes: 100,
        response_latency_ms: 30,
        integration_latency_ms: 0,
        authorizer_latency_ms: 5,
        gateway_latency_ms: 25,
        timed_requests: 1,
        integrated_requests: 0,
        authorized_requests: 1,
      },
      {
        ...common,
        hour: '2026-03-10T10:00:00.000Z',
        status: '503',
        status_class: '5xx',
        requests: 1,
        errors: 1,
        server_errors: 1,
        response_bytes: 100,
        response_latency_ms: 30,
        integration_latency_ms: 20,
        authorizer_latency_ms: 5,
        gateway_latency_ms: 5,
        timed_requests: 1,
        integrated_requests: 1,
        authorized_requests: 1,
      },
    ]);
  });

  test('keeps requests that arrive late in their own hour, as rows of the hour of arrival', async () => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000')]);
    delivered.deliver('2026-03-10T11', [record('2026-03-10 09:20:00.000'), record('2026-03-10 09:30:00.000')]);
    expect(only(await usageHourly(), 'hour', 'arrival_hour', 'requests')).toEqual([
      ['2026-03-10T09:00:00.000Z', '2026-03-10T09:00:00.000Z', 1],
      ['2026-03-10T09:00:00.000Z', '2026-03-10T11:00:00.000Z', 2],
    ]);
  });

  test('counts a key that became known in one row with its later requests', async () => {
    const named = { api_key_id: 'key9', customer_id: 'c9', customer: 'Newcomer', usage_plan: 'Silver' };
    delivered.deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000'), record('2026-03-10 09:40:00.000', named)]);
    delivered.keys([entry(named)]);
    expect(only(await usageHourly(), 'customer', 'requests')).toEqual([['Newcomer', 2]]);
  });

  test('takes the latencies of clocks that differ for no time of the gateway, and counts no latency that is absent', async () => {
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000', { response_latency_ms: 24 }),
      record('2026-03-10 09:11:00.000', { response_latency_ms: null }),
      record('2026-03-10 09:12:00.000', { response_latency_ms: 33 }),
    ]);
    expect(only(await usageHourly(), 'gateway_latency_ms', 'timed_requests', 'integrated_requests')).toEqual([[8, 2, 3]]);
  });

  test('shows what is absent by a name', async () => {
    delivered.deliver('2026-03-10T09', [bareRecord('2026-03-10 09:10:00.000')]);
    expect(await usageHourly()).toEqual([{
      hour: '2026-03-10T09:00:00.000Z',
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
      requests: 1,
      errors: 0,
      client_errors: 0,
      server_errors: 0,
      response_bytes: 0,
      response_latency_ms: 0,
      integration_latency_ms: 0,
      authorizer_latency_ms: 0,
      gateway_latency_ms: 0,
      timed_requests: 0,
      integrated_requests: 0,
      authorized_requests: 0,
    }]);
  });

  test('names the half of an endpoint that is absent', async () => {
    delivered.deliver('2026-03-10T09', [
      bareRecord('2026-03-10 09:10:00.000', { http_method: 'GET' }), bareRecord('2026-03-10 09:11:00.000', { resource_path: '/pets' }),
    ]);
    expect(only(await usageHourly(), 'endpoint').sort()).toEqual([['(none) /pets'], ['GET (none)']]);
  });

  test.each([[200, '2xx'], [304, '3xx'], [400, '4xx'], [499, '4xx'], [500, '5xx'], [599, '5xx'], [600, '(none)'], [0, '(none)']])(
    'puts the status %s into the class %s, and counts it by that', async (status, statusClass) => {
      delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', { status })]);
      expect(only(await usageHourly(), 'status', 'status_class', 'client_errors', 'server_errors')).toEqual([
        [String(status), statusClass, Number(statusClass === '4xx'), Number(statusClass === '5xx')],
      ]);
    });
});

describe('With columns of one\'s own', () => {
  const own = new DeliveredRecords(new AccessLogSchema([
    AccessLogColumn.string('order', '$context.authorizer.order'),
    AccessLogColumn.boolean('trial', '$context.authorizer.trial'),
    AccessLogColumn.integer('items', '$context.authorizer.items'),
    AccessLogColumn.double('price', '$context.authorizer.price'),
    AccessLogColumn.timestamp('since', '$context.authorizer.since'),
  ]));

  test('the dataset usage_hourly is split (texts) or adds up (numbers), whatever they are called', async () => {
    own.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000', { order: 'a', trial: true, items: 2, price: 0.5 }),
      record('2026-03-10 09:11:00.000', { order: 'a', trial: true, items: 3, price: 0.25 }),
      record('2026-03-10 09:12:00.000', { order: 'b', trial: false, items: 4, price: null }),
      record('2026-03-10 09:13:00.000'),
    ]);
    expect(only(await usageHourly(own), 'order', 'trial', 'requests', 'items', 'price')).toEqual([
      ['(none)', '(none)', 1, 0, 0], ['a', 'true', 2, 5, 0.75], ['b', 'false', 1, 4, 0],
    ]);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dashboardIn } from './usage-dashboards';
import { Engine } from '../../preview/engine';
import { Template } from '../../preview/template';
import { AccessLogColumn, AccessLogSchema, RecordFormat } from '../../src';
import type { ApiKeyEntry } from '../../src/record/api-keys';

const NOW = new Date('2026-03-10T12:30:00Z');

// a machine that does other things as well
vi.setConfig({ testTimeout: 30_000 });

let bucketDirectory: string;

beforeEach(() => {
  bucketDirectory = mkdtempSync(join(tmpdir(), 'usage-hourly-'));
});

afterEach(() => rmSync(bucketDirectory, { recursive: true }));

type Row = Record<string, unknown>;

/** A delivered record of the pets API; what is not given is as it usually is. */
function record(requestTime: string, given: Row = {}): Row {
  return {
    request_time: requestTime,
    api_id: 'pets',
    stage: 'prod',
    domain_name: 'api.example.com',
    resource_path: '/pets/{id}',
    http_method: 'GET',
    status: 200,
    response_length: 100,
    response_latency_ms: 30,
    integration_latency_ms: 20,
    authorizer_latency_ms: 5,
    api_key_id: 'key1',
    customer_id: 'c1',
    customer: 'Acme',
    usage_plan: 'Gold',
    attribution: 'plan',
    client_family: 'curl',
    ...given,
  };
}

/** A request with a key that was not in the directory. */
function unknownKey(requestTime: string, given: Row = {}): Row {
  return record(requestTime, { attribution: 'unknown_key', api_key_id: 'key9', customer_id: null, customer: null, usage_plan: null, ...given });
}

/** Delivers records as one object. */
function deliver(arrival: string, records: Row[]): void {
  const [year, month, day, hour] = arrival.split(/[-T]/);
  put(`logs/year=${year}/month=${month}/day=${day}/hour=${hour}/${records.length}.gz`, gzipSync(ndjson(records)));
}

function entry(given: Partial<ApiKeyEntry>): Partial<ApiKeyEntry> {
  return {
    api_key_id: 'key1', customer_id: 'c1', customer: 'Acme', usage_plan: 'Gold', stages: ['pets/prod'], created_at: '2026-01-01 00:00:00.000', ...given,
  };
}

function directory(entries: Partial<ApiKeyEntry>[]): void {
  put('directory/api_keys/api-keys.ndjson', ndjson(entries));
}

function put(key: string, content: string | Buffer): void {
  const path = join(bucketDirectory, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function ndjson(rows: object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function synthesized(schema?: AccessLogSchema): Template {
  return new Template(dashboardIn({}, { schema, recordFormat: RecordFormat.JSON }).template().toJSON());
}

const usual = synthesized();

/** The rows of the dataset, by the SQL and the tables of a synthesized template. */
async function usageHourly(template = usual): Promise<Row[]> {
  const [{ properties }] = template.resourcesOfType('AWS::QuickSight::DataSet');
  const { CustomSql } = template.resolve<{ 'usage-hourly': { CustomSql: { SqlQuery: string; Columns: { Name: string }[] } } }>(properties.PhysicalTableMap)['usage-hourly'];
  const engine = await Engine.open({ template, bucketDirectory, now: NOW });
  try {
    const rows = await engine.query(`SELECT * FROM (${CustomSql.SqlQuery}) AS dataset ORDER BY ALL`);
    rows.forEach((row) => expect(Object.keys(row)).toEqual(CustomSql.Columns.map(({ Name }) => Name)));
    return rows;
  } finally {
    engine.close();
  }
}

/** Some columns of the rows. */
function only(rows: Row[], ...columns: string[]): unknown[][] {
  return rows.map((row) => columns.map((column) => row[column]));
}

describe('The dataset usage_hourly', () => {
  test('adds requests up by the hour, exactly', async () => {
    deliver('2026-03-10T09', [
      record('2026-03-10 09:00:00.000'),
      record('2026-03-10 09:59:59.999', { response_length: 50, response_latency_ms: 70, authorizer_latency_ms: null }),
      record('2026-03-10 09:30:00.000', { status: 429, error_type: 'THROTTLED', integration_latency_ms: null }),
      record('2026-03-10 10:00:00.000'),
    ]);
    directory([entry({})]);

    const common = {
      arrival_hour: '2026-03-10T09:00:00.000Z',
      api_id: 'pets',
      stage: 'prod',
      domain_name: 'api.example.com',
      resource_path: '/pets/{id}',
      http_method: 'GET',
      usage_plan: 'Gold',
      customer_id: 'c1',
      customer: 'Acme',
      error_type: '(none)',
      attribution: 'plan',
      client_family: 'curl',
    };
    const succeeded = { ...common, hour: '2026-03-10T09:00:00.000Z', status: '200' };
    const throttled = { ...common, hour: '2026-03-10T09:00:00.000Z', status: '429', error_type: 'THROTTLED' };
    const nextHour = { ...common, hour: '2026-03-10T10:00:00.000Z', status: '200' };
    const sums = (requests: number, bytes: number, response: number, integration: number, authorizer: number) => ({
      requests, response_bytes: bytes, response_latency_ms: response, integration_latency_ms: integration, authorizer_latency_ms: authorizer,
    });
    expect(await usageHourly()).toEqual([
      { ...succeeded, ...sums(2, 150, 100, 40, 5) },
      { ...throttled, ...sums(1, 100, 30, 0, 5) },
      { ...nextHour, ...sums(1, 100, 30, 20, 5) },
    ]);
  });

  test('is empty, and not broken, before the first request', async () => {
    expect(await usageHourly()).toEqual([]);
  });

  test('keeps requests that arrive late in their own hour, as rows of the hour of arrival', async () => {
    deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000')]);
    deliver('2026-03-10T11', [record('2026-03-10 09:20:00.000'), record('2026-03-10 09:30:00.000')]);
    expect(only(await usageHourly(), 'hour', 'arrival_hour', 'requests')).toEqual([
      ['2026-03-10T09:00:00.000Z', '2026-03-10T09:00:00.000Z', 1],
      ['2026-03-10T09:00:00.000Z', '2026-03-10T11:00:00.000Z', 2],
    ]);
  });

  test('goes back 90 days, to midnight UTC', async () => {
    deliver('2025-12-09T23', [record('2025-12-09 23:59:59.999'), record('2025-12-10 00:00:00.000')]);
    expect(only(await usageHourly(), 'hour', 'requests')).toEqual([['2025-12-10T00:00:00.000Z', 1]]);
  });

  test('shows what is absent by a name', async () => {
    const absent = Object.fromEntries(Object.keys(record('')).map((name) => [name, null]));
    deliver('2026-03-10T09', [record('', { ...absent, request_time: '2026-03-10 09:10:00.000', attribution: 'no_key' })]);
    expect(await usageHourly()).toEqual([{
      hour: '2026-03-10T09:00:00.000Z',
      arrival_hour: '2026-03-10T09:00:00.000Z',
      api_id: '(none)',
      stage: '(none)',
      domain_name: '(none)',
      resource_path: '(none)',
      http_method: '(none)',
      usage_plan: '(no plan)',
      customer_id: '(none)',
      customer: '(anonymous)',
      status: '(none)',
      error_type: '(none)',
      attribution: 'no_key',
      client_family: '(none)',
      requests: 1,
      response_bytes: 0,
      response_latency_ms: 0,
      integration_latency_ms: 0,
      authorizer_latency_ms: 0,
    }]);
  });
});

describe('A key', () => {
  const shown = async () => only(await usageHourly(), 'attribution', 'usage_plan', 'customer_id', 'customer', 'requests');

  test('that the directory does not know shows by its id, and under its name once the directory has it', async () => {
    deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000'), unknownKey('2026-03-10 09:11:00.000')]);
    directory([entry({})]);
    expect(await shown()).toEqual([['unknown_key', '(no plan)', 'key9', 'key9', 2]]);

    directory([entry({}), entry({ api_key_id: 'key9', customer_id: 'c9', customer: 'Newcomer', usage_plan: 'Silver' })]);
    expect(await shown()).toEqual([['plan', 'Silver', 'c9', 'Newcomer', 2]]);
  });

  test('that became known counts together with its later requests', async () => {
    const named = { api_key_id: 'key9', customer_id: 'c9', customer: 'Newcomer', usage_plan: 'Silver' };
    deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000'), record('2026-03-10 09:40:00.000', named)]);
    directory([entry(named)]);
    expect(await shown()).toEqual([['plan', 'Silver', 'c9', 'Newcomer', 2]]);
  });

  test('that was used while there was no directory gets its plan later', async () => {
    deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000', { attribution: 'directory_unavailable', api_key_id: 'key1' })]);
    expect(await shown()).toEqual([['directory_unavailable', '(no plan)', 'key1', 'key1', 1]]);
    directory([entry({})]);
    expect(await shown()).toEqual([['plan', 'Gold', 'c1', 'Acme', 1]]);
  });

  test('in two plans counts under the plan of the called stage', async () => {
    deliver('2026-03-10T09', [
      unknownKey('2026-03-10 09:10:00.000', { stage: 'prod' }),
      unknownKey('2026-03-10 09:11:00.000', { stage: 'beta' }),
      unknownKey('2026-03-10 09:12:00.000', { stage: 'beta', api_id: 'shops' }),
    ]);
    const both = { api_key_id: 'key9', customer_id: 'c9', customer: 'Newcomer' };
    directory([
      entry({ ...both, usage_plan: 'Gold', stages: ['pets/prod', 'shops/prod'] }),
      entry({ ...both, usage_plan: 'Trial', stages: ['pets/beta'] }),
    ]);
    expect(only(await usageHourly(), 'api_id', 'stage', 'usage_plan', 'attribution', 'customer', 'requests')).toEqual([
      ['pets', 'beta', 'Trial', 'plan', 'Newcomer', 1],
      ['pets', 'prod', 'Gold', 'plan', 'Newcomer', 1],
      ['shops', 'beta', '(no plan)', 'no_plan', 'Newcomer', 1],
    ]);
  });

  test('that is known by now, but on no plan, shows under its name as a key without a plan', async () => {
    deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000')]);
    directory([entry({ api_key_id: 'key9', customer_id: 'c9', customer: 'Newcomer', usage_plan: null, stages: [] })]);
    expect(await shown()).toEqual([['no_plan', '(no plan)', 'c9', 'Newcomer', 1]]);
  });

  test('that has been put on a plan takes its older requests along', async () => {
    deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', { attribution: 'no_plan', usage_plan: null })]);
    directory([entry({})]);
    expect(await shown()).toEqual([['plan', 'Gold', 'c1', 'Acme', 1]]);
  });

  test('that has moved to another plan leaves its requests in the plan that they were made on', async () => {
    deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000')]);
    directory([entry({ usage_plan: 'Platinum' })]);
    expect(await shown()).toEqual([['plan', 'Gold', 'c1', 'Acme', 1]]);
  });

  test('that was deleted keeps its customer\'s name', async () => {
    deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000')]);
    directory([entry({ api_key_id: 'key2', customer_id: 'c2', customer: 'Other' })]);
    expect(await shown()).toEqual([['plan', 'Gold', 'c1', 'Acme', 1]]);
  });
});

describe('A customer', () => {
  test('who was renamed shows under the latest name, for old requests as well', async () => {
    deliver('2026-03-09T09', [record('2026-03-09 09:10:00.000', { customer: 'Acme' })]);
    deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', { customer: 'Acme Holding' })]);
    directory([entry({ customer: 'Acme Holding' })]);
    expect(only(await usageHourly(), 'hour', 'customer')).toEqual([
      ['2026-03-09T09:00:00.000Z', 'Acme Holding'], ['2026-03-10T09:00:00.000Z', 'Acme Holding'],
    ]);
  });

  test('with several keys is one, under the name of the newest', async () => {
    deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000'), record('2026-03-10 09:20:00.000', { api_key_id: 'key2', customer: 'Acme II' })]);
    directory([
      entry({ api_key_id: 'key2', customer: 'Acme II', created_at: '2026-02-01 00:00:00.000' }), entry({ created_at: '2026-01-01 00:00:00.000' }),
    ]);
    expect(only(await usageHourly(), 'customer_id', 'customer', 'requests')).toEqual([['c1', 'Acme II', 2]]);
  });

  test('who has the name of another shows with the id, and stays another', async () => {
    deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000'),
      record('2026-03-10 09:20:00.000', { api_key_id: 'key2', customer_id: 'c2' }),
      record('2026-03-10 09:30:00.000', { api_key_id: 'key3', customer_id: 'c3', customer: 'Globex' }),
    ]);
    directory([entry({}), entry({ api_key_id: 'key2', customer_id: 'c2' }), entry({ api_key_id: 'key3', customer_id: 'c3', customer: 'Globex' })]);
    expect(only(await usageHourly(), 'customer_id', 'customer').sort()).toEqual([['c1', 'Acme (c1)'], ['c2', 'Acme (c2)'], ['c3', 'Globex']]);
  });

  test('without a key is the caller that the authorizer named', async () => {
    deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000', { api_key_id: null, customer_id: 'user-7', customer: 'user-7', usage_plan: null, attribution: 'no_key' }),
    ]);
    directory([entry({})]);
    expect(only(await usageHourly(), 'customer_id', 'customer', 'usage_plan', 'attribution')).toEqual([['user-7', 'user-7', '(no plan)', 'no_key']]);
  });
});

test('Columns of one\'s own split the rows (texts) or are added up (numbers), whatever they are called', async () => {
  const schema = new AccessLogSchema([
    AccessLogColumn.string('order', '$context.authorizer.order'),
    AccessLogColumn.boolean('trial', '$context.authorizer.trial'),
    AccessLogColumn.integer('items', '$context.authorizer.items'),
    AccessLogColumn.double('price', '$context.authorizer.price'),
  ]);
  deliver('2026-03-10T09', [
    record('2026-03-10 09:10:00.000', { order: 'a', trial: true, items: 2, price: 0.5 }),
    record('2026-03-10 09:11:00.000', { order: 'a', trial: true, items: 3, price: 0.25 }),
    record('2026-03-10 09:12:00.000', { order: 'b', trial: false, items: 4, price: null }),
    record('2026-03-10 09:13:00.000'),
  ]);
  expect(only(await usageHourly(synthesized(schema)), 'order', 'trial', 'requests', 'items', 'price')).toEqual([
    ['(none)', '(none)', 1, 0, 0], ['a', 'true', 2, 5, 0.75], ['b', 'false', 1, 4, 0],
  ]);
});

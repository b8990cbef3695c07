import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Engine } from '../../preview/engine';
import { Template } from '../../preview/template';
import { partitionsBetween, partitionsOfWindow } from '../../src/catalog/partition-filter';

const PARTITIONS = ['year', 'month', 'day', 'hour'].map((Name) => ({ Name, Type: 'string' }));
const now = new Date('2026-03-10T12:00:00Z');

let bucketDirectory: string;
let engine: Engine | undefined;

beforeEach(() => {
  bucketDirectory = mkdtempSync(join(tmpdir(), 'engine-'));
});

afterEach(() => {
  engine?.close();
  engine = undefined;
  rmSync(bucketDirectory, { recursive: true });
});

function template(serde = 'org.openx.data.jsonserde.JsonSerDe') {
  const table = (Name: string, prefix: string, Columns: object[], PartitionKeys: object[], SerializationLibrary: string) => ({
    Type: 'AWS::Glue::Table',
    Properties: {
      DatabaseName: 'usage',
      TableInput: {
        Name,
        PartitionKeys,
        StorageDescriptor: { Columns, Location: { 'Fn::Join': ['', ['s3://', { Ref: 'Bucket' }, prefix]] }, SerdeInfo: { SerializationLibrary } },
      },
    },
  });
  return new Template({
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket' },
      Logs: table('logs', '/logs/', [
        { Name: 'request_time', Type: 'timestamp' }, { Name: 'status', Type: 'int' }, { Name: 'response_length', Type: 'bigint' },
      ], PARTITIONS, serde),
      Keys: table('api_keys', '/directory/api_keys/', [
        { Name: 'api_key_id', Type: 'string' }, { Name: 'stages', Type: 'array<string>' },
      ], [], 'org.openx.data.jsonserde.JsonSerDe'),
    },
  });
}

function put(key: string, rows: object[]) {
  const path = join(bucketDirectory, key);
  mkdirSync(dirname(path), { recursive: true });
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(path, key.endsWith('.gz') ? gzipSync(text) : text);
}

function logs(hour: string, name = 'a') {
  const [year, month, day, h] = hour.split(/[-T]/);
  put(`logs/year=${year}/month=${month}/day=${day}/hour=${h}/${name}.gz`, [
    { request_time: `${year}-${month}-${day} ${h}:59:59.250`, status: 200, response_length: 10, undeclared: 1 },
  ]);
}

test('rows come with the types of the Glue table and plain values', async () => {
  logs('2026-03-07T08');
  put('directory/api_keys/api-keys.ndjson', [{ api_key_id: 'k1', stages: ['a/prod', 'b/prod'] }]);
  engine = await Engine.open({ template: template(), bucketDirectory });

  expect(await engine.query('SELECT * FROM "usage"."logs"')).toEqual([{
    request_time: '2026-03-07T08:59:59.250Z', status: 200, response_length: 10, year: '2026', month: '03', day: '07', hour: '08',
  }]);
  expect(await engine.query("SELECT stages, contains(stages, concat('b', '/', 'prod')) AS called FROM usage.api_keys"))
    .toEqual([{ stages: ['a/prod', 'b/prod'], called: true }]);
});

test('tables without an object are empty, not missing', async () => {
  engine = await Engine.open({ template: template('org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'), bucketDirectory });
  expect(await engine.query('SELECT status, hour FROM usage.logs')).toEqual([]);
});

test('the present can be fixed, but not within a text', async () => {
  engine = await Engine.open({ template: template(), bucketDirectory, now });
  expect(await engine.query(`
    SELECT CAST(current_date AS timestamp) AS today, CURRENT_TIMESTAMP AS now, 'it''s current_date' AS text -- current_date
  `)).toEqual([{ today: '2026-03-10T00:00:00.000Z', now: '2026-03-10T12:00:00.000Z', text: "it's current_date" }]);
});

test('functions do what Athena\'s do', async () => {
  engine = await Engine.open({ template: template(), bucketDirectory });
  const [row] = await engine.query(`SELECT
    date_format(timestamp '2026-03-07 08:09:05', '%Y-%m-%d %H:%i:%s') AS formatted,
    date_parse('2026-03-07 08:09', '%Y-%m-%d %H:%i') AS parsed,
    date_add('month', -1, timestamp '2026-03-07 00:00:00') AS added,
    date_diff('day', timestamp '2026-03-07 23:00:00', timestamp '2026-03-08 01:00:00') AS days,
    from_unixtime(0) AS epoch, 7 / 2 AS divided, concat('a', CAST(NULL AS varchar)) AS nothing,
    regexp_like('abc', 'b') AS matched, cardinality(ARRAY['x']) AS size,
    element_at(names, 'a') AS found, element_at(names, 'c') AS missing, element_at(names, CAST(NULL AS varchar)) AS none, element_at(nobody, 'a') AS empty
    FROM (SELECT map_agg(k, v) AS names FROM (VALUES ('a', 'Acme'), (NULL, 'nobody')) AS t (k, v))
    CROSS JOIN (SELECT map_agg(k, v) AS nobody FROM (VALUES ('a', 'Acme')) AS t (k, v) WHERE k = 'b')`);
  expect(row).toEqual({
    formatted: '2026-03-07 08:09:05',
    parsed: '2026-03-07T08:09:00.000Z',
    added: '2026-02-07T00:00:00.000Z',
    days: 0,
    epoch: '1970-01-01T00:00:00.000Z',
    divided: 3,
    nothing: null,
    matched: true,
    size: 1,
    found: 'Acme',
    missing: null,
    none: null,
    empty: null,
  });
});

test.each([
  ['a window', partitionsOfWindow(3), 5],
  ['a closed period', partitionsBetween("timestamp '2026-03-08 00:00:00'", "timestamp '2026-03-09 00:00:00'", 1), 3],
])('only the objects that the partition filter leaves are opened: %s', async (_, filter, expected) => {
  ['2025-12-31T23', '2026-02-28T10', '2026-03-06T22', '2026-03-06T23', '2026-03-07T00', '2026-03-07T23', '2026-03-08T00', '2026-03-10T11'].forEach((hour) => logs(hour));
  engine = await Engine.open({ template: template(), bucketDirectory, now });
  const [plan] = await engine.query<{ explain_value: string }>(`EXPLAIN ANALYZE SELECT count(*) FROM usage.logs WHERE ${filter}`);
  expect(plan.explain_value).toContain(`${expected}/8`);
});

test('fails by name for a type that it does not know', async () => {
  const json = { Resources: { T: { Type: 'AWS::Glue::Table', Properties: { DatabaseName: 'd', TableInput: { Name: 't', StorageDescriptor: { Columns: [{ Name: 'c', Type: 'map<int,int>' }], Location: 's3://b/p/', SerdeInfo: {} } } } } } };
  await expect(Engine.open({ template: new Template(json), bucketDirectory })).rejects.toThrow("type 'map<int,int>' of column 'c'");
});

import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arrivedWithin } from '../../bench/queries/arrived';
import { NOW } from '../../bench/queries/month';
import type { ParquetObject, StoredObject } from '../../bench/queries/objects';
import type { Stored } from '../../bench/queries/reading';
import { gzipReading, parquetReading, walkthroughReading } from '../../bench/queries/reading';
import type { Scan } from '../../bench/queries/scans';
import { planAsAthena, scansOf, withoutKeptResults } from '../../bench/queries/scans';
import type { Engine } from '../../preview/engine';
import { temporaryDirectory } from '../preview/temporary';

describe('arrivedWithin', () => {
  const objects = ['2025-01-01-00', '2026-03-29-20', '2026-03-30-19', '2026-03-30-20', '2026-03-30-21', '2026-03-31-20'].map((hour) => ({ hour, bytes: 1 }));
  const hours = (days: number) => arrivedWithin(objects, days).map(({ hour }) => hour);

  it('keeps the objects from the hour on that is so many days before now, and leaves out the hour before', () => {
    expect(NOW.toISOString()).toBe('2026-03-31T20:00:00.000Z');
    expect(hours(1)).toEqual(['2026-03-30-20', '2026-03-30-21', '2026-03-31-20']);
    expect(hours(2)).toEqual(['2026-03-29-20', '2026-03-30-19', '2026-03-30-20', '2026-03-30-21', '2026-03-31-20']);
  });

  it('keeps all without a limit', () => {
    expect(arrivedWithin(objects, Infinity)).toEqual(objects);
  });
});

describe('withoutKeptResults', () => {
  // the schema has the name of one common table expression, and the table that of the other
  const SQL = `-- Calls (of a day) WITH their share
WITH calls AS (
  SELECT endpoint, requests FROM totals.calls WHERE endpoint NOT IN ('(none)', 'GET /(all)')
),
totals AS (
  SELECT concat(calls.endpoint, ' (', calls.requests, ')') AS endpoint, 100 * calls.requests / sums.requests AS share
  FROM calls
  CROSS JOIN (SELECT sum(requests) AS requests FROM calls) AS sums
)
SELECT endpoint, share FROM totals ORDER BY endpoint`;

  const EXPANDED = `-- Calls (of a day) WITH their share
SELECT endpoint, share FROM (
  SELECT concat(calls.endpoint, ' (', calls.requests, ')') AS endpoint, 100 * calls.requests / sums.requests AS share
  FROM (
  SELECT endpoint, requests FROM totals.calls WHERE endpoint NOT IN ('(none)', 'GET /(all)')
) AS calls
  CROSS JOIN (SELECT sum(requests) AS requests FROM (
  SELECT endpoint, requests FROM totals.calls WHERE endpoint NOT IN ('(none)', 'GET /(all)')
) AS calls) AS sums
) AS totals ORDER BY endpoint`;

  it('puts each common table expression where it is used, and leaves tables as they are', () => {
    expect(withoutKeptResults(SQL)).toBe(EXPANDED);
  });

  it('leaves a statement without common table expressions as it is', () => {
    expect(withoutKeptResults('SELECT endpoint FROM totals.calls')).toBe('SELECT endpoint FROM totals.calls');
  });

  it('says the same to the engine', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    try {
      await connection.run('CREATE SCHEMA totals');
      await connection.run(`CREATE TABLE totals.calls AS
        SELECT * FROM (VALUES ('GET /pets', 30), ('POST /pets', 10), ('(none)', 5), ('GET /(all)', 7)) AS rows (endpoint, requests)`);
      const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();

      expect(await rows(SQL)).toEqual([['GET /pets (30)', 75], ['POST /pets (10)', 25]]);
      expect(await rows(withoutKeptResults(SQL))).toEqual(await rows(SQL));
    } finally {
      connection.closeSync();
    }
  });
});

describe('scansOf', () => {
  const directory = temporaryDirectory();
  const COLUMNS = ['request_time', 'usage_plan', 'status', 'requests'];
  const OBJECTS = 3;
  let connection: DuckDBConnection;
  let engine: Engine;

  beforeEach(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    engine = {
      query: async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS(),
      run: async (sql: string) => { await connection.run(sql); },
    } as unknown as Engine;
    const file = directory.write('records.parquet', '');
    await engine.run(`COPY (
      SELECT range AS request_time, concat('plan ', range % 3) AS usage_plan, 200 + range % 2 AS status, range % 5 AS requests FROM range(100)
    ) TO '${file}' (FORMAT parquet)`);
    await engine.run(`CREATE VIEW logs AS SELECT * FROM read_parquet('${file}')`);
    const keys = directory.write('api-keys.ndjson', '{"api_key_id":"key1"}\n{"api_key_id":"key2"}\n');
    await engine.run(`CREATE VIEW api_keys AS SELECT * FROM read_json('${keys}', format = 'newline_delimited', columns = {'api_key_id': 'varchar'})`);
    await planAsAthena(engine);
  });
  afterEach(() => connection.closeSync());

  const scanned = (sql: string) => scansOf(engine, sql, COLUMNS, OBJECTS);
  const ofLogs = (...columns: string[]): Scan => ({ table: 'logs', columns, objects: OBJECTS });
  const ofKeys: Scan = { table: 'api_keys', columns: [], objects: 1 };

  it('has the columns that a total reads', async () => {
    expect(await scanned('SELECT sum(requests) FROM logs')).toEqual([ofLogs('requests')]);
  });

  it('has the columns that a query groups and filters by', async () => {
    expect(await scanned('SELECT usage_plan, sum(requests) FROM (SELECT * FROM logs) WHERE status = 200 GROUP BY 1'))
      .toEqual([ofLogs('usage_plan', 'status', 'requests')]);
    // a text that a filter compares with is no column
    expect(await scanned("SELECT sum(requests) FROM logs WHERE usage_plan = 'plan 1, request_time'")).toEqual([ofLogs('usage_plan', 'requests')]);
  });

  it('has a scan for each use of a table', async () => {
    expect(await scanned('SELECT sum(requests) FROM logs UNION ALL SELECT sum(requests) FROM logs')).toEqual([ofLogs('requests'), ofLogs('requests')]);
  });

  // a row of groups, as the directory's: without them, the engine knows that there is one, and makes none
  const LISTED = 'SELECT list(api_key_id) AS ids FROM (SELECT api_key_id FROM api_keys GROUP BY 1)';
  const PLANS = 'SELECT list(usage_plan) AS plans FROM (SELECT usage_plan FROM logs GROUP BY 1)';

  it('leaves out a row of which nothing is used, which the engine makes', async () => {
    const [total, grouped] = [`SELECT sum(requests) FROM logs CROSS JOIN (${LISTED})`, `SELECT status, sum(requests) FROM logs CROSS JOIN (${PLANS}) GROUP BY 1`];
    const [{ explain_value: plan }] = await engine.query<{ explain_value: string }>(`EXPLAIN ${total}`);

    expect(plan).toContain('READ_JSON');
    expect(await scanned(total)).toEqual([ofLogs('requests')]);
    expect(await scanned(grouped)).toEqual([ofLogs('status', 'requests')]);
  });

  it('has what makes a row of which something is used', async () => {
    expect(await scanned(`SELECT sum(requests + len(ids)) FROM logs CROSS JOIN (${LISTED})`)).toEqual([ofLogs('requests'), ofKeys]);
    expect(await scanned(`SELECT status, sum(requests + len(plans)) FROM logs CROSS JOIN (${PLANS}) GROUP BY 1`))
      .toEqual([ofLogs('status', 'requests'), ofLogs('usage_plan')]);
  });
});

describe('readings', () => {
  const object = (hour: string, bytes: number): StoredObject => ({ hour: `2026-03-31-${hour}`, bytes });
  const parquetObject = (hour: string, bytes: number, footer: number, columns: Record<string, number>): ParquetObject => (
    { ...object(hour, bytes), records: 10, footer, columns: new Map(Object.entries(columns)) });
  /** In another format, the same hours have more objects or fewer. */
  const STORED: Stored = {
    parquet: [
      parquetObject('17', 1_000, 100, { request_time: 300, usage_plan: 50 }),
      parquetObject('18', 2_000, 200, { request_time: 600, usage_plan: 70 }),
      parquetObject('19', 3_000, 300, { request_time: 900 }),
    ],
    gzip: [object('17', 1_100), object('18', 1_500), object('18', 700), object('19', 3_300)],
    walkthrough: [object('17', 10_000), object('18', 20_000), object('19', 30_000)],
    keys: 40,
    scale: 10,
    objectScale: 3,
  };
  const logs = (objects: number, ...columns: string[]): Scan => ({ table: 'logs', columns, objects });
  const keys: Scan = { table: 'api_keys', columns: [], objects: 1 };

  describe('parquetReading', () => {
    it('is columns by records, footers by objects, and the list of keys as it is', () => {
      // columns: 10 * (300 + 600 + 900 + 50 + 70) = 19200; footers: 3 * (100 + 200 + 300) = 1800; keys: 40
      expect(parquetReading([logs(3, 'request_time', 'usage_plan'), keys], STORED)).toEqual({ bytes: 21_040, footers: 1_800, keys: 40 });
    });

    it('is of the latest objects of each scan', () => {
      // columns: 10 * (600 + 900) + 10 * 900 = 24000; footers: 3 * (200 + 300) + 3 * 300 = 2400; keys: 2 * 40
      expect(parquetReading([logs(2, 'request_time'), logs(1, 'request_time'), keys, keys], STORED)).toEqual({ bytes: 26_480, footers: 2_400, keys: 80 });
    });

    it('is of whole objects, whatever the columns, where they are read so', () => {
      // without footers: 10 * (1800 + 2700) = 45000; footers: 3 * (200 + 300) = 1500
      expect(parquetReading([logs(2, 'usage_plan')], STORED, { whole: true })).toEqual({ bytes: 46_500, footers: 1_500, keys: 0 });
    });

    it('is footers alone where no column is needed, and nothing of no object', () => {
      expect(parquetReading([logs(1)], STORED)).toEqual({ bytes: 900, footers: 900, keys: 0 });
      expect(parquetReading([logs(0, 'request_time')], STORED)).toEqual({ bytes: 0, footers: 0, keys: 0 });
      expect(parquetReading([], STORED)).toEqual({ bytes: 0, footers: 0, keys: 0 });
    });
  });

  describe('gzipReading', () => {
    it('is whole objects of the hours of each scan, and the list of keys', () => {
      // 10 * (1500 + 700 + 3300) + 10 * 3300 + 40
      expect(gzipReading([logs(2, 'request_time'), logs(1), keys], STORED)).toBe(88_040);
    });

    it('is nothing of no object', () => {
      expect(gzipReading([logs(0)], STORED)).toBe(0);
    });
  });

  describe('walkthroughReading', () => {
    it('is all objects once, without the list of keys, unless its queries are filtered', () => {
      // 10 * (10000 + 20000 + 30000)
      expect(walkthroughReading([logs(1), logs(2), keys], STORED, false)).toBe(600_000);
    });

    it('is the objects of the hours of the longest scan where they are filtered', () => {
      // 10 * (20000 + 30000)
      expect(walkthroughReading([logs(1), logs(2), keys], STORED, true)).toBe(500_000);
    });

    it('is nothing where the records are not read', () => {
      expect(walkthroughReading([keys], STORED, false)).toBe(0);
      expect(walkthroughReading([keys], STORED, true)).toBe(0);
    });
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { App, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Template as CdkTemplate } from 'aws-cdk-lib/assertions';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { Engine } from '../../../preview/engine';
import { Template } from '../../../preview/template';
import { RecordFormat, UsageCatalog } from '../../../src';
import type { AccessLogSchema } from '../../../src';
import type { DatasetColumn } from '../../../src/dashboard/dataset-column';
import type { ApiKeyEntry } from '../../../src/record/api-keys';

export type Row = Record<string, unknown>;

/** When the datasets are looked at, unless a test says so: a Tuesday. */
export const NOW = '2026-03-10T12:30:00Z';

/** DuckDB's types of what QuickSight takes as a type. */
const TYPES: Record<DatasetColumn['type'], RegExp> = {
  DATETIME: /^TIMESTAMP$/,
  STRING: /^VARCHAR$/,
  INTEGER: /^(INTEGER|BIGINT|HUGEINT)$/,
  DECIMAL: /^DOUBLE$/,
};

/** A dataset under test. */
export interface Dataset {
  readonly columns: DatasetColumn[];
  readonly statement: string;
}

/** A delivered record of the pets API; what is not given is as it usually is. */
export function record(requestTime: string, given: Row = {}): Row {
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
    usage_plan_id: 'gold',
    usage_plan: 'Gold',
    attribution: 'plan',
    client_family: 'curl',
    ...given,
  };
}

/** A request with a key that was not in the directory. */
export function unknownKey(requestTime: string, given: Row = {}): Row {
  return record(requestTime, {
    attribution: 'unknown_key', api_key_id: 'key9', customer_id: null, customer: null, usage_plan_id: null, usage_plan: null, ...given,
  });
}

/** A request of which nothing is known but its time. */
export function bareRecord(requestTime: string, given: Row = {}): Row {
  return { ...Object.fromEntries(Object.keys(record('')).map((name) => [name, null])), request_time: requestTime, attribution: 'no_key', ...given };
}

/** An API key on a plan, made long ago. */
export function entry(given: Partial<ApiKeyEntry> = {}): Partial<ApiKeyEntry> {
  return {
    api_key_id: 'key1',
    api_key_name: 'Acme\'s key',
    enabled: true,
    created_at: '2025-01-01 00:00:00.000',
    customer_id: 'c1',
    customer: 'Acme',
    usage_plan_id: 'gold',
    usage_plan: 'Gold',
    stages: ['pets/prod'],
    ...given,
  };
}

/** Some columns of the rows. */
export function only(rows: Row[], ...columns: string[]): unknown[][] {
  return rows.map((row) => columns.map((column) => row[column]));
}

/** A bucket on the disk for each test, under the tables of a synthesized catalog. */
export class DeliveredRecords {
  public readonly catalog: UsageCatalog;
  private readonly template: Template;
  private directory = '';
  private objects = 0;

  constructor(schema?: AccessLogSchema) {
    const stack = new Stack(new App(), 'Stack');
    this.catalog = new UsageCatalog(stack, 'Catalog', { bucket: new s3.Bucket(stack, 'Bucket'), schema, recordFormat: RecordFormat.JSON });
    this.template = new Template(CdkTemplate.fromStack(stack).toJSON());
    // a machine that does other things as well
    vi.setConfig({ testTimeout: 30_000 });
    beforeEach(() => {
      this.directory = mkdtempSync(join(tmpdir(), 'delivered-'));
    });
    afterEach(() => rmSync(this.directory, { recursive: true }));
  }

  /** Delivers records as one object, whose oldest arrived in an hour such as `2026-03-10T09`. */
  public deliver(arrival: string, records: Row[]): void {
    const [year, month, day, hour] = arrival.split(/[-T]/);
    this.put(`logs/year=${year}/month=${month}/day=${day}/hour=${hour}/${++this.objects}.gz`, gzipSync(ndjson(records)));
  }

  /** What the directory knows now. */
  public keys(entries: Partial<ApiKeyEntry>[]): void {
    this.put('directory/api_keys/api-keys.ndjson', ndjson(entries));
  }

  /** The rows of a dataset, of the columns and types that it declares. */
  public async rows({ statement, columns }: Dataset, now = NOW): Promise<Row[]> {
    const engine = await Engine.open({ template: this.template, bucketDirectory: this.directory, now: new Date(now) });
    try {
      const described = await engine.query<{ column_name: string; column_type: string }>(`DESCRIBE ${wrapped(statement)}`);
      expect(described.map(({ column_name }) => column_name)).toEqual(columns.map(({ name }) => name));
      described.forEach(({ column_type }, index) => expect(column_type).toMatch(TYPES[columns[index].type]));
      return await engine.query(`${wrapped(statement)} ORDER BY ALL`);
    } finally {
      engine.close();
    }
  }

  private put(key: string, content: string | Buffer): void {
    const path = join(this.directory, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** As QuickSight asks. */
function wrapped(statement: string): string {
  return `SELECT * FROM (${statement}) AS "t"`;
}

function ndjson(rows: object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

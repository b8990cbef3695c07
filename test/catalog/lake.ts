import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { App, Stack } from 'aws-cdk-lib';
import { Template as CdkTemplate } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Engine } from '../../preview/engine';
import { Template } from '../../preview/template';
import { RecordFormat } from '../../src/catalog/record-format';
import { UsageCatalog } from '../../src/catalog/usage-catalog';
import type { ApiKeyEntry } from '../../src/record/api-keys';
import { API_KEYS_OBJECT, LOGS_PREFIX } from '../../src/record/layout';

/** A delivered record; columns that are left out are null. */
export type Delivered = Record<string, string | number | null>;

/** A bucket on the disk, under the tables of a synthesized catalog. */
export class Lake {
  public readonly database = 'usage';
  private readonly directory = mkdtempSync(join(tmpdir(), 'lake-'));
  private readonly template: Template;
  private engine?: Engine;
  private objects = 0;

  constructor(private readonly format: RecordFormat = RecordFormat.JSON) {
    const stack = new Stack(new App(), 'Lake');
    new UsageCatalog(stack, 'Catalog', { bucket: new Bucket(stack, 'Bucket'), recordFormat: format, databaseName: this.database });
    this.template = new Template(CdkTemplate.fromStack(stack).toJSON());
  }

  /** The saved statements by the id of their construct. */
  public statement(id: string): string {
    const found = this.template.resourcesOfType('AWS::Athena::NamedQuery').find((resource) => resource.id.includes(id));
    return this.template.resolve<{ QueryString: string }>(found!.properties).QueryString;
  }

  /** Puts an object whose oldest record arrived at an hour, such as `2026-01-01T05`. */
  public deliver(hour: string, ...records: Delivered[]): void {
    const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    this.put(`${partition(hour)}object-${++this.objects}.gz`, gzipSync(lines));
  }

  /** Puts an object of one row into each hour: what it holds does not matter. */
  public async fill(arrivals: string[]): Promise<void> {
    const sample = join(this.directory, 'sample.gz');
    const time = "TIMESTAMP '2025-12-15 12:00:00' AS request_time";
    const scratch = await Engine.open({ template: this.template, bucketDirectory: this.directory });
    await scratch.run(`COPY (SELECT ${time}, l.* EXCLUDE (request_time, year, month, day, hour) FROM (SELECT 1) LEFT JOIN "${this.database}".logs AS l ON true)
      TO '${sample}' ${this.format === RecordFormat.PARQUET ? '(FORMAT parquet)' : '(FORMAT json, COMPRESSION gzip)'}`);
    scratch.close();
    for (const hour of arrivals) {
      const path = join(this.directory, `${partition(hour)}object${this.format === RecordFormat.JSON ? '.gz' : ''}`);
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(sample, path);
    }
  }

  public apiKeys(...entries: Partial<ApiKeyEntry>[]): void {
    this.put(API_KEYS_OBJECT, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  }

  /** The rows of a statement that runs at an instant. */
  public async ask<T = Record<string, unknown>>(now: string, statement: string): Promise<T[]> {
    this.engine?.close();
    this.engine = await Engine.open({ template: this.template, bucketDirectory: this.directory, now: new Date(now) });
    return this.engine.query<T>(statement);
  }

  /** The hours whose objects a statement opens for its rows. DuckDB opens one more while it plans, to see the columns. */
  public async openedHours(now: string, statement: string): Promise<string[]> {
    await this.ask(now, 'SELECT 1');
    const planning = await this.opens(`EXPLAIN ${statement}`);
    const running = await this.opens(statement);
    return [...running.entries()]
      .filter(([path, times]) => times > (planning.get(path) ?? 0))
      .flatMap(([path]) => hourOf(relative(this.directory, path)))
      .sort();
  }

  public remove(): void {
    this.engine?.close();
    rmSync(this.directory, { recursive: true });
  }

  private async opens(statement: string): Promise<Map<string, number>> {
    await this.engine!.run("CALL enable_logging('FileSystem')");
    await this.engine!.query(statement);
    const rows = await this.engine!.query<{ path: string; times: number }>(
      "SELECT path, count(*) AS times FROM duckdb_logs_parsed('FileSystem') WHERE op = 'OPEN' GROUP BY path");
    await this.engine!.run('CALL disable_logging()');
    await this.engine!.run('CALL truncate_duckdb_logs()');
    return new Map(rows.map(({ path, times }) => [path, times]));
  }

  private put(key: string, body: string | Buffer): void {
    const path = join(this.directory, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
  }
}

/** All hours from one to another, both included, as `2026-01-01T05`. */
export function hours(from: string, to: string): string[] {
  const start = Date.parse(`${from}:00Z`);
  const count = (Date.parse(`${to}:00Z`) - start) / 3_600_000 + 1;
  return Array.from({ length: count }, (_, index) => new Date(start + index * 3_600_000).toISOString().slice(0, 13));
}

function partition(hour: string): string {
  const [year, month, day, hourOfDay] = hour.split(/[-T]/);
  return `${LOGS_PREFIX}year=${year}/month=${month}/day=${day}/hour=${hourOfDay}/`;
}

function hourOf(key: string): string[] {
  const match = /^logs\/year=(\d+)\/month=(\d+)\/day=(\d+)\/hour=(\d+)\//.exec(key);
  return match ? [`${match[1]}-${match[2]}-${match[3]}T${match[4]}`] : [];
}

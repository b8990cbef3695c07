import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ATHENA_FUNCTIONS } from './athena-functions';
import { glueTables } from './glue-table';
import type { GlueTable } from './glue-table';
import { withFixedNow } from './sql-text';
import type { Template } from './template';

/** What an engine reads. */
export interface EngineOptions {
  readonly template: Template;
  /** Holds the objects of the bucket as files, under their keys. */
  readonly bucketDirectory: string;
  /** The instant that `current_date` and `current_timestamp` stand for; without it, the present. */
  readonly now?: Date;
}

const SETTINGS = {
  threads: '2',
  memory_limit: '400MB',
  // thousands of small objects: keeping their order, or their content, takes a block of memory for each
  preserve_insertion_order: 'false',
  enable_external_file_cache: 'false',
};

/** Athena's stand-in: DuckDB over the delivered objects, by the Glue tables of the template. */
export class Engine {
  public static async open({ template, bucketDirectory, now }: EngineOptions): Promise<Engine> {
    const instance = await DuckDBInstance.create(':memory:', SETTINGS);
    const engine = new Engine(instance, await instance.connect(), now);
    for (const statement of ATHENA_FUNCTIONS) {
      await engine.connection.run(statement);
    }
    for (const table of glueTables(template)) {
      await engine.connection.run(`CREATE SCHEMA IF NOT EXISTS "${table.database}"`);
      await engine.connection.run(`CREATE VIEW "${table.database}"."${table.name}" AS ${selectFrom(table, bucketDirectory)}`);
    }
    return engine;
  }

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly now: Date | undefined,
  ) {}

  /** The rows of a statement as plain values: whole numbers as numbers, times as ISO 8601 in UTC. */
  public async query<T = Record<string, unknown>>(sql: string): Promise<T[]> {
    const reader = await this.connection.runAndReadAll(withFixedNow(sql, this.now));
    return reader.getRowObjectsJS().map((row) => plain(row) as T);
  }

  /** Runs a statement for what it does. */
  public async run(sql: string): Promise<void> {
    await this.connection.run(withFixedNow(sql, this.now));
  }

  public close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

function selectFrom(table: GlueTable, bucketDirectory: string): string {
  const directory = join(bucketDirectory, table.prefix);
  const columns = [...table.columns, ...table.partitions];
  if (!existsSync(directory) || !readdirSync(directory, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile())) {
    const typed = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS "${name}"`);
    return `SELECT ${typed.join(', ')} WHERE false`;
  }
  const typed = columns.map(({ name, type }) => `CAST("${name}" AS ${type}) AS "${name}"`);
  return `SELECT ${typed.join(', ')} FROM ${scan(table, quoted(join(directory, '**', '*')))}`;
}

function scan({ format, columns, partitions }: GlueTable, glob: string): string {
  // DuckDB would turn '07' into 7
  const hive = partitions.length > 0 ? ', hive_partitioning = true, hive_types_autocast = false' : ', hive_partitioning = false';
  if (format === 'parquet') {
    return `read_parquet(${glob}${hive})`;
  }
  const types = columns.map(({ name, type }) => `${quoted(name)}: ${quoted(type)}`);
  return `read_json(${glob}, format = 'newline_delimited', columns = {${types.join(', ')}}${hive})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}

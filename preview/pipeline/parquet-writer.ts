import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableColumn } from '../glue-table';
import { appendRow } from './conversion';
import type { Row } from './conversion';

interface ParquetObject {
  readonly file: string;
  readonly rows: readonly Row[];
}

/** So many rows go to DuckDB at once: its cost is by statement, and a record has few rows an object. */
const ROWS_AT_ONCE = 2_000;

/** Writes rows as Parquet objects, in the background while the next ones are made. */
export class ParquetWriter {
  public static async open(columns: readonly TableColumn[], compression: string): Promise<ParquetWriter> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '200MB' });
    return new ParquetWriter(instance, await instance.connect(), columns, compression);
  }

  private waiting: ParquetObject[] = [];
  private rows = 0;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly columns: readonly TableColumn[],
    private readonly compression: string,
  ) {}

  /** Takes an object to write. Waits where it would run ahead of the disk. */
  public async write(object: ParquetObject): Promise<void> {
    this.waiting.push(object);
    this.rows += object.rows.length;
    if (this.rows >= ROWS_AT_ONCE) {
      await this.startWriting();
    }
  }

  /** Writes what is left, and waits for it. */
  public async flush(): Promise<void> {
    await this.startWriting();
    await this.writing;
  }

  /** Writes what is left, and ends. */
  public async close(): Promise<void> {
    await this.flush();
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async startWriting(): Promise<void> {
    await this.writing;
    const objects = this.waiting;
    this.waiting = [];
    this.rows = 0;
    this.writing = this.writeAll(objects);
    // an error is met at the next turn
    this.writing.catch(() => undefined);
  }

  private async writeAll(objects: readonly ParquetObject[]): Promise<void> {
    const declared = this.columns.map(({ name, type }) => `"${name}" ${type}`);
    await this.connection.run(`CREATE OR REPLACE TABLE waiting (object INTEGER, ${declared.join(', ')})`);
    const appender = await this.connection.createAppender('waiting');
    objects.forEach(({ rows }, object) => rows.forEach((row) => {
      appender.appendInteger(object);
      appendRow(appender, row, this.columns);
      appender.endRow();
    }));
    appender.closeSync();
    for (const [object, { file }] of objects.entries()) {
      mkdirSync(dirname(file), { recursive: true });
      await this.connection.run(
        `COPY (SELECT * EXCLUDE (object) FROM waiting WHERE object = ${object})
         TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION ${this.compression})`);
    }
  }
}

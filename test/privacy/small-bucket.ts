import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Tags } from './s3-front';
import { withConditionalDeletes } from './s3-front';
import { startS3 } from '../../preview/servers/s3';
import { main } from '../../tools/erase-customer/cli';

const BUCKET = 'bucket';

/** A bucket with a few objects, and the tool that erases from it. */
export class SmallBucket {
  public readonly tags: Tags = new Map();
  private readonly directory = mkdtempSync(join(tmpdir(), 'small-bucket-'));

  public remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  public put(key: string, ...lines: (string | object)[]): void {
    writeFileSync(this.fileOf(key), lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  }

  /** Texts by their columns; a column that a row does not have is null. */
  public async putParquet(key: string, columns: readonly string[], ...rows: Record<string, string>[]): Promise<void> {
    const source = `${this.fileOf(key)}.ndjson`;
    writeFileSync(source, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const types = columns.map((name) => `'${name}': 'VARCHAR'`).join(', ');
    await this.query(`COPY (SELECT * FROM read_json('${source}', format = 'newline_delimited', columns = {${types}})) TO '${this.fileOf(key)}' (FORMAT parquet)`);
    rmSync(source);
  }

  public tag(key: string, tags: string): void {
    this.tags.set(`/${BUCKET}/${key}`, tags);
  }

  public tagsOf(key: string): string | undefined {
    return this.tags.get(`/${BUCKET}/${key}`);
  }

  public lines(key: string): string[] {
    return existsSync(this.fileOf(key)) ? readFileSync(this.fileOf(key), 'utf8').trimEnd().split('\n') : [];
  }

  public async ids(key: string): Promise<unknown[]> {
    return existsSync(this.fileOf(key)) ? (await this.query(`SELECT id FROM read_parquet('${this.fileOf(key)}')`)).map(({ id }) => id) : [];
  }

  /** Runs the tool, and returns what it printed. */
  public async erase(...args: string[]): Promise<string> {
    const s3 = await startS3({ [BUCKET]: this.directory });
    const front = await withConditionalDeletes(s3, undefined, this.tags);
    const client = new S3Client({
      endpoint: front.url, forcePathStyle: true, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' }, maxAttempts: 1,
    });
    const printed: string[] = [];
    try {
      const code = await main(['--bucket', BUCKET, '--erase', ...args], (line) => printed.push(line), client);
      return [...printed, `exit code ${code}`].join('\n');
    } finally {
      client.destroy();
      front.close();
      s3.close();
    }
  }

  private fileOf(key: string): string {
    const file = join(this.directory, key);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  }

  private async query(sql: string): Promise<Record<string, unknown>[]> {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowObjectsJS();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }
}

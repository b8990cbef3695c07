import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Customer } from './customer';
import type { Judge } from './lines';

const SETTINGS = { threads: '2', memory_limit: '1GB', preserve_insertion_order: 'true' };

/** Reads and rewrites Parquet objects, as files. */
export class Parquet {
  public static async open(temporaryDirectory: string): Promise<Parquet> {
    return new Parquet(await DuckDBInstance.create(':memory:', { ...SETTINGS, temp_directory: temporaryDirectory }));
  }

  private constructor(private readonly instance: DuckDBInstance) {}

  public close(): void {
    this.instance.closeSync();
  }

  /** Has the records judged, and returns the conditions of those that go. */
  public async read(file: string, customer: Customer, judge: (verdict: Parameters<Judge>[0], records: number) => boolean): Promise<string[]> {
    return this.connected(async (connection) => {
      const rows = await rowsOf<{ customer_id: string | null; api_key_id: string | null; records: bigint }>(connection,
        `SELECT customer_id, api_key_id, count(*) AS records FROM ${scan(file)} GROUP BY customer_id, api_key_id`);
      return rows
        .filter(({ customer_id, api_key_id, records }) => judge(customer.verdictOn({ customer_id, api_key_id }), Number(records)))
        .map(({ customer_id, api_key_id }) => `(${same('customer_id', customer_id)} AND ${same('api_key_id', api_key_id)})`);
    });
  }

  /**
   * Writes an object without the records that go: the same columns, types, compression and order. Returns whether anything stays.
   *
   * It fails where what was written is not what was to stay.
   */
  public async write(file: string, target: string, conditions: readonly string[]): Promise<boolean> {
    return this.connected(async (connection) => {
      const stays = conditions.length === 0 ? 'true' : `NOT (${conditions.join(' OR ')})`;
      const [{ compression }] = await rowsOf<{ compression: string }>(connection, `SELECT DISTINCT compression FROM parquet_metadata(${quoted(file)})`);
      const kept = `SELECT ${await columnsOf(connection, file)} FROM ${scan(file)} WHERE ${stays}`;
      await connection.run(`COPY (${kept}) TO ${quoted(target)} (FORMAT parquet, COMPRESSION ${compression})`);
      const [{ expected, written, different }] = await rowsOf<Record<'expected' | 'written' | 'different', bigint>>(connection, `
        SELECT
          (SELECT count(*) FROM (${kept})) AS expected,
          (SELECT count(*) FROM ${scan(target)}) AS written,
          (SELECT count(*) FROM (${kept} EXCEPT ALL SELECT * FROM ${scan(target)})) AS different`);
      if (expected !== written || different !== 0n) {
        throw new Error(`it was written anew with ${written} of ${expected} records, ${different} of them changed, and was left as it is`);
      }
      return written > 0n;
    });
  }

  private async connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }
}

/** Firehose's instants may be in nanoseconds (INT96), which only readers of the old kind know; Athena reads microseconds as well. */
async function columnsOf(connection: DuckDBConnection, file: string): Promise<string> {
  const columns = await rowsOf<{ column_name: string; column_type: string }>(connection, `DESCRIBE SELECT * FROM ${scan(file)}`);
  return columns.map(({ column_name: name, column_type: type }) => (
    type === 'TIMESTAMP_NS' ? `CAST("${name}" AS TIMESTAMP) AS "${name}"` : `"${name}"`)).join(', ');
}

async function rowsOf<T>(connection: DuckDBConnection, sql: string): Promise<T[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS() as T[];
}

function scan(file: string): string {
  return `read_parquet(${quoted(file)}, hive_partitioning = false)`;
}

function same(column: string, value: string | null): string {
  return value === null ? `${column} IS NULL` : `${column} IS NOT DISTINCT FROM ${quoted(value)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

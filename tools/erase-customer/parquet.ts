import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Verdict } from './customer';
import type { Search } from './lines';
import type { Naming } from './naming';
import { ABSENT } from './naming';

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
  public async read(file: string, { customer, naming }: Search, judge: (verdict: Verdict, records: number) => boolean): Promise<string[]> {
    return this.connected(async (connection) => {
      const names = await namesOf(connection, file, naming);
      const rows = await rowsOf<Record<keyof NameExpressions, string | null> & { records: bigint }>(connection, `
        SELECT ${names.customer} AS customer, ${names.key} AS key, ${names.caller} AS caller, count(*) AS records
        FROM ${scan(file)} GROUP BY ALL`);
      return rows
        .filter((row) => judge(customer.verdictOn({
          customer: row.customer ?? undefined, key: row.key ?? undefined, caller: row.caller ?? undefined, isMute: names.areNone,
        }), Number(row.records)))
        .map((row) => `(${(['customer', 'key', 'caller'] as const).map((name) => same(names[name], row[name])).join(' AND ')})`);
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

/** Whom a row names, in SQL. */
interface NameExpressions {
  readonly customer: string;
  readonly key: string;
  readonly caller: string;
}

/** The first column of each kind that is not absent, as it is with lines. */
async function namesOf(connection: DuckDBConnection, file: string, naming: Naming): Promise<NameExpressions & { areNone: boolean }> {
  const columns = new Set((await describe(connection, file)).map(({ column_name: name }) => name));
  const first = (fields: readonly string[]) => fields.filter((name) => columns.has(name))
    .map((name) => ABSENT.reduce((value, absent) => `nullif(${value}, ${quoted(absent)})`, `CAST("${name.replaceAll('"', '""')}" AS VARCHAR)`));
  const [customers, keys, callers] = [naming.customerFields, naming.keyFields, naming.callerFields].map(first);
  const coalesced = (values: readonly string[]) => `coalesce(${['NULL::VARCHAR', ...values].join(', ')})`;
  const [customer, key] = [coalesced(customers), coalesced(keys)];
  return {
    customer,
    key,
    // of interest only where there is neither: there can be as many as rows
    caller: `CASE WHEN ${customer} IS NULL AND ${key} IS NULL THEN ${coalesced(callers)} END`,
    areNone: [...customers, ...keys, ...callers].length === 0,
  };
}

/** Firehose's instants may be in nanoseconds (INT96), which only readers of the old kind know; Athena reads microseconds as well. */
async function columnsOf(connection: DuckDBConnection, file: string): Promise<string> {
  return (await describe(connection, file)).map(({ column_name: name, column_type: type }) => (
    type === 'TIMESTAMP_NS' ? `CAST("${name}" AS TIMESTAMP) AS "${name}"` : `"${name}"`)).join(', ');
}

async function describe(connection: DuckDBConnection, file: string): Promise<{ column_name: string; column_type: string }[]> {
  return rowsOf(connection, `DESCRIBE SELECT * FROM ${scan(file)}`);
}

async function rowsOf<T>(connection: DuckDBConnection, sql: string): Promise<T[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS() as T[];
}

function scan(file: string): string {
  return `read_parquet(${quoted(file)}, hive_partitioning = false)`;
}

function same(expression: string, value: string | null): string {
  return value === null ? `(${expression}) IS NULL` : `(${expression}) IS NOT DISTINCT FROM ${quoted(value)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

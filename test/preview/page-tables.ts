import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import { COLUMNS, dashboardDefinition } from './page-dashboard';
import { NOW } from './page-traffic';
import type { PageInput } from '../../preview/page/page';

/** Values by column; times are milliseconds since 1970. What is left out is `(none)`, 0 or no time. */
export type DatasetRow = Readonly<Record<string, string | number | null>>;

const TYPES = { STRING: 'VARCHAR', DATETIME: 'TIMESTAMP', INTEGER: 'BIGINT', DECIMAL: 'DOUBLE' };

/** The library's datasets with rows of a test. */
export class Tables {
  public static async open(rows: Readonly<Record<string, readonly DatasetRow[]>>): Promise<Tables> {
    const tables = new Tables(await (await DuckDBInstance.create(':memory:')).connect());
    for (const [dataset, columns] of Object.entries(COLUMNS)) {
      await tables.run(`CREATE TABLE ${dataset} (${columns.map(({ name, type }) => `"${name}" ${TYPES[type]}`).join(', ')})`);
      await tables.add(dataset, rows[dataset] ?? []);
    }
    return tables;
  }

  private constructor(private readonly connection: DuckDBConnection) {}

  public readonly query = async (sql: string) => (await this.connection.runAndReadAll(sql)).getRowObjectsJS();

  public input(overrides: Partial<PageInput> = {}): PageInput {
    return {
      title: 'API usage',
      definition: dashboardDefinition(),
      relations: Object.fromEntries(Object.keys(COLUMNS).map((dataset) => [dataset, dataset])),
      query: this.query,
      now: NOW,
      notes: ['This traffic is made up.'],
      ...overrides,
    };
  }

  public async add(dataset: string, rows: readonly DatasetRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += 2_000) {
      const values = rows.slice(start, start + 2_000).map((row) => `(${COLUMNS[dataset].map(({ name, type }) => literal(row[name], type)).join(', ')})`);
      await this.run(`INSERT INTO ${dataset} VALUES ${values.join(', ')}`);
    }
  }

  public async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  public close(): void {
    this.connection.closeSync();
  }
}

function literal(value: string | number | null | undefined, type: keyof typeof TYPES): string {
  if (type === 'DATETIME') {
    return value === null || value === undefined ? 'NULL' : `make_timestamp_ms(${value})`;
  }
  if (value === null) {
    return 'NULL';
  }
  return type === 'STRING' ? `'${String(value ?? '(none)').replaceAll("'", "''")}'` : String(value ?? 0);
}

import type { ColumnReference } from '../read/columns';

export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

export type ColumnType = 'text' | 'number' | 'time';

const TYPES: readonly (readonly [RegExp, ColumnType])[] = [
  [/^VARCHAR$/, 'text'],
  [/^TIMESTAMP$/, 'time'],
  [/^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/, 'number'],
];

/** The datasets' results, as relations of the engine, with the columns that they have. */
export class Datasets {
  public static async describe(relations: Readonly<Record<string, string>>, query: Query): Promise<Datasets> {
    const columns = new Map<string, Map<string, string>>();
    for (const [identifier, relation] of Object.entries(relations)) {
      const rows = await query(`DESCRIBE SELECT * FROM ${relation}`);
      columns.set(identifier, new Map(rows.map((row) => [String(row.column_name), String(row.column_type)])));
    }
    return new Datasets(relations, columns, query);
  }

  private constructor(
    private readonly relations: Readonly<Record<string, string>>,
    private readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>,
    public readonly query: Query) {}

  public relation(dataset: string): string {
    return this.relations[dataset];
  }

  /** Refuses a column that the dataset does not have, or that has another type: QuickSight draws it as blank, without a word. */
  public check(reference: ColumnReference, needed: ColumnType): void {
    const type = this.type(reference);
    if (type !== needed) {
      const { dataset, column, path } = reference;
      throw new Error(`The preview cannot draw ${path}: a ${needed} is needed there, and `
        + `'${column}' of dataset '${dataset}' is ${this.sqlType(reference)}, which QuickSight shows blank.`);
    }
  }

  public type(reference: ColumnReference): ColumnType {
    const sqlType = this.sqlType(reference);
    const [, type] = TYPES.find(([pattern]) => pattern.test(sqlType)) ?? [];
    if (type === undefined) {
      throw new Error(`The preview cannot draw ${reference.path}: '${reference.column}' of dataset '${reference.dataset}' is ${sqlType}, `
        + 'and it knows texts (VARCHAR), numbers and times (TIMESTAMP).');
    }
    return type;
  }

  private sqlType({ dataset, column, path }: ColumnReference): string {
    const columns = this.columns.get(dataset);
    if (columns === undefined) {
      throw new Error(`The preview cannot draw ${path}: there is no dataset '${dataset}'.`);
    }
    const type = columns.get(column);
    if (type === undefined) {
      throw new Error(`The preview cannot draw ${path}: dataset '${dataset}' has no column '${column}'.`);
    }
    return type;
  }
}

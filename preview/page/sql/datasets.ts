import { ColumnReference, Dimension } from '../read/fields';

export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** The datasets' results, as relations of the engine, with the columns that they have. */
export class Datasets {
  public static async describe(relations: Readonly<Record<string, string>>, query: Query): Promise<Datasets> {
    const columns = new Map<string, Map<string, string>>();
    for (const [identifier, relation] of Object.entries(relations)) {
      const rows = await query(`DESCRIBE SELECT * FROM ${relation}`);
      columns.set(identifier, new Map(rows.map((row) => [String(row.column_name), String(row.column_type)])));
    }
    return new Datasets(relations, columns);
  }

  private constructor(
    private readonly relations: Readonly<Record<string, string>>,
    private readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>) {}

  public relation(reference: ColumnReference): string {
    this.type(reference);
    return this.relations[reference.dataset];
  }

  public has(dataset: string, ...columns: string[]): boolean {
    return columns.every((column) => this.columns.get(dataset)?.has(column));
  }

  /** QuickSight draws a category that is no text as blank, without a word: here it is an error. */
  public checkText(dimension: Dimension): void {
    const type = this.type(dimension);
    if (type !== 'VARCHAR') {
      throw new Error(`The preview cannot draw ${dimension.path}: a categorical field takes text, and `
        + `'${dimension.column}' of dataset '${dimension.dataset}' is ${type}, which QuickSight shows blank.`);
    }
  }

  private type({ dataset, column, path }: ColumnReference): string {
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

/** A column of a dataset, with its type as QuickSight calls it. */
export interface DatasetColumn {
  readonly name: string;
  readonly type: 'DATETIME' | 'STRING' | 'INTEGER' | 'DECIMAL';
}

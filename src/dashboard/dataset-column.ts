/** The type of a dataset's column, as QuickSight calls it. */
export enum DatasetColumnType {
  /** A text: visuals are split and filtered by it. */
  STRING = 'STRING',
  /** A whole number. */
  INTEGER = 'INTEGER',
  /** A number with decimal places. */
  DECIMAL = 'DECIMAL',
  /** A time, in UTC. */
  DATETIME = 'DATETIME',
}

/** A column of a dataset, with its type as QuickSight calls it. */
export interface DatasetColumn {
  readonly name: string;
  readonly type: `${DatasetColumnType}`;
}

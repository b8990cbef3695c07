import type { DatasetColumnType } from './dataset-column';

/** A column of a dataset of your own. */
export interface CustomDatasetColumn {
  /** The column's name in the result of the query. */
  readonly name: string;

  /**
   * The column's type. What visuals are split or filtered by is a text, a number among names would show blank. A text that is called as one
   * of the dashboard's own, such as `customer`, is filtered by the same control, and rows without a value of it are not shown: name
   * what is absent, such as `(none)`.
   */
  readonly type: DatasetColumnType;
}

/** Properties of a dataset of your own. */
export interface CustomDatasetProps {
  /**
   * The query, in Athena's SQL, without a semicolon at its end. Filter on the partition columns `year` and `month` at least: a query without
   * reads all records there are. In direct query mode it runs for each visual.
   *
   * The tables are `"<database>"."logs"` and `"<database>"."api_keys"`, with `catalog.databaseName`.
   */
  readonly sqlQuery: string;

  /** All columns of the query's result. */
  readonly columns: CustomDatasetColumn[];

  /**
   * The column that the period is taken of.
   *
   * @default - visuals show the whole dataset, whatever period is chosen
   */
  readonly timeColumn?: string;

  /**
   * How far the query goes back, in days. Figures are compared with the period before where it goes back so far.
   * Only with a `timeColumn`. Of all datasets that are shown over the chosen period, the longest decides how much can be chosen, on all sheets.
   *
   * @default - far enough for each period
   */
  readonly windowDays?: number;
}

import type { DatasetColumnType } from './dataset-column';

/** A column of a dataset of your own. */
export interface CustomDatasetColumn {
  /** The column's name in the result of the query: 1 to 127 characters without braces, of which the first is no underscore. */
  readonly name: string;

  /**
   * The column's type. What visuals are split or filtered by has to be a text (`STRING`): a number among names would show blank. A text column
   * with the name of one of the dashboard's own, such as `customer`, is filtered by the same control, and rows without a value of it are not shown:
   * let the query name what is absent, such as `(none)`.
   */
  readonly type: DatasetColumnType;
}

/**
 * Properties of a dataset of your own.
 *
 * @example
 * // a catalog with the databaseName 'api_usage'
 * const keys = dashboard.addDataset('keys', {
 *   sqlQuery: 'SELECT count(DISTINCT api_key_id) AS number_of_keys FROM api_usage.api_keys',
 *   columns: [{ name: 'number_of_keys', type: DatasetColumnType.INTEGER }],
 * });
 * sheet.addVisuals(new KpiVisual({ id: 'keys', title: 'API keys', value: keys.sum('number_of_keys'), compared: false }));
 */
export interface CustomDatasetProps {
  /**
   * The query, in Athena's SQL, without a semicolon at its end. Filter on the partition columns `year` and `month` at least: a query without
   * reads all records there are. In direct query mode it runs for each visual, and
   * reads as much whatever period is chosen; in SPICE it runs four times a day.
   *
   * The tables are `"<database>"."logs"` and `"<database>"."api_keys"`, with `catalog.databaseName`.
   */
  readonly sqlQuery: string;

  /** All columns of the query's result, at least one, each name once. */
  readonly columns: CustomDatasetColumn[];

  /**
   * The column that the period is taken of, by its name: one of type `DATETIME`, in UTC.
   *
   * @default - visuals show the whole dataset, whatever period is chosen
   */
  readonly timeColumn?: string;

  /**
   * How far the query goes back, in days, more than 0. Figures are compared with the period before where it goes back so far.
   * Only with a `timeColumn`. Of all datasets that are shown over the chosen period, the longest decides how much can be chosen, on all sheets.
   *
   * @default - far enough for each period
   */
  readonly windowDays?: number;
}

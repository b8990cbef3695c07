import { Datasets, Query } from './datasets';
import { where } from './filters';
import { periodOf } from './period';
import { Dashboard } from '../read/definition';
import { appliesTo, Filter } from '../read/filters';

/** What the page's head says about the period that all visuals show. */
export interface KeyFigures {
  readonly requests: number;
  readonly customers: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  /** Hours of the first and the last request. */
  readonly first?: Date;
  readonly last?: Date;
  /** The period that the dashboard's filters name, if one holds for all visuals. */
  readonly unit?: string;
  readonly start?: Date;
}

const COLUMNS = ['hour', 'requests', 'customer_id', 'status'];

/** Taken from the first dataset that has the columns; none where no dataset has. */
export async function keyFigures(
  dashboard: Dashboard, now: Date, datasets: Datasets, query: Query,
): Promise<KeyFigures | undefined> {
  const dataset = dashboard.datasets.find((identifier) => datasets.has(identifier, ...COLUMNS));
  if (dataset === undefined) {
    return undefined;
  }
  const common = dashboard.filters.filter((filter) => filter.kind === 'period' && appliesToAll(filter, dashboard, dataset));
  const sum = (condition: string) => `CAST(coalesce(sum("requests") FILTER (WHERE ${condition}), 0) AS DOUBLE)`;
  const [row] = await query([
    `SELECT ${sum('true')} AS requests,`,
    // Whoever has no name at all is no customer.
    "  CAST(count(DISTINCT \"customer_id\") FILTER (WHERE \"customer_id\" NOT IN ('(none)', '(anonymous)')) AS DOUBLE) AS customers,",
    `  ${sum("\"status\" LIKE '4__'")} AS client_errors,`,
    `  ${sum("\"status\" LIKE '5__'")} AS server_errors,`,
    '  epoch_ms(CAST(min("hour") AS TIMESTAMP)) AS first, epoch_ms(CAST(max("hour") AS TIMESTAMP)) AS last',
    `FROM ${datasets.relation({ dataset, column: 'requests', path: 'the key figures' })}`,
    `WHERE ${where(common, now)}`,
  ].join('\n'));
  const [period] = common.filter((filter) => filter.kind === 'period');
  return {
    requests: Number(row.requests),
    customers: Number(row.customers),
    clientErrors: Number(row.client_errors),
    serverErrors: Number(row.server_errors),
    ...row.first == null ? {} : { first: new Date(Number(row.first)), last: new Date(Number(row.last)) },
    ...period ? { unit: period.unit, start: periodOf(period, now).start } : {},
  };
}

function appliesToAll(filter: Filter, { sheets }: Dashboard, dataset: string): boolean {
  return sheets.every((sheet) => sheet.visuals
    .filter(({ measure }) => measure.dataset === dataset)
    .every(({ id }) => appliesTo(filter, sheet.id, { id, dataset })));
}

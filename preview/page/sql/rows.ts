import { ageSql } from './age';
import { countingCube, packed } from './cube';
import type { Datasets } from './datasets';
import type { VisualScope } from './scope';
import { milliseconds, quotedName } from './text';
import type { KeyColumn, RowsVisualData } from '../data';
import { AGE, LATEST_ROWS } from '../data';
import type { RowColumn, Visual } from '../read/visual';

/** Of each value that can be chosen, beside the latest of all. */
const LATEST_OF_VALUE = 50;
const MOST = 3_000;

/** A caller can send texts of any length. */
const LONGEST_TEXT = 500;

type RowsData = Pick<RowsVisualData, 'kind' | 'columns' | 'rows' | 'cells' | 'cube'>;

/** Single rows, as many as a reader looks at. */
export async function rowsOf(visual: Visual, scope: VisualScope, datasets: Datasets, now: Date): Promise<RowsData> {
  const columns = (visual.columns ?? []).map((column) => ({ ...column, format: datasets.type(column) }));
  datasets.check(columns[0], 'time');
  const keys = [
    ...scope.age ? [{ name: AGE, sql: ageSql(scope.age, now) }] : [],
    ...[...new Set(scope.filteredBy.map(({ column }) => column))].map((column) => ({ name: column, sql: quotedName(column) })),
  ];
  const rows = await datasets.query([
    `SELECT ${[...columns.map((column, index) => `${cell(column)} AS c${index}`), ...keys.map(({ sql }, index) => `${sql} AS k${index}`)].join(', ')}`,
    `FROM (${latest(datasets.relation(visual.dataset), columns[0], scope)})`,
    `ORDER BY ${columns.map((_, index) => `c${index}${index === 0 ? ' DESC' : ''}`).join(', ')}`,
  ].join('\n'));
  return {
    kind: 'rows',
    columns: columns.map(({ column, label, format }) => ({ column, label, format })),
    rows: {
      size: rows.length,
      keys: keys.map(({ name }, index) => packed(name, rows.map((row) => row[`k${index}`] as KeyColumn['values'][number]))),
      atoms: [],
    },
    cells: rows.map((row) => columns.map((_, index) => row[`c${index}`] as string | number | null)),
    cube: await countingCube(visual, scope, datasets, now),
  };
}

/**
 * The latest rows of the relation, and the latest of each value. Where these are more than the page takes, each value has as many as the others.
 *
 * Only few rows are ranked: rows are wide, and a window over all of them would need memory for all.
 */
function latest(relation: string, { column }: RowColumn, { where, filteredBy }: VisualScope): string {
  const time = quotedName(column);
  const rows = `(SELECT * FROM ${relation} WHERE ${[`${time} IS NOT NULL`, ...where].join(' AND ')})`;
  const since = (count: number) => `list_min(max(${time}, ${count}))`;
  const names = [...new Set(filteredBy.map((filter) => quotedName(filter.column)))];
  const limits = names.map((name, index) => `(SELECT ${name} AS n${index}, ${since(LATEST_OF_VALUE)} AS s${index} FROM ${rows} GROUP BY 1)`);
  const ranks = ['', ...names.map((name) => `PARTITION BY ${name} `)].map((part) => `row_number() OVER (${part}ORDER BY ${time} DESC)`);
  const isLatest = `${ranks[0]} <= ${LATEST_ROWS}`;
  return [
    `SELECT r.* FROM ${rows} AS r`,
    ...limits.map((limit, index) => `JOIN ${limit} AS l${index} ON l${index}.n${index} = r.${names[index]}`),
    `WHERE r.${time} >= (SELECT ${since(LATEST_ROWS)} FROM ${rows})${names.map((_, index) => ` OR r.${time} >= s${index}`).join('')}`,
    `QUALIFY ${[isLatest, ...ranks.slice(1).map((rank) => `${rank} <= ${LATEST_OF_VALUE}`)].join(' OR ')}`,
    `ORDER BY ${isLatest} DESC, ${ranks.length > 1 ? `least(${ranks.slice(1).join(', ')})` : '1'}, r.${time} DESC`,
    `LIMIT ${MOST}`,
  ].join('\n');
}

function cell({ column, format }: RowColumn & { readonly format: string }): string {
  const name = quotedName(column);
  if (format === 'text') {
    return `CASE WHEN length(${name}) > ${LONGEST_TEXT} THEN concat(left(${name}, ${LONGEST_TEXT}), '…') ELSE ${name} END`;
  }
  return format === 'time' ? milliseconds(name) : `CAST(${name} AS DOUBLE)`;
}

import { AggregateColumn, Aggregates } from '../data';
import { Datasets, Query } from './datasets';
import { where } from './filters';
import { quotedName } from './text';
import { Filter } from '../read/filters';
import { Visual } from '../read/visual';

/** How an absent value shows, as in QuickSight. The datasets have none; a dataset of one's own may. */
const ABSENT = 'null';

/**
 * A visual's figures: its measure, summed by its fields and by the columns of those of its
 * filters that a control changes, so that the browser can filter without the rows.
 */
export async function aggregate(
  visual: Visual, filters: readonly Filter[], controlled: readonly Filter[], now: Date, datasets: Datasets, query: Query,
): Promise<Aggregates> {
  visual.dimensions.forEach((dimension) => datasets.checkText(dimension));
  const relation = datasets.relation(visual.measure);
  const names = [...new Set([...visual.dimensions.map(({ column }) => column), ...controlled.map(({ column }) => column.column)])];
  [...filters, ...controlled].forEach(({ column }) => datasets.relation({ ...column, dataset: visual.measure.dataset }));
  const groups = names.map((name, index) => `coalesce(CAST(${quotedName(name)} AS VARCHAR), '${ABSENT}') AS g${index}`);
  const numbers = names.map((_, index) => index + 1).join(', ');
  const rows = await query([
    `SELECT ${[...groups, `CAST(sum(${quotedName(visual.measure.column)}) AS DOUBLE) AS total`].join(', ')}`,
    `FROM ${relation}`,
    `WHERE ${[where(filters, now), ...controlled.filter((filter) => !filter.nulls).map(present)].join(' AND ')}`,
    `GROUP BY ${numbers}`,
    `ORDER BY ${numbers}`,
  ].join('\n'));
  return {
    columns: names.map((name, index) => packed(name, rows.map((row) => String(row[`g${index}`])))),
    sums: rows.map((row) => Number(row.total ?? 0)),
  };
}

function present(filter: Filter): string {
  return `${quotedName(filter.column.column)} IS NOT NULL`;
}

function packed(name: string, texts: readonly string[]): AggregateColumn {
  const numbers = new Map<string, number>();
  const codes = texts.map((text) => {
    const code = numbers.get(text) ?? numbers.size;
    numbers.set(text, code);
    return code;
  });
  return { name, values: [...numbers.keys()], codes };
}

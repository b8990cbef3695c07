import { ageSql, isWithin } from './age';
import type { Datasets } from './datasets';
import type { VisualScope } from './scope';
import { milliseconds, quotedName, quotedText } from './text';
import { AGE, TIME, VALUE } from '../data';
import type { ColumnReference } from '../read/columns';
import type { Visual } from '../read/visual';

/** What cells are told apart by. */
export interface Key {
  readonly name: string;
  readonly sql: string;
  /** A condition of the rows that have a place in the visual. */
  readonly where?: string;
}

/** How an absent value shows, as in QuickSight. The library's datasets have none; a dataset of one's own may. */
const ABSENT = 'null';

/** Percentiles come last: their values are the most, and ascend within the other keys. */
export function keysOf(visual: Visual, scope: VisualScope, datasets: Datasets, now: Date): Key[] {
  visual.dimensions.forEach((dimension) => datasets.check(dimension, 'text'));
  const names = [...visual.dimensions.map(({ column }) => column), ...scope.filteredBy.map(({ column }) => column)];
  const counted = distinctColumns(visual, datasets);
  return [
    ...[...new Set(names)].map((column) => ({ name: column, sql: text(column, ABSENT) })),
    ...[...counted].filter(([column]) => !names.includes(column)).map(([column, absent]) => ({ name: column, sql: text(column, absent) })),
    ...scope.age ? [{ name: AGE, sql: ageSql(scope.age, now) }] : [],
    ...timeKey(visual, scope, datasets, now),
    ...valueKey(visual),
  ];
}

function text(column: string, absent: string): string {
  return `coalesce(${quotedName(column)}, ${quotedText(absent)})`;
}

/** The columns whose values are counted, and what of them counts as none. */
function distinctColumns({ measures }: Visual, datasets: Datasets): Map<string, string> {
  return new Map(measures.flatMap((measure): [string, string][] => {
    if (measure.figure.kind !== 'distinct') {
      return [];
    }
    datasets.check({ ...measure, column: measure.figure.column }, 'text');
    return [[measure.figure.column, measure.figure.absent]];
  }));
}

function timeKey({ time }: Visual, { isPeriodChosen }: VisualScope, datasets: Datasets, now: Date): Key[] {
  if (time === undefined) {
    return [];
  }
  datasets.check(time, 'time');
  const column = quotedName(time.column);
  const by = (unit: 'hour' | 'day') => milliseconds(`date_trunc('${unit}', ${column})`);
  // older hours are never drawn, where the chosen period is the visual's as well
  const sql = time.steps === 'chosen' && isPeriodChosen ? `CASE WHEN ${isWithin(time, 1, now)} THEN ${by('hour')} ELSE ${by('day')} END`
    : by(time.steps === 'day' ? 'day' : 'hour');
  return [{ name: TIME, sql, where: `${column} IS NOT NULL` }];
}

function valueKey({ measures, dimensions, time, path }: Visual): Key[] {
  const percentiles = measures.filter(({ figure }) => figure.kind === 'percentile');
  const columns = [...new Set(percentiles.map(valueColumn))];
  if (columns.length > 1) {
    throw new Error(`The preview cannot draw ${path}: it has percentiles of the columns ${columns.map((column) => `'${column}'`).join(' and ')}, and it knows one.`);
  }
  const isAll = percentiles.length === measures.length && dimensions.length === 0 && time === undefined;
  return columns.map((column) => ({
    name: VALUE, sql: `CAST(${quotedName(column)} AS DOUBLE)`, ...isAll ? { where: `${quotedName(column)} IS NOT NULL` } : {},
  }));
}

function valueColumn({ figure }: { figure: Visual['measures'][number]['figure'] }): ColumnReference['column'] {
  return figure.kind === 'percentile' ? figure.column : '';
}

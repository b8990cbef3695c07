import type { ArrivalField } from '../../preview/page/read/arrival-field';
import type { Dashboard } from '../../preview/page/read/definition';
import type { Measure } from '../../preview/page/read/fields';
import type { Condition } from '../../preview/page/read/figure';
import type { Filter } from '../../preview/page/read/filters';
import { appliesTo } from '../../preview/page/read/filters';
import type { Visual } from '../../preview/page/read/visual';
import { isWithin } from '../../preview/page/sql/age';
import { quotedName, quotedText, timestamp } from '../../preview/page/sql/text';

/** A query of one load of the dashboard: of a visual, or of the list of a control. */
export interface DashboardQuery {
  readonly name: string;
  readonly sql: string;
  readonly dataset: string;
  /** The days whose partitions it reads, where that is not all of the dataset's window. */
  readonly arrivedDays?: number;
}

/** Days that a reader sees before choosing others. */
const CHOSEN_DAYS = 30;
/** A page of single rows. */
const ROWS = 500;

/**
 * What QuickSight asks when each sheet is opened once and nothing is chosen: one query for each visual and for each list of a control, over
 * the dataset's SQL, with the fields and filters of the visual and no others. A parameter without a value filters nothing.
 */
export function dashboardQueries({ sheets, filters }: Dashboard, relations: Readonly<Record<string, string>>, now: Date): DashboardQuery[] {
  return sheets.flatMap((sheet) => [
    ...sheet.visuals.map((visual) => {
      const applied = filters.filter((filter) => appliesTo(filter, sheet.id, visual.id));
      const [arrivedDays] = applied.flatMap((filter) => filter.kind === 'arrival' ? arrived(filter.arrival) : []);
      return { name: `${sheet.id}, ${visual.id}`, dataset: visual.dataset, arrivedDays, sql: visualQuery(visual, relations[visual.dataset], applied, now) };
    }),
    ...sheet.controls.flatMap(({ parameter, values }) => 'dataset' in values ? [{
      name: `${sheet.id}, list of ${parameter}`,
      dataset: values.dataset,
      sql: `SELECT DISTINCT ${quotedName(values.column)} FROM ${relations[values.dataset]} ORDER BY 1`,
    }] : []),
  ]);
}

function visualQuery(visual: Visual, relation: string, filters: readonly Filter[], now: Date): string {
  const conditions = filters.flatMap((filter) => conditionOf(filter, now));
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  if (visual.columns) {
    const columns = visual.columns.map(({ column }) => quotedName(column));
    return `SELECT ${columns.join(', ')} FROM ${relation}${where} ORDER BY ${columns[0]} DESC LIMIT ${ROWS}`;
  }
  const keys = [
    ...visual.dimensions.map(({ column }) => quotedName(column)),
    ...visual.time ? [`date_trunc('${visual.time.steps === 'hour' ? 'hour' : 'day'}', ${quotedName(visual.time.column)})`] : [],
  ];
  const groups = keys.length > 0 ? ` GROUP BY ${keys.map((_key, index) => index + 1).join(', ')}` : '';
  return `SELECT ${[...keys, ...visual.measures.map((measure) => measureOf(measure, now))].join(', ')} FROM ${relation}${where}${groups}`;
}

function arrived({ days, periods, more }: ArrivalField): number {
  return periods * (days === 'chosen' ? CHOSEN_DAYS : days) + more;
}

function measureOf({ figure }: Measure, now: Date): string {
  const value = (column: string) => figure.within ? `CASE WHEN ${periodOf(figure.within, now)} THEN ${quotedName(column)} END` : quotedName(column);
  switch (figure.kind) {
    case 'sum':
    case 'share':
    case 'scaled': return `sum(${value(figure.column)})`;
    case 'ratio': return `1.0 * sum(${value(figure.numerator)}) / nullif(sum(${value(figure.denominator)}), 0)`;
    case 'max':
    case 'min': return `${figure.kind}(${value(figure.column)})`;
    case 'percentile': return `quantile_cont(${value(figure.column)}, ${figure.percentile / 100})`;
    case 'distinct': return `count(DISTINCT ${value(figure.column)})`;
  }
}

function conditionOf(filter: Filter, now: Date): string[] {
  const column = quotedName(filter.column.column);
  switch (filter.kind) {
    case 'period': return [periodOf({ period: filter.period, which: 'within' }, now)];
    case 'month': return [`${column} >= ${timestamp(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))}`];
    case 'values': return [`${column} ${filter.isExcluded ? 'NOT IN' : 'IN'} (${filter.values.map(quotedText).join(', ')})`];
    // by partitions alone: `arrivedDays`
    case 'arrival':
    case 'parameter': return [];
  }
}

function periodOf({ period, which }: Condition, now: Date): string {
  const days = period.days === 'chosen' ? CHOSEN_DAYS : period.days;
  return which === 'within' ? isWithin(period, days, now) : `${isWithin(period, 2 * days, now)} AND NOT ${isWithin(period, days, now)}`;
}

import { ageOf, isWithin } from './age';
import type { Age } from './age';
import type { Datasets } from './datasets';
import { quotedName, quotedText, timestamp } from './text';
import type { FilteredBy } from '../data';
import type { Choices } from '../read/choices';
import type { Filter } from '../read/filters';
import type { Visual } from '../read/visual';

/** The rows that a visual can show, and what the reader can choose of them. */
export interface VisualScope {
  /** Conditions of the rows that some choice shows. */
  readonly where: readonly string[];
  readonly filteredBy: readonly FilteredBy[];
  /** Whether the reader chooses the visual's period. */
  readonly isPeriodChosen: boolean;
  readonly age?: Age;
}

export function scopeOf(visual: Visual, filters: readonly Filter[], choices: Choices, now: Date, datasets: Datasets): VisualScope {
  filters.forEach((filter) => datasets.check(filter.column, ['period', 'arrival', 'month'].includes(filter.kind) ? 'time' : 'text'));
  const chosen = filters.flatMap((filter) => filter.kind === 'period' && filter.period.days === 'chosen' ? filter.period : [])[0];
  const age = ageOf(visual, chosen, choices);
  const filteredBy = filters.flatMap((filter) => filter.kind === 'parameter' && choices.works(filter.parameter)
    ? { parameter: filter.parameter, column: filter.column.column } : []);
  const conditions = filters.flatMap((filter) => condition(filter, choices, now));
  return {
    where: age && isBounded(visual, chosen !== undefined) ? [...conditions, oldest(age, now)] : conditions,
    filteredBy,
    isPeriodChosen: chosen !== undefined,
    ...age ? { age } : {},
  };
}

/** The condition of a filter as it is before a reader chooses on the page: what nobody can choose there is left out already. */
function condition(filter: Filter, choices: Choices, now: Date): string[] {
  const { column } = filter.column;
  switch (filter.kind) {
    case 'period': return filter.period.days === 'chosen' ? [] : [isWithin(filter.period, filter.period.days, now)];
    case 'arrival': {
      const { days, periods, more } = filter.arrival;
      return [isWithin({ column }, periods * (days === 'chosen' ? Math.max(...choices.days) : days) + more, now)];
    }
    case 'month': return [
      `${quotedName(column)} >= ${timestamp(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))}`,
      `${quotedName(column)} < ${timestamp(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1))}`,
    ];
    case 'values': return [isOneOf(column, filter.values, filter.isExcluded)];
    case 'parameter': {
      const values = choices.works(filter.parameter) ? [] : choices.defaults(filter.parameter);
      return [values.length === 0 ? `${quotedName(column)} IS NOT NULL` : isOneOf(column, values.map(String), false)];
    }
  }
}

function isOneOf(column: string, values: readonly string[], isExcluded: boolean): string {
  return `${quotedName(column)} ${isExcluded ? 'NOT IN' : 'IN'} (${values.map(quotedText).join(', ')})`;
}

/** Whether no choice shows a row that is older than all periods. Without a period of its own, a visual lists the names of all rows. */
function isBounded({ measures, dimensions, time }: Visual, isPeriodChosen: boolean): boolean {
  return isPeriodChosen || dimensions.length === 0 && time === undefined && measures.every(({ figure }) => figure.within !== undefined);
}

function oldest(age: Age, now: Date): string {
  return isWithin(age, age.bounds[age.bounds.length - 1], now);
}

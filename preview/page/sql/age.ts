import { quotedName, timestamp } from './text';
import type { Choices } from '../read/choices';
import type { Condition } from '../read/figure';
import type { PeriodField } from '../read/period-field';
import type { Visual } from '../read/visual';

const DAY = 86_400_000;

/** How old rows are, as far as a visual's periods depend on it. */
export interface Age {
  readonly column: string;
  /** The days that some period begins or ends at, ascending. */
  readonly bounds: readonly number[];
}

/** None where no period of the visual is chosen, and none of its figures is of a period. */
export function ageOf({ measures, path }: Visual, chosen: PeriodField | undefined, { days }: Choices): Age | undefined {
  const conditions = measures.flatMap(({ figure: { within } }) => within ?? []);
  const all: Condition[] = chosen ? [...conditions, { period: chosen, which: 'within' }] : conditions;
  const columns = [...new Set(all.map(({ period }) => period.column))];
  if (columns.length > 1) {
    throw new Error(`The preview cannot draw ${path}: its periods are of the columns ${columns.map((column) => `'${column}'`).join(' and ')}, and it knows one.`);
  }
  const bounds = [...new Set(all.flatMap((condition) => boundsOf(condition, days)))].sort((a, b) => a - b);
  return columns.length === 0 ? undefined : { column: columns[0], bounds };
}

/** The least bound within which a row lies; null where it is older. */
export function ageSql({ column, bounds }: Age, now: Date): string {
  const cases = bounds.map((days) => `WHEN ${isWithin(column, days, now)} THEN ${days}`);
  return `CASE ${cases.join(' ')} END`;
}

export function isWithin(column: string, days: number, now: Date): string {
  return `${quotedName(column)} > ${timestamp(now.getTime() - days * DAY)}`;
}

function boundsOf({ period: { days, longest = Infinity }, which }: Condition, choices: readonly number[]): number[] {
  const periods = days === 'chosen' ? choices : [days];
  return which === 'within' ? [...periods] : periods.filter((length) => length <= longest).flatMap((length) => [length, 2 * length]);
}

import { quotedName, timestamp } from './text';
import type { Choices } from '../read/choices';
import type { Condition } from '../read/figure';
import type { PeriodField } from '../read/period-field';
import type { Visual } from '../read/visual';

const DAY = 86_400_000;

/** How old rows are, as far as a visual's periods depend on it. */
export interface Age {
  readonly column: string;
  readonly isFromMidnight: boolean;
  /** The days that some period begins or ends at, ascending. */
  readonly bounds: readonly number[];
}

/** None where no period of the visual is chosen, and none of its figures is of a period. */
export function ageOf({ measures, path }: Visual, chosen: PeriodField | undefined, { days }: Choices): Age | undefined {
  const conditions = measures.flatMap(({ figure: { within } }) => within ?? []);
  const all: Condition[] = chosen ? [...conditions, { period: chosen, which: 'within' }] : conditions;
  const [first] = all;
  const kinds = [...new Set(all.map(({ period: { column, isFromMidnight } }) => `'${column}'${isFromMidnight ? ' from midnight' : ''}`))];
  if (kinds.length > 1) {
    throw new Error(`The preview cannot draw ${path}: its periods are of the columns ${kinds.join(' and ')}, and it knows one.`);
  }
  const bounds = [...new Set(all.flatMap((condition) => boundsOf(condition, days)))].sort((a, b) => a - b);
  return first && { column: first.period.column, isFromMidnight: first.period.isFromMidnight === true, bounds };
}

/** The least bound within which a row lies; null where it is older. */
export function ageSql(age: Age, now: Date): string {
  const cases = age.bounds.map((days) => `WHEN ${isWithin(age, days, now)} THEN ${days}`);
  return `CASE ${cases.join(' ')} END`;
}

export function isWithin({ column, isFromMidnight }: Pick<PeriodField, 'column' | 'isFromMidnight'>, days: number, now: Date): string {
  const start = now.getTime() - days * DAY;
  return `${quotedName(column)} ${isFromMidnight && days > 1 ? `>= ${timestamp(start - start % DAY)}` : `> ${timestamp(start)}`}`;
}

function boundsOf({ period: { days, longest = Infinity }, which }: Condition, choices: readonly number[]): number[] {
  const periods = days === 'chosen' ? choices : [days];
  return which === 'within' ? [...periods] : periods.filter((length) => length <= longest).flatMap((length) => [length, 2 * length]);
}

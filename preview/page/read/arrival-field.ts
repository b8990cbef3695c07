import type { Expression } from './expression';
import { callOf, fieldOf, numberOf, operationOf, textOf } from './match';
import { daysOf } from './period-field';
import type { Days } from '../data';

/** A calculated field that says of each row whether its record arrived `within` some days that end now, or earlier. */
export interface ArrivalField {
  readonly kind: 'arrival';
  /** The column of hours. */
  readonly column: string;
  readonly periods: number;
  readonly days: Days;
  /** So many days more. */
  readonly more: number;
  /** The parameter that holds the chosen days. */
  readonly parameter?: string;
}

/** `ifelse({arrival_hour} > addDateTime(-1 * ${Days}, 'DD', addDateTime(-2, 'DD', now())), 'within', 'earlier')`. */
export function arrivalField(expression: Expression): ArrivalField | undefined {
  const [condition, within, earlier, ...others] = callOf(expression, 'ifelse') ?? [];
  const [time, start] = operationOf(condition, '>') ?? [];
  const [shift, day, end] = callOf(start, 'addDateTime') ?? [];
  const [count, length] = operationOf(shift, '*') ?? [];
  const [more, alsoDay, now] = callOf(end, 'addDateTime') ?? [];
  const [column, periods, days, moreDays] = [fieldOf(time), numberOf(count), daysOf(length), numberOf(more)];
  const isWritten = [within, earlier, day, alsoDay].map(textOf).join() === 'within,earlier,DD,DD' && callOf(now, 'now')?.length === 0 && others.length === 0;
  return isWritten && column !== undefined && periods !== undefined && days && moreDays !== undefined
    ? { kind: 'arrival', column, periods: -periods, ...days, more: -moreDays } : undefined;
}

import type { Days } from '../data';
import type { Expression } from './expression';
import { callOf, fieldOf, numberOf, operationOf, textOf } from './match';

/**
 * A calculated field that says of each row whether it is `within` the days that end now, in those `before` them, or earlier.
 */
export interface PeriodField {
  readonly kind: 'period';
  /** The column of times. */
  readonly column: string;
  readonly days: Days;
  /** The longest period that has one before it: 0 where none has; without it, all have. */
  readonly longest?: number;
  /** The parameter that holds the chosen days. */
  readonly parameter?: string;
}

interface Bound {
  readonly column: string;
  readonly periods: number;
  readonly days: Days;
  readonly parameter?: string;
}

/** `ifelse({time} > addDateTime(-1 * 7, 'DD', now()), 'within', {time} > addDateTime(-2 * 7, 'DD', now()), 'before', 'earlier')`. */
export function periodField(expression: Expression): PeriodField | undefined {
  const parts = callOf(expression, 'ifelse') ?? [];
  const isShort = parts.length === 3;
  const [last, first, second] = [parts[parts.length - 1], bound(parts[0]), isShort ? undefined : before(parts[2])];
  if (![3, 5].includes(parts.length) || textOf(parts[1]) !== 'within' || textOf(last) !== 'earlier' || first?.periods !== 1) {
    return undefined;
  }
  const { column, days, parameter } = first;
  if (isShort) {
    return { kind: 'period', column, days, longest: 0, parameter };
  }
  const isSame = second?.periods === 2 && second.column === column && second.days === days && second.parameter === parameter;
  return isSame && textOf(parts[3]) === 'before' ? { kind: 'period', column, days, longest: second.longest, parameter } : undefined;
}

/** The beginning of the period before, and the longest period that has one. */
function before(expression: Expression): Bound & { longest?: number } | undefined {
  const [condition, held] = operationOf(expression, 'AND') ?? [expression];
  const start = bound(condition);
  if (held === undefined) {
    return start;
  }
  const [parameter, limit] = operationOf(held, '<=') ?? [];
  const longest = numberOf(limit);
  const isOfPeriod = parameter?.kind === 'parameter' && parameter.name === start?.parameter;
  return start && isOfPeriod && longest !== undefined ? { ...start, longest } : undefined;
}

/** `{time} > addDateTime(-1 * ${Days}, 'DD', now())`. */
function bound(expression: Expression | undefined): Bound | undefined {
  const [time, start] = operationOf(expression, '>') ?? [];
  const [shift, unit, now] = callOf(start, 'addDateTime') ?? [];
  const [count, length] = operationOf(shift, '*') ?? [];
  const [column, periods, days] = [fieldOf(time), numberOf(count), daysOf(length)];
  const isNow = callOf(now, 'now')?.length === 0;
  if (column === undefined || periods === undefined || days === undefined || textOf(unit) !== 'DD' || !isNow) {
    return undefined;
  }
  return { column, periods: -periods, ...days };
}

function daysOf(expression: Expression | undefined): Pick<Bound, 'days' | 'parameter'> | undefined {
  if (expression?.kind === 'parameter') {
    return { days: 'chosen', parameter: expression.name };
  }
  const days = numberOf(expression);
  return days !== undefined && days > 0 ? { days } : undefined;
}

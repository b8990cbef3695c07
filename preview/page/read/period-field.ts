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
  /** Whether a period of more than one day begins at the midnight before. */
  readonly isFromMidnight?: boolean;
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
  /** Whether it is the midnight before. */
  readonly isMidnight: boolean;
}

/** A bound that holds for some of the days that can be chosen. */
interface HeldBound extends Bound {
  readonly longest?: number;
  readonly moreThan?: number;
}

/**
 * `ifelse({time} > addDateTime(-1 * 7, 'DD', now()), 'within', {time} > addDateTime(-2 * 7, 'DD', now()), 'before', 'earlier')`, and from midnight
 * `ifelse({time} > addDateTime(-1 * 7, 'DD', now()), 'within', {time} >= addDateTime(-1 * 7, 'DD', truncDate('DD', now())), 'within', 'earlier')`.
 */
export function periodField(expression: Expression): PeriodField | undefined {
  const parts = callOf(expression, 'ifelse') ?? [];
  const [first, last] = [bound(parts[0]), parts[parts.length - 1]];
  const isPeriod = [3, 5].includes(parts.length) && textOf(parts[1]) === 'within' && textOf(last) === 'earlier';
  if (!isPeriod || first?.periods !== 1 || first.isMidnight) {
    return undefined;
  }
  const { column, days, parameter } = first;
  const period = { kind: 'period', column, days, parameter } as const;
  if (parts.length === 3) {
    return { ...period, longest: 0 };
  }
  const second = heldBound(parts[2]);
  if (second?.column !== column || second.days !== days || second.parameter !== parameter) {
    return undefined;
  }
  const { periods, isMidnight, longest, moreThan } = second;
  switch (textOf(parts[3])) {
    case 'before': return periods === 2 && !isMidnight && moreThan === undefined ? { ...period, longest } : undefined;
    case 'within': {
      const isLonger = days === 'chosen' ? moreThan === 1 : days > 1;
      return periods === 1 && isMidnight && isLonger ? { ...period, longest: 0, isFromMidnight: true } : undefined;
    }
    default: return undefined;
  }
}

/** A bound with `AND ${Days} <= 45` or `AND ${Days} > 1`, or without. */
function heldBound(expression: Expression): HeldBound | undefined {
  const [condition, held] = operationOf(expression, 'AND') ?? [expression];
  const start = bound(condition);
  if (held === undefined) {
    return start;
  }
  const [atMost, more] = [operationOf(held, '<='), operationOf(held, '>')];
  const [parameter, limit] = atMost ?? more ?? [];
  const days = numberOf(limit);
  const isOfPeriod = parameter?.kind === 'parameter' && parameter.name === start?.parameter;
  return start && isOfPeriod && days !== undefined ? { ...start, ...atMost ? { longest: days } : { moreThan: days } } : undefined;
}

/** `{time} > addDateTime(-1 * ${Days}, 'DD', now())` and `{time} >= addDateTime(-1 * ${Days}, 'DD', truncDate('DD', now()))`. */
function bound(expression: Expression | undefined): Bound | undefined {
  const midnight = operationOf(expression, '>=');
  const [time, start] = midnight ?? operationOf(expression, '>') ?? [];
  const [shift, unit, end] = callOf(start, 'addDateTime') ?? [];
  const [count, length] = operationOf(shift, '*') ?? [];
  const [day, today] = callOf(end, 'truncDate') ?? [];
  const [column, periods, days] = [fieldOf(time), numberOf(count), daysOf(length)];
  const isNow = callOf(midnight ? today : end, 'now')?.length === 0 && (!midnight || textOf(day) === 'DD');
  if (column === undefined || periods === undefined || days === undefined || textOf(unit) !== 'DD' || !isNow) {
    return undefined;
  }
  return { column, periods: -periods, ...days, isMidnight: midnight !== undefined };
}

/** A number of days, or the parameter that holds it. */
export function daysOf(expression: Expression | undefined): Pick<Bound, 'days' | 'parameter'> | undefined {
  if (expression?.kind === 'parameter') {
    return { days: 'chosen', parameter: expression.name };
  }
  const days = numberOf(expression);
  return days !== undefined && days > 0 ? { days } : undefined;
}

import type { Expression } from './expression';
import { callOf, fieldOf, numberOf, operationOf, textOf } from './match';

/** A calculated field of times in steps that fit the chosen period: hours of one day, days of more. */
export interface TimelineField {
  readonly kind: 'timeline';
  readonly column: string;
  /** The parameter that holds the chosen days. */
  readonly parameter: string;
}

/** `ifelse(${Days} = 1, truncDate('HH', {time}), truncDate('DD', {time}))`. */
export function timelineField(expression: Expression): TimelineField | undefined {
  const [condition, hour, day, ...others] = callOf(expression, 'ifelse') ?? [];
  const [parameter, one] = operationOf(condition, '=') ?? [];
  const column = truncated(hour, 'HH');
  const isTimeline = others.length === 0 && parameter?.kind === 'parameter' && numberOf(one) === 1 && truncated(day, 'DD') === column;
  return isTimeline && column !== undefined ? { kind: 'timeline', column, parameter: parameter.name } : undefined;
}

function truncated(expression: Expression | undefined, unit: string): string | undefined {
  const [name, time, ...others] = callOf(expression, 'truncDate') ?? [];
  return textOf(name) === unit && others.length === 0 ? fieldOf(time) : undefined;
}

import type { Expression } from './expression';
import type { Condition, Figure } from './figure';
import { callOf, fieldOf, numberOf, operationOf, textOf } from './match';
import type { PeriodField } from './period-field';

/** The period field of a name, in the dataset of the expression. */
export type PeriodOf = (name: string) => PeriodField | undefined;

interface Sum {
  readonly column: string;
  readonly within?: Condition;
}

/** The figures that the library writes as expressions, over all rows or over those of a period. */
export function figure(expression: Expression, periodOf: PeriodOf): Figure | undefined {
  const sum = sumIn(expression, periodOf);
  return (sum && { kind: 'sum', ...sum })
    ?? quotient(expression, periodOf) ?? share(expression, periodOf) ?? percentile(expression, periodOf) ?? distinct(expression, periodOf);
}

/** `sum({column})` and `sumIf({column}, {period} = 'within')`. */
function sumIn(expression: Expression | undefined, periodOf: PeriodOf): Sum | undefined {
  const all = callOf(expression, 'sum');
  const some = callOf(expression, 'sumIf');
  const column = fieldOf((all ?? some)?.[0]);
  if (column === undefined) {
    return undefined;
  }
  if (all) {
    return all.length === 1 ? { column } : undefined;
  }
  const within = condition(some?.[1], periodOf);
  return within && some?.length === 2 ? { column, within } : undefined;
}

/** `1.0 * sum({column}) / nullIf(sum({other}), 0)` and `sum({column}) / 1000000.0`. */
function quotient(expression: Expression, periodOf: PeriodOf): Figure | undefined {
  const [dividend, divisor] = operationOf(expression, '/') ?? [];
  const constant = numberOf(divisor);
  if (constant !== undefined) {
    const sum = sumIn(dividend, periodOf);
    return sum && constant !== 0 ? { kind: 'scaled', divisor: constant, ...sum } : undefined;
  }
  const [one, product] = operationOf(dividend, '*') ?? [];
  const [dividedBy, zero] = callOf(divisor, 'nullIf') ?? [];
  const [above, below] = [sumIn(product, periodOf), numberOf(zero) === 0 ? sumIn(dividedBy, periodOf) : undefined];
  const isOne = numberOf(one) === 1 && above?.within?.period === below?.within?.period && above?.within?.which === below?.within?.which;
  return isOne && above && below
    ? { kind: 'ratio', numerator: above.column, denominator: below.column, ...above.within ? { within: above.within } : {} } : undefined;
}

/** `percentOfTotal(sum({column}), [])`: the whole is the visual. */
function share(expression: Expression, periodOf: PeriodOf): Figure | undefined {
  const [part, partition, ...others] = callOf(expression, 'percentOfTotal') ?? [];
  const sum = sumIn(part, periodOf);
  const isOfVisual = partition?.kind === 'list' && partition.items.length === 0 && others.length === 0;
  return isOfVisual && sum && sum.within === undefined ? { kind: 'share', column: sum.column } : undefined;
}

/** `percentile({column}, 90)` and `percentile(ifelse({period} = 'within', {column}, NULL), 90)`. */
function percentile(expression: Expression, periodOf: PeriodOf): Figure | undefined {
  const [values, number, ...others] = callOf(expression, 'percentile') ?? [];
  const rank = numberOf(number);
  if (rank === undefined || rank < 0 || rank > 100 || others.length > 0) {
    return undefined;
  }
  const [chosen, value, otherwise] = callOf(values, 'ifelse') ?? [];
  const column = fieldOf(value ?? values);
  const within = condition(chosen, periodOf);
  if (column === undefined || value && (!within || otherwise?.kind !== 'null')) {
    return undefined;
  }
  return { kind: 'percentile', column, percentile: rank, ...within ? { within } : {} };
}

/** `distinct_countIf({column}, {column} <> '(none)')`, with a period's condition before it or not. */
function distinct(expression: Expression, periodOf: PeriodOf): Figure | undefined {
  const [counted, which, ...others] = callOf(expression, 'distinct_countIf') ?? [];
  const [first, second] = operationOf(which, 'AND') ?? [undefined, which];
  const [present, none] = operationOf(second, '<>') ?? [];
  const [column, absent, within] = [fieldOf(counted), textOf(none), condition(first, periodOf)];
  if (column === undefined || absent === undefined || fieldOf(present) !== column || first && !within || others.length > 0) {
    return undefined;
  }
  return { kind: 'distinct', column, absent, ...within ? { within } : {} };
}

/** `{period} = 'within'` and `{period} = 'before'`. */
function condition(expression: Expression | undefined, periodOf: PeriodOf): Condition | undefined {
  const [field, text] = operationOf(expression, '=') ?? [];
  const [name, which] = [fieldOf(field), textOf(text)];
  const period = name === undefined ? undefined : periodOf(name);
  return period && (which === 'within' || which === 'before') ? { period, which } : undefined;
}

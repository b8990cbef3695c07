import type { MeasureValue } from '../data';
import type { PeriodField } from './period-field';

/** A figure over columns of a dataset, as a measure of a visual has it. */
export type Figure = (
  | { readonly kind: 'sum'; readonly column: string }
  | { readonly kind: 'max' | 'min'; readonly column: string; readonly of: 'numbers' | 'times' }
  | { readonly kind: 'ratio'; readonly numerator: string; readonly denominator: string }
  | { readonly kind: 'scaled'; readonly column: string; readonly divisor: number }
  | { readonly kind: 'share'; readonly column: string }
  | { readonly kind: 'percentile'; readonly column: string; readonly percentile: number }
  | { readonly kind: 'distinct'; readonly column: string; readonly absent: string }
) & { readonly within?: Condition };

/** The rows of a period, or of the one before it. */
export interface Condition {
  readonly period: PeriodField;
  readonly which: 'within' | 'before';
}

/** What cells hold for a column: its sum, its least or largest value, or the number of rows that have one. */
export type AtomKind = 'sum' | 'max' | 'min' | 'count';

export function atomName(kind: AtomKind, column: string): string {
  return `${kind}(${column})`;
}

/** How the browser makes a figure of the cells. */
export function measureValue({ within, ...figure }: Figure): MeasureValue {
  const value = unconditional(figure as Figure);
  return within === undefined ? value : { ...value, within: cellsOf(within) };
}

function unconditional(figure: Figure): MeasureValue {
  switch (figure.kind) {
    case 'sum':
    case 'max':
    case 'min': return { kind: 'atom', atom: atomName(figure.kind, figure.column) };
    case 'ratio': return { kind: 'ratio', numerator: atomName('sum', figure.numerator), denominator: atomName('sum', figure.denominator) };
    case 'scaled': return { kind: 'scaled', atom: atomName('sum', figure.column), divisor: figure.divisor };
    case 'share': return { kind: 'share', atom: atomName('sum', figure.column) };
    case 'percentile': return { kind: 'percentile', weight: atomName('count', figure.column), percentile: figure.percentile };
    case 'distinct': return { kind: 'distinct', key: figure.column, absent: figure.absent };
  }
}

function cellsOf({ period: { days, longest }, which }: Condition): MeasureValue['within'] {
  // days are whole, so the next one is the first that is too long
  return which === 'within' || longest === undefined ? { days, which } : { days, which, longest: longest + 1 };
}

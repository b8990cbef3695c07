import { PieVisualData } from '../data';
import { Choice, groups, sum, totals } from './groups';

export interface Slice {
  readonly name: string;
  readonly value: number;
  /** Of all that the chart counts, from 0 to 1. */
  readonly share: number;
  /** The slice stands for so many values beyond the limit. */
  readonly others?: number;
}

export function pieSlices(visual: PieVisualData, choices: readonly Choice[]): Slice[] {
  const all = totals(groups(visual.aggregates, [visual.category.column], choices), ({ keys }) => keys[0], visual.sort);
  const shown = all.slice(0, visual.limit.items);
  const rest = visual.limit.other ? all.slice(visual.limit.items) : [];
  const whole = sum(shown) + sum(rest);
  const slices = shown.map((item) => ({ ...item, share: item.value / whole }));
  return rest.length === 0 ? slices
    : [...slices, { name: 'Other', value: sum(rest), share: sum(rest) / whole, others: rest.length }];
}

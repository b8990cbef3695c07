import { PieVisualData } from '../data';
import { Choices } from './choices';
import { placed, split, undivided } from './grouping';
import { evaluate } from './measure';
import { passing } from './passing';
import { PreparedCube } from './prepared-cube';
import { limited, ranked } from './ranking';

export interface Slice {
  readonly name: string;
  readonly value: number;
  /** Of all that the chart counts, from 0 to 1. */
  readonly share: number;
  /** The slice stands for so many values beyond the limit. */
  readonly others?: number;
}

export function pieSlices(visual: PieVisualData, choices: Choices): Slice[] {
  const { category, measure, sort, limit } = visual;
  const groups = split(undivided(PreparedCube.of(visual.cube), passing(visual, choices)), category.column);
  // What is nothing has no slice.
  const ranking = ranked(groups, category.column, evaluate(measure.value, groups, choices), sort).filter(({ value }) => value > 0);
  const { kept, rest, places, count } = limited(ranking, groups.count, limit);
  const values = evaluate(measure.value, placed(groups, places, count), choices);
  const whole = values.reduce((sum, value) => sum + value, 0);
  return Array.from(values, (value, place) => place < kept.length
    ? { name: kept[place].name, value, share: value / whole }
    : { name: 'Other', value, share: value / whole, others: rest });
}

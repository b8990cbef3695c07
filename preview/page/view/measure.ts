import { MeasureValue } from '../data';
import { Choices, daysOf } from './choices';
import { Grouping, regrouped, split } from './grouping';
import { ageTest, those } from './passing';
import { percentiles } from './percentile';

/** The figure of each group; NaN where there is nothing to make it of. */
export function evaluate(value: MeasureValue, grouping: Grouping, choices: Choices): Float64Array {
  const cells = within(value, grouping, choices);
  if (cells === undefined) {
    return new Float64Array(grouping.count).fill(NaN);
  }
  switch (value.kind) {
    case 'atom': return merged(cells, value.atom);
    case 'scaled': return merged(cells, value.atom).map((sum) => sum / value.divisor);
    case 'share': {
      const [whole] = merged(asWhole(cells), value.atom);
      return merged(cells, value.atom).map((sum) => quotient(sum, whole));
    }
    case 'ratio': {
      const divisors = merged(cells, value.denominator);
      return merged(cells, value.numerator).map((sum, group) => quotient(sum, divisors[group]));
    }
    case 'percentile': return percentiles(cells, cells.cube.atom(value.weight).values, value.percentile);
    case 'distinct': return distinct(cells, value.key, value.absent);
  }
}

/** The cells of the measure's own period. */
function within({ within: period }: MeasureValue, grouping: Grouping, choices: Choices): Grouping | undefined {
  if (period === undefined) {
    return grouping;
  }
  const days = daysOf(period.days, choices);
  if (period.longest !== undefined && days >= period.longest) {
    return undefined;
  }
  const test = ageTest(grouping.cube, days, period.which);
  const inside = regrouped(grouping, grouping.count, (group, index) => test.passes[test.codes[grouping.cells[index]]] === 1 ? group : -1);
  return { ...inside, whole: those(grouping.whole, [test]) };
}

/** An atom by group. Nulls do not count, and nothing but nulls is none. */
function merged({ cube, cells, groupOf, count }: Grouping, name: string): Float64Array {
  const { merge, values } = cube.atom(name);
  const result = new Float64Array(count).fill(NaN);
  for (let index = 0; index < cells.length; index++) {
    const value = values[cells[index]];
    const before = result[groupOf[index]];
    if (before !== before) {
      result[groupOf[index]] = value;
    } else if (merge === 'sum' ? value === value : merge === 'max' ? value > before : value < before) {
      result[groupOf[index]] = merge === 'sum' ? before + value : value;
    }
  }
  return result;
}

function asWhole(grouping: Grouping): Grouping {
  return { ...grouping, cells: grouping.whole, groupOf: new Int32Array(grouping.whole.length), count: 1 };
}

function quotient(dividend: number, divisor: number): number {
  return divisor === 0 ? NaN : dividend / divisor;
}

function distinct(grouping: Grouping, key: string, absent: string): Float64Array {
  const { values } = grouping.cube.key(key);
  const { parents, codes } = split(grouping, key);
  const result = new Float64Array(grouping.count);
  parents.forEach((group, index) => result[group] += values[codes[index]] === absent ? 0 : 1);
  return result;
}

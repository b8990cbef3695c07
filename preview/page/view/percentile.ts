import { VALUE } from '../data';
import { Grouping } from './grouping';

/** The nearest rank: the least value of a group up to which at least so many percent of the group's weight lie. */
export function percentiles({ cube, cells, groupOf, count }: Grouping, weights: Float64Array, percentile: number): Float64Array {
  const { values, codes } = cube.key(VALUE);
  const group = new Int32Array(cube.cells.length).fill(-1);
  const total = new Float64Array(count);
  cells.forEach((cell, index) => {
    if (values[codes[cell]] !== null && weights[cell] > 0) {
      group[cell] = groupOf[index];
      total[groupOf[index]] += weights[cell];
    }
  });
  const reached = new Float64Array(count);
  const result = new Float64Array(count).fill(NaN);
  // All cells in the order of their values, once a cube: no group has to be sorted.
  for (const cell of cube.orderedBy(VALUE)) {
    const own = group[cell];
    if (own >= 0 && result[own] !== result[own]) {
      reached[own] += weights[cell];
      if (reached[own] * 100 >= percentile * total[own]) {
        result[own] = Number(values[codes[cell]]);
      }
    }
  }
  return result;
}

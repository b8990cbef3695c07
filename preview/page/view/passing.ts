import { AGE, Cube, Days, FilteredBy } from '../data';
import { Choices, daysOf } from './choices';
import { PreparedCube } from './prepared-cube';

/** Which values of a key pass. */
export interface Test {
  readonly codes: Int32Array;
  /** By code: 1 passes. */
  readonly passes: Uint8Array;
}

export interface Filtered {
  readonly cube: Cube;
  readonly period?: { readonly days: Days };
  readonly filteredBy: readonly FilteredBy[];
}

/** The cells of the period that have the chosen values. */
export function passing({ cube, period, filteredBy }: Filtered, choices: Choices): Int32Array {
  const prepared = PreparedCube.of(cube);
  const chosen = filteredBy.filter(({ parameter }) => (choices[parameter] ?? []).length > 0);
  return those(prepared.cells, [
    ...period ? [ageTest(prepared, daysOf(period.days, choices), 'within')] : [],
    ...chosen.map(({ parameter, column }) => valueTest(prepared, column, new Set(choices[parameter]))),
  ]);
}

/** Of some cells those that pass all tests. */
export function those(cells: Int32Array, tests: readonly Test[]): Int32Array {
  return tests.reduce((left, test) => pass(left, test), cells);
}

/** Loops, here and in groupings: `filter` and `map` of typed arrays are several times slower. */
function pass(cells: Int32Array, { codes, passes }: Test): Int32Array {
  const left = new Int32Array(cells.length);
  let kept = 0;
  for (let index = 0; index < cells.length; index++) {
    if (passes[codes[cells[index]]] === 1) {
      left[kept++] = cells[index];
    }
  }
  return left.subarray(0, kept);
}

/** Cells of the last days, or of as many before them. */
export function ageTest(cube: PreparedCube, days: number, which: 'within' | 'before'): Test {
  const { values, codes } = cube.key(AGE);
  const passes = (age: number) => which === 'within' ? age <= days : age > days && age <= 2 * days;
  return { codes, passes: Uint8Array.from(values, (age) => Number(passes(age === null ? Infinity : Number(age)))) };
}

function valueTest(cube: PreparedCube, column: string, chosen: ReadonlySet<string | number>): Test {
  const { values, codes } = cube.key(column);
  return { codes, passes: Uint8Array.from(values, (value) => Number(value !== null && chosen.has(value))) };
}

import { LATEST_ROWS, RowsVisualData } from '../data';
import { Choices } from './choices';
import { undivided } from './grouping';
import { evaluate } from './measure';
import { passing } from './passing';
import { PreparedCube } from './prepared-cube';

export interface RowsView {
  readonly rows: RowsVisualData['cells'];
  /** How many rows there are under the choices, on the page or not. */
  readonly count: number;
  /** Whether the page may lack rows that are later than some of these. */
  readonly hasGaps: boolean;
}

/** The latest rows under the choices. What the page has beyond the latest of all is of single values: without a choice, none of it is reached. */
export function rowsView(visual: RowsVisualData, choices: Choices): RowsView {
  const passed = passing({ ...visual, cube: visual.rows }, choices);
  const shown = passed.slice(0, LATEST_ROWS);
  const counted = undivided(PreparedCube.of(visual.cube), passing(visual, choices));
  const count = evaluate({ kind: 'atom', atom: 'rows' }, counted, choices)[0] || 0;
  return {
    rows: Array.from(shown, (row) => visual.cells[row]),
    count,
    hasGaps: shown.length < count && shown.some((row) => row >= LATEST_ROWS),
  };
}

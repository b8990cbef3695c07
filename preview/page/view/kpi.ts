import { KpiVisualData } from '../data';
import { Choices } from './choices';
import { undivided } from './grouping';
import { evaluate } from './measure';
import { passing } from './passing';
import { PreparedCube } from './prepared-cube';
import { orNull } from './ranking';

export interface KpiView {
  readonly value: number | null;
  readonly before: number | null;
  /** By how much it has changed, as a part of the figure before. */
  readonly change: number | null;
}

export function kpiView(visual: KpiVisualData, choices: Choices): KpiView {
  const cells = undivided(PreparedCube.of(visual.cube), passing(visual, choices));
  const value = orNull(evaluate(visual.value.value, cells, choices)[0]);
  const before = visual.before ? orNull(evaluate(visual.before.value, cells, choices)[0]) : null;
  return { value, before, change: value === null || !before ? null : (value - before) / Math.abs(before) };
}

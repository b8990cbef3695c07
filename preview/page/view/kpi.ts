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
  /** By how much it has changed: a percentage by points, since percent of percent read as points; others as a part of the figure before. */
  readonly change: number | null;
  readonly isInPoints: boolean;
}

export function kpiView(visual: KpiVisualData, choices: Choices): KpiView {
  const cells = undivided(PreparedCube.of(visual.cube), passing(visual, choices));
  const value = orNull(evaluate(visual.value.value, cells, choices)[0]);
  const before = visual.before ? orNull(evaluate(visual.before.value, cells, choices)[0]) : null;
  const isInPoints = visual.value.format.kind === 'percent';
  return { value, before, change: changeOf(value, before, isInPoints), isInPoints };
}

function changeOf(value: number | null, before: number | null, isInPoints: boolean): number | null {
  if (value === null || before === null) {
    return null;
  }
  return isInPoints ? value - before : before === 0 ? null : (value - before) / Math.abs(before);
}

import { VisualData } from '../data';
import { Choices } from './choices';
import { passing } from './passing';

/** Why a visual has nothing to draw. */
export type Emptiness = 'no data' | 'not in this period' | 'not with these filters';

export function emptinessOf(visual: VisualData, choices: Choices): Emptiness {
  const { cube, filteredBy } = visual;
  const period = periodOf(visual);
  const isFiltered = filteredBy.some(({ parameter }) => (choices[parameter] ?? []).length > 0);
  if (isFiltered && passing({ cube, period, filteredBy: [] }, choices).length > 0) {
    return 'not with these filters';
  }
  return period && cube.size > 0 ? 'not in this period' : 'no data';
}

/** A figure's own period is that of its measure. */
export function periodOf(visual: VisualData): VisualData['period'] {
  return visual.period ?? (visual.kind === 'kpi' ? visual.value.value.within : undefined);
}

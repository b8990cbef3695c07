import { DAYS_PARAMETER, MeasureData, VisualData } from '../data';

/** The parameters that a visual follows: a change of another leaves it as it is. */
export function parametersOf(visual: VisualData): string[] {
  const chosen = visual.period?.days === 'chosen'
    || visual.kind === 'line' && visual.time.steps === 'chosen'
    || measuresOf(visual).some(({ value }) => value.within?.days === 'chosen');
  return [...new Set([...visual.filteredBy.map(({ parameter }) => parameter), ...chosen ? [DAYS_PARAMETER] : []])];
}

function measuresOf(visual: VisualData): readonly MeasureData[] {
  switch (visual.kind) {
    case 'kpi': return visual.before ? [visual.value, visual.before] : [visual.value];
    case 'line':
    case 'bar':
    case 'table': return visual.measures;
    case 'pie':
    case 'pivot': return [visual.measure];
    case 'rows': return [];
  }
}

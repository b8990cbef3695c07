import { isDeepStrictEqual } from 'node:util';
import type { Calculations } from './calculations';
import type { DefinitionNode } from './definition-node';
import type { Measure } from './fields';
import { readMeasure } from './fields';
import { readLabel, measureData } from './labels';
import type { Visual } from './visual';
import { readVisual } from './visual';

/** One figure, and the same of the period before. */
export function readKpi(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  const wells = chart.object('FieldWells');
  const value = readMeasure(wells.only('Values'), calculations);
  const before = wells.list('TargetValues').map((target) => readMeasure(target, calculations));
  wells.empty('TrendGroups').end();
  readOptions(chart.object('KPIOptions'), before.length > 0);
  chart.end();
  before.forEach((target) => checkBefore(wells, value, target));
  // its title is all that a figure is called
  const labels = new Map([[value.fieldId, readLabel(node.findObject('Title')) ?? ''], ...before.map(({ fieldId }) => [fieldId, BEFORE] as const)]);
  return readVisual(node, {
    fields: [value, ...before],
    measures: [value, ...before],
    drawing: { kind: 'kpi', value: measureData(value, labels), ...before[0] ? { before: measureData(before[0], labels) } : {} },
  });
}

const BEFORE = 'Period before';

function readOptions(node: DefinitionNode, isCompared: boolean): void {
  const visibility = (key: string, ...known: string[]) => {
    const option = node.object(key);
    option.style('Type').word('Visibility', ...known);
    option.end();
  };
  const comparison = node.object('Comparison');
  comparison.word('ComparisonMethod', 'PERCENT_DIFFERENCE');
  comparison.end();
  node.word('PrimaryValueDisplayType', 'ACTUAL');
  visibility('SecondaryValue', isCompared ? 'VISIBLE' : 'HIDDEN');
  visibility('TrendArrows', isCompared ? 'VISIBLE' : 'HIDDEN');
  visibility('ProgressBar', 'HIDDEN');
  visibility('Sparkline', 'HIDDEN');
  node.style('PrimaryValueFontConfiguration', 'SecondaryValueFontConfiguration', 'VisualLayoutOptions').end();
}

/** A figure is compared with itself. */
function checkBefore(node: DefinitionNode, value: Measure, before: Measure): void {
  const { within } = value.figure;
  if (within?.which !== 'within' || !isDeepStrictEqual(before.figure, { ...value.figure, within: { ...within, which: 'before' } })) {
    node.refuse(`it compares a figure with the same of the period before, and '${before.column}' is not that of '${value.column}'`);
  }
}

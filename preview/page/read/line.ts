import type { LineVisualData } from '../data';
import type { Calculations } from './calculations';
import type { DefinitionNode } from './definition-node';
import type { TimeAxis } from './fields';
import { readDimension, readMeasure, readTimeAxis } from './fields';
import { fieldData, measureData, readAxisLabels } from './labels';
import { readFieldSort, readLimit } from './sorting';
import type { Visual } from './visual';
import { checkColours, readVisual } from './visual';

/** Figures over time: a line a figure, or a line a value of the colour. */
export function readLine(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  chart.word('Type', 'LINE');
  const { time, measures, colours } = chart.object('FieldWells').variant({
    LineChartAggregatedFieldWells: (wells) => {
      const fields = {
        time: readTimeAxis(wells.only('Category'), calculations),
        measures: wells.list('Values').map((field) => readMeasure(field, calculations)),
        colours: wells.list('Colors').map(readDimension),
      };
      checkColours(wells, fields.measures, fields.colours);
      return fields;
    },
  });
  const sorting = chart.findObject('SortConfiguration');
  const order = readFieldSort(sorting, 'CategorySort', time.fieldId);
  if (order?.descending) {
    order.node.refuse('time runs from the left to the right, so it is sorted ASC');
  }
  const limit = readLimit(sorting?.findObject('ColorItemsLimitConfiguration'));
  sorting?.end();
  const labels = readAxisLabels(chart, 'XAxisLabelOptions', 'PrimaryYAxisLabelOptions');
  const missing = readMissing(chart.findObject('PrimaryYAxisDisplayOptions'));
  chart.style('DataLabels').end();
  checkHierarchy(node, time);
  return readVisual(node, {
    fields: [time, ...measures, ...colours],
    dimensions: colours,
    time,
    measures,
    drawing: {
      kind: 'line',
      time: { label: fieldData(time, labels).label, steps: time.steps },
      measures: measures.map((measure) => measureData(measure, labels)),
      ...colours[0] ? { colour: fieldData(colours[0], labels) } : {},
      missing,
      limit,
    },
  });
}

/** Without a setting, QuickSight breaks a line where it has no figure ("Missing data on visual types" in the user guide). */
function readMissing(axis: DefinitionNode | undefined): LineVisualData['missing'] {
  if (axis === undefined) {
    return 'gap';
  }
  const treatment = axis.only('MissingDataConfigurations');
  const option = treatment.word('TreatmentOption', 'SHOW_AS_ZERO', 'SHOW_AS_BLANK');
  treatment.end();
  axis.end();
  return option === 'SHOW_AS_ZERO' ? 'zero' : 'gap';
}

/** QuickSight draws no line where the axis names a hierarchy that the visual does not have. */
function checkHierarchy(node: DefinitionNode, { hierarchyId }: TimeAxis): void {
  const ids = node.list('ColumnHierarchies').map((hierarchy) => hierarchy.variant({ DateTimeHierarchy: (times) => times.text('HierarchyId') }));
  if (hierarchyId !== undefined && !ids.includes(hierarchyId)) {
    node.refuse(`it has no hierarchy '${hierarchyId}' in ColumnHierarchies`);
  }
}

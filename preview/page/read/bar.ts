import type { Calculations } from './calculations';
import type { DefinitionNode } from './definition-node';
import { readDimension, readMeasure } from './fields';
import { fieldData, measureData, readAxisLabels } from './labels';
import { readCategorySort, readLimit } from './sorting';
import type { Visual } from './visual';
import { checkColours, readVisual } from './visual';

/** Horizontal bars: figures side by side, or one that a colour stacks. */
export function readBar(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  chart.word('Orientation', 'HORIZONTAL');
  const { category, measures, colours } = chart.object('FieldWells').variant({
    BarChartAggregatedFieldWells: (wells) => {
      const fields = {
        category: readDimension(wells.only('Category')),
        measures: wells.list('Values').map((field) => readMeasure(field, calculations)),
        colours: wells.list('Colors').map(readDimension),
      };
      checkColours(wells, fields.measures, fields.colours);
      return fields;
    },
  });
  chart.word('BarsArrangement', measures.length > 1 ? 'CLUSTERED' : 'STACKED');
  const sorting = chart.findObject('SortConfiguration');
  const sort = readCategorySort(sorting, category.fieldId, measures[0].fieldId);
  const limit = readLimit(sorting?.findObject('CategoryItemsLimit'));
  sorting?.end();
  const labels = readAxisLabels(chart, 'CategoryLabelOptions', 'ValueLabelOptions', 'ColorLabelOptions');
  chart.end();
  return readVisual(node, {
    fields: [category, ...measures, ...colours],
    dimensions: [category, ...colours],
    measures,
    drawing: {
      kind: 'bar',
      category: fieldData(category, labels),
      measures: measures.map((measure) => measureData(measure, labels)),
      ...colours[0] ? { colour: fieldData(colours[0], labels) } : {},
      sort,
      limit,
    },
  });
}

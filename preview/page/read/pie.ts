import type { Calculations } from './calculations';
import type { DefinitionNode } from './definition-node';
import { readDimension, readMeasure } from './fields';
import { fieldData, measureData, readAxisLabels } from './labels';
import { readCategorySort, readLimit } from './sorting';
import type { Visual } from './visual';
import { readVisual } from './visual';

/** Shares of a whole, which is a sum. */
export function readPie(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  const { category, measure } = chart.object('FieldWells').variant({
    PieChartAggregatedFieldWells: (wells) => {
      const fields = { category: readDimension(wells.only('Category')), measure: readMeasure(wells.only('Values'), calculations) };
      const { kind } = fields.measure.figure;
      return kind === 'sum' || kind === 'scaled' ? fields : wells.refuse(`slices are parts of a sum, and '${fields.measure.column}' is none`);
    },
  });
  const sorting = chart.findObject('SortConfiguration');
  const sort = readCategorySort(sorting, category.fieldId, measure.fieldId);
  const limit = readLimit(sorting?.findObject('CategoryItemsLimit'));
  sorting?.end();
  const labels = readAxisLabels(chart, 'CategoryLabelOptions', 'ValueLabelOptions');
  const donut = readDonut(chart.findObject('DonutOptions'));
  chart.style('DataLabels').end();
  return readVisual(node, {
    fields: [category, measure],
    dimensions: [category],
    measures: [measure],
    drawing: { kind: 'pie', category: fieldData(category, labels), measure: measureData(measure, labels), sort, limit, donut },
  });
}

function readDonut(node: DefinitionNode | undefined): boolean {
  const arc = node?.findObject('ArcOptions');
  const thickness = arc?.findWord('ArcThickness', 'SMALL', 'MEDIUM', 'LARGE', 'WHOLE') ?? 'WHOLE';
  arc?.end();
  node?.end();
  return thickness !== 'WHOLE';
}

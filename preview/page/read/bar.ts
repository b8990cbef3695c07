import { DefinitionNode } from './definition-node';
import { Calculations, Dimension, Measure, measureData, onlyField, readable, readDimension, readMeasure } from './fields';
import { readAxisLabels, readLabel, readLimit, readSort, Visual } from './visual';

interface Wells {
  readonly category: Dimension;
  readonly colour?: Dimension;
  readonly measure: Measure;
}

export function readBar(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  chart.word('Orientation', 'HORIZONTAL');
  chart.word('BarsArrangement', 'STACKED');
  const { category, colour, measure } = chart.object('FieldWells').variant({
    BarChartAggregatedFieldWells: (wells) => readWells(wells, calculations),
  });
  const sorting = chart.findObject('SortConfiguration');
  const sort = readSort(sorting, 'CategorySort', category, measure);
  const limit = readLimit(sorting?.findObject('CategoryItemsLimit'));
  // Colours are statuses and the like: few, and all of them are drawn, in their own order.
  sorting?.style('ColorItemsLimit', 'ColorSort', 'SmallMultiplesLimitConfiguration').empty('SmallMultiplesSort').end();
  const labels = new Map(['CategoryLabelOptions', 'ValueLabelOptions', 'ColorLabelOptions']
    .flatMap((key) => [...readAxisLabels(chart.findObject(key))]));
  chart.style('CategoryAxis', 'ValueAxis', 'Legend', 'DataLabels', 'Tooltip', 'VisualPalette')
    .empty('ReferenceLines', 'ContributionAnalysisDefaults', 'SmallMultiplesOptions').end();
  const title = readLabel(node.findObject('Title'), 'Bars');
  const subtitle = readLabel(node.findObject('Subtitle'), '');
  node.style('VisualContentAltText').empty('Actions', 'ColumnHierarchies');
  const field = (dimension: Dimension) =>
    ({ column: dimension.column, label: labels.get(dimension.fieldId) ?? readable(dimension.column) });
  return {
    id: node.text('VisualId'),
    path: node.path,
    dimensions: colour ? [category, colour] : [category],
    measure,
    drawing: {
      kind: 'bar',
      title,
      subtitle,
      category: field(category),
      colour: colour && field(colour),
      measure: measureData(measure, labels.get(measure.fieldId)),
      sort,
      limit,
    },
  };
}

function readWells(wells: DefinitionNode, calculations: Calculations): Wells {
  wells.empty('SmallMultiples');
  const category = onlyField(wells, 'Category', readDimension);
  const colours = wells.list('Colors').map(readDimension);
  if (colours.length > 1) {
    wells.refuse(`it takes one field in Colors, not ${colours.length}`);
  }
  return { category, colour: colours[0], measure: onlyField(wells, 'Values', (field) => readMeasure(field, calculations, category.dataset)) };
}

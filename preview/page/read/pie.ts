import { DefinitionNode } from './definition-node';
import { Calculations, Dimension, Measure, measureData, onlyField, readable, readDimension, readMeasure } from './fields';
import { readAxisLabels, readLabel, readLimit, readSort, Visual } from './visual';

export function readPie(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  const { category, measure } = chart.object('FieldWells').variant({
    PieChartAggregatedFieldWells: (wells) => readWells(wells, calculations),
  });
  const sorting = chart.findObject('SortConfiguration');
  const sort = readSort(sorting, 'CategorySort', category, measure);
  const limit = readLimit(sorting?.findObject('CategoryItemsLimit'));
  sorting?.style('SmallMultiplesLimitConfiguration').empty('SmallMultiplesSort').end();
  const labels = new Map([
    ...readAxisLabels(chart.findObject('CategoryLabelOptions')), ...readAxisLabels(chart.findObject('ValueLabelOptions')),
  ]);
  const donut = readDonut(chart.findObject('DonutOptions'));
  chart.style('Legend', 'DataLabels', 'Tooltip', 'VisualPalette').empty('ContributionAnalysisDefaults').end();
  const title = readLabel(node.findObject('Title'), 'Share');
  const subtitle = readLabel(node.findObject('Subtitle'), '');
  node.style('VisualContentAltText').empty('Actions', 'ColumnHierarchies');
  return {
    id: node.text('VisualId'),
    path: node.path,
    dimensions: [category],
    measure,
    drawing: {
      kind: 'pie',
      title,
      subtitle,
      category: { column: category.column, label: labels.get(category.fieldId) ?? readable(category.column) },
      measure: measureData(measure, labels.get(measure.fieldId)),
      sort,
      limit,
      donut,
    },
  };
}

function readWells(wells: DefinitionNode, calculations: Calculations): { category: Dimension; measure: Measure } {
  wells.empty('SmallMultiples');
  const category = onlyField(wells, 'Category', readDimension);
  return { category, measure: onlyField(wells, 'Values', (field) => readMeasure(field, calculations, category.dataset)) };
}

function readDonut(node: DefinitionNode | undefined): boolean {
  const arc = node?.findObject('ArcOptions');
  const thickness = arc?.findWord('ArcThickness', 'SMALL', 'MEDIUM', 'LARGE', 'WHOLE') ?? 'WHOLE';
  arc?.end();
  node?.style('DonutCenterOptions').end();
  return thickness !== 'WHOLE';
}

import type { Calculations } from './calculations';
import type { DefinitionNode } from './definition-node';
import { readDimension, readMeasure } from './fields';
import { fieldData, measureData, readFieldLabels } from './labels';
import { readRows } from './rows';
import { readFieldSort } from './sorting';
import type { Visual } from './visual';
import { readVisual } from './visual';

/** A table: of figures by some dimensions, or of single rows. */
export function readTable(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  const visual = chart.object('FieldWells').variant({
    TableAggregatedFieldWells: (wells) => readGroups(node, chart, wells, calculations),
    TableUnaggregatedFieldWells: (wells) => readRows(node, chart, wells),
  });
  chart.end();
  return visual;
}

function readGroups(node: DefinitionNode, chart: DefinitionNode, wells: DefinitionNode, calculations: Calculations): Visual {
  const dimensions = wells.list('GroupBy').map(readDimension);
  const measures = wells.list('Values').map((field) => readMeasure(field, calculations));
  if (dimensions.length === 0 || measures.length === 0) {
    wells.refuse(`it takes fields in GroupBy and in Values, not ${dimensions.length} and ${measures.length}`);
  }
  const fields = [...dimensions, ...measures];
  const labels = readFieldLabels(chart.findObject('FieldOptions'), fields.map(({ fieldId }) => fieldId));
  const sorting = chart.object('SortConfiguration');
  const measureIds = measures.map(({ fieldId }) => fieldId);
  const sort = readFieldSort(sorting, 'RowSort', ...measureIds) ?? sorting.refuse('a table is sorted by one of its figures');
  sorting.end();
  return readVisual(node, {
    fields,
    dimensions,
    measures,
    drawing: {
      kind: 'table',
      fields: dimensions.map((dimension) => fieldData(dimension, labels)),
      measures: measures.map((measure) => measureData(measure, labels)),
      sortedBy: measureIds.indexOf(sort.fieldId),
      descending: sort.descending,
    },
  });
}

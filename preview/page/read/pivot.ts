import type { PivotVisualData, SortData, SortedFieldData } from '../data';
import type { Calculations } from './calculations';
import type { DefinitionNode } from './definition-node';
import type { Dimension, Measure } from './fields';
import { readDimension, readMeasure } from './fields';
import { fieldData, measureData, readFieldLabels } from './labels';
import { readDirection } from './sorting';
import type { Visual } from './visual';
import { readVisual } from './visual';

interface Wells {
  readonly rows: readonly Dimension[];
  readonly columns: readonly Dimension[];
  readonly measure: Measure;
}

/** A figure by rows and columns, with totals. */
export function readPivot(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  const wells = chart.object('FieldWells').variant({ PivotTableAggregatedFieldWells: (fields) => readWells(fields, calculations) });
  const { rows, columns, measure } = wells;
  const fields = [...rows, ...columns, measure];
  const sorts = readSorts(chart.findObject('SortConfiguration'), wells);
  const labels = readFieldLabels(chart.findObject('FieldOptions'), fields.map(({ fieldId }) => fieldId));
  const totals = readTotals(chart.findObject('TotalOptions'));
  chart.end();
  const sorted = (dimension: Dimension): SortedFieldData => ({ ...fieldData(dimension, labels), sort: sorts.get(dimension.fieldId) ?? BY_NAME });
  return readVisual(node, {
    fields,
    dimensions: [...rows, ...columns],
    measures: [measure],
    drawing: { kind: 'pivot', rows: rows.map(sorted), columns: columns.map(sorted), measure: measureData(measure, labels), ...totals },
  });
}

/** QuickSight sorts a pivot table by its names, where the definition does not say otherwise. */
const BY_NAME: SortData = { by: 'name', descending: false };

function readWells(wells: DefinitionNode, calculations: Calculations): Wells {
  const rows = wells.list('Rows').map(readDimension);
  const columns = wells.list('Columns').map(readDimension);
  if (rows.length === 0 || columns.length < 1 || columns.length > 2) {
    wells.refuse(`it takes fields in Rows and one or two in Columns, not ${rows.length} and ${columns.length}`);
  }
  return { rows, columns, measure: readMeasure(wells.only('Values'), calculations) };
}

function readSorts(node: DefinitionNode | undefined, { rows, columns, measure }: Wells): Map<string, SortData> {
  const sorts = new Map<string, SortData>();
  for (const option of node?.list('FieldSortOptions') ?? []) {
    const fieldId = option.text('FieldId');
    if (![...rows, ...columns].some((field) => field.fieldId === fieldId)) {
      option.refuse(`'${fieldId}' is none of its rows and columns`);
    }
    const sort = option.object('SortBy').variant({ Field: (field) => readDirection(field, [fieldId, measure.fieldId]) });
    sorts.set(fieldId, { by: sort.fieldId === fieldId ? 'name' : 'value', descending: sort.descending });
    option.end();
  }
  node?.end();
  return sorts;
}

/** Totals are off unless the definition turns them on. */
function readTotals(node: DefinitionNode | undefined): Pick<PivotVisualData, 'rowTotals' | 'columnTotals' | 'columnSubtotals'> {
  const shown = (key: string) => {
    const total = node?.findObject(key);
    const visible = total?.word('TotalsVisibility', 'VISIBLE', 'HIDDEN') === 'VISIBLE';
    total?.end();
    return visible;
  };
  const totals = {
    rowTotals: shown('RowTotalOptions'),
    columnTotals: shown('ColumnTotalOptions'),
    columnSubtotals: shown('ColumnSubtotalOptions'),
  };
  node?.end();
  return totals;
}

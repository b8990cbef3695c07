import { PivotVisualData, SortData, SortedFieldData } from '../data';
import { DefinitionNode } from './definition-node';
import { Calculations, Dimension, Measure, measureData, onlyField, readable, readDimension, readMeasure } from './fields';
import { readFieldSort, readLabel, Visual } from './visual';

interface Wells {
  readonly rows: Dimension[];
  readonly columns: Dimension[];
  readonly measure: Measure;
}

export function readPivot(node: DefinitionNode, calculations: Calculations): Visual {
  const chart = node.object('ChartConfiguration');
  const wells = chart.object('FieldWells').variant({ PivotTableAggregatedFieldWells: (fields) => readWells(fields, calculations) });
  const sorts = readSorts(chart.findObject('SortConfiguration'), wells);
  const labels = readFieldLabels(chart.findObject('FieldOptions'));
  const totals = readTotals(chart.findObject('TotalOptions'));
  chart.style('TableOptions', 'PaginatedReportOptions', 'DashboardCustomizationVisualOptions').end();
  const title = readLabel(node.findObject('Title'), 'Pivot table');
  const subtitle = readLabel(node.findObject('Subtitle'), '');
  node.style('VisualContentAltText').empty('Actions', 'ConditionalFormatting');
  const field = (dimension: Dimension): SortedFieldData => ({
    column: dimension.column,
    label: labels.get(dimension.fieldId) ?? readable(dimension.column),
    sort: sorts.get(dimension.fieldId) ?? BY_NAME,
  });
  return {
    id: node.text('VisualId'),
    path: node.path,
    dimensions: [...wells.rows, ...wells.columns],
    measure: wells.measure,
    drawing: {
      kind: 'pivot',
      title,
      subtitle,
      rows: wells.rows.map(field),
      columns: wells.columns.map(field),
      measure: measureData(wells.measure, labels.get(wells.measure.fieldId)),
      ...totals,
    },
  };
}

/** QuickSight sorts a pivot table by its names, where the definition does not say otherwise. */
const BY_NAME: SortData = { by: 'name', descending: false };

function readWells(wells: DefinitionNode, calculations: Calculations): Wells {
  const rows = wells.list('Rows').map(readDimension);
  const columns = wells.list('Columns').map(readDimension);
  if (rows.length === 0 || columns.length < 1 || columns.length > 2) {
    wells.refuse(`it takes fields in Rows and one or two in Columns, not ${rows.length} and ${columns.length}`);
  }
  return { rows, columns, measure: onlyField(wells, 'Values', (field) => readMeasure(field, calculations, rows[0].dataset)) };
}

function readSorts(node: DefinitionNode | undefined, wells: Wells): Map<string, SortData> {
  const sorts = new Map<string, SortData>();
  for (const option of node?.list('FieldSortOptions') ?? []) {
    const fieldId = option.text('FieldId');
    const dimension = [...wells.rows, ...wells.columns].find((field) => field.fieldId === fieldId)
      ?? option.refuse(`'${fieldId}' is none of its rows and columns`);
    sorts.set(fieldId, option.object('SortBy').variant({ Field: (sort) => readFieldSort(sort, dimension, wells.measure) }));
    option.end();
  }
  node?.end();
  return sorts;
}

function readFieldLabels(node: DefinitionNode | undefined): Map<string, string> {
  const labels = new Map<string, string>();
  for (const option of node?.list('SelectedFieldOptions') ?? []) {
    option.findWord('Visibility', 'VISIBLE');
    const fieldId = option.text('FieldId');
    const label = option.findText('CustomLabel');
    option.end();
    if (label !== undefined) {
      labels.set(fieldId, label);
    }
  }
  node?.style('DataPathOptions', 'CollapseStateOptions').end();
  return labels;
}

/** Totals are off unless the definition turns them on. */
function readTotals(node: DefinitionNode | undefined): Pick<PivotVisualData, 'rowTotals' | 'columnTotals' | 'columnSubtotals'> {
  const shown = (key: string) => {
    const total = node?.findObject(key);
    const visible = total?.findWord('TotalsVisibility', 'VISIBLE', 'HIDDEN') === 'VISIBLE';
    total?.style('Placement', 'CustomLabel', 'ScrollStatus', 'TotalCellStyle', 'ValueCellStyle', 'MetricHeaderCellStyle', 'FieldLevel').end();
    return visible;
  };
  const totals = {
    rowTotals: shown('RowTotalOptions'),
    columnTotals: shown('ColumnTotalOptions'),
    columnSubtotals: shown('ColumnSubtotalOptions'),
  };
  if (shown('RowSubtotalOptions')) {
    node?.refuse('it knows subtotals of columns, not RowSubtotalOptions');
  }
  node?.end();
  return totals;
}

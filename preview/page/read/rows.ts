import { readColumn } from './columns';
import type { DefinitionNode } from './definition-node';
import { fieldData, readFieldLabels } from './labels';
import { readFieldSort } from './sorting';
import type { Visual } from './visual';
import { readVisual } from './visual';

/** Single rows, the latest first. */
export function readRows(node: DefinitionNode, chart: DefinitionNode, wells: DefinitionNode): Visual {
  const fields = wells.list('Values').map((field) => {
    const column = { fieldId: field.text('FieldId'), ...readColumn(field.object('Column')) };
    field.end();
    return column;
  });
  const [time] = fields.length > 0 ? fields : wells.refuse('it has no fields');
  const labels = readFieldLabels(chart.findObject('FieldOptions'), fields.map(({ fieldId }) => fieldId));
  const sorting = chart.object('SortConfiguration');
  const sort = readFieldSort(sorting, 'RowSort', time.fieldId);
  sorting.end();
  if (!sort?.descending) {
    sorting.refuse('single rows are sorted by their first column DESC');
  }
  return readVisual(node, {
    fields,
    columns: fields.map((field) => ({ ...field, label: fieldData(field, labels).label })),
    drawing: { kind: 'rows' },
  });
}

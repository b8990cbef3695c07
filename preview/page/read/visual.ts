import { GridPlace, LimitData, SortData, VisualData } from '../data';
import { DefinitionNode } from './definition-node';
import { Calculations, Dimension, Measure } from './fields';

/** A visual as the definition says it: what it needs of the datasets, and how its data is drawn. */
export interface Visual {
  readonly id: string;
  readonly path: string;
  readonly dimensions: readonly Dimension[];
  readonly measure: Measure;
  /** All of the visual's data but what comes from the datasets, the filters and the layout. */
  readonly drawing: VisualDrawing;
}

type WithoutData<T> = T extends VisualData ? Omit<T, 'id' | 'place' | 'aggregates' | 'controls'> : never;
export type VisualDrawing = WithoutData<VisualData>;

export interface VisualReader {
  (node: DefinitionNode, calculations: Calculations): Visual;
}

/** QuickSight shows so many items where the definition sets no limit. */
const DEFAULT_ITEMS = 20;

export function readLabel(node: DefinitionNode | undefined, fallback: string): string {
  if (node === undefined) {
    return fallback;
  }
  const shown = node.findWord('Visibility', 'VISIBLE', 'HIDDEN') !== 'HIDDEN';
  const format = node.findObject('FormatText');
  const text = format?.findText('PlainText') ?? plain(format?.findText('RichText'));
  format?.end();
  node.end();
  return shown ? text ?? fallback : '';
}

/** The words of QuickSight's rich text, which is a small XML. */
function plain(richText: string | undefined): string | undefined {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return richText?.replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name])
    .replace(/\s+/g, ' ').trim();
}

export function readLimit(node: DefinitionNode | undefined): LimitData {
  const items = node?.findNumber('ItemsLimit') ?? DEFAULT_ITEMS;
  const other = node?.findWord('OtherCategories', 'INCLUDE', 'EXCLUDE') !== 'EXCLUDE';
  node?.end();
  return { items, other };
}

/** The order of a visual's categories: by the measure or by their names. */
export function readSort(node: DefinitionNode | undefined, key: string, category: Dimension, measure: Measure): SortData {
  const sorts = node?.list(key) ?? [];
  if (sorts.length > 1) {
    node!.refuse(`it takes one order in ${key}, not ${sorts.length}`);
  }
  const [sort] = sorts.map((entry) => entry.variant({ FieldSort: (field) => readFieldSort(field, category, measure) }));
  return sort ?? { by: 'value', descending: true };
}

export function readFieldSort(node: DefinitionNode, category: Dimension, measure: Measure): SortData {
  const descending = node.word('Direction', 'ASC', 'DESC') === 'DESC';
  const fieldId = node.text('FieldId');
  node.end();
  if (fieldId === measure.fieldId) {
    return { by: 'value', descending };
  }
  if (fieldId === category.fieldId) {
    return { by: 'name', descending };
  }
  return node.refuse(`it can be sorted by '${category.fieldId}' or '${measure.fieldId}', not by '${fieldId}'`);
}

/** Names that the definition gives to a chart's axes and legends, by field; the key '' is the axis as a whole. */
export function readAxisLabels(node: DefinitionNode | undefined): Map<string, string> {
  node?.style('SortIconVisibility', 'Visibility');
  const labels = new Map<string, string>();
  for (const label of node?.list('AxisLabelOptions') ?? []) {
    const text = label.style('FontConfiguration').findText('CustomLabel');
    const field = label.findObject('ApplyTo');
    const fieldId = field?.style('Column').text('FieldId');
    field?.end();
    label.end();
    if (text !== undefined) {
      labels.set(fieldId ?? '', text);
    }
  }
  node?.end();
  return labels;
}

export function readGridPlace(node: DefinitionNode): GridPlace {
  return {
    column: node.findNumber('ColumnIndex'),
    columnSpan: node.findNumber('ColumnSpan') ?? 36,
    row: node.findNumber('RowIndex'),
    rowSpan: node.findNumber('RowSpan') ?? 12,
  };
}

import type { FieldData, MeasureData } from '../data';
import { readable } from './columns';
import type { DefinitionNode } from './definition-node';
import type { Dimension, Measure } from './fields';
import { measureValue } from './figure';

/** Names that a visual gives to its fields, by field id. */
export type Labels = ReadonlyMap<string, string>;

/** A visual's title or subtitle. */
export function readLabel(node: DefinitionNode | undefined): string | undefined {
  const shown = node?.findWord('Visibility', 'VISIBLE', 'HIDDEN') !== 'HIDDEN';
  const format = node?.findObject('FormatText');
  const text = format?.findText('PlainText') ?? plain(format?.findText('RichText'));
  format?.end();
  node?.end();
  return shown ? text : '';
}

/** Names that the options of a chart's axes and legends give. */
export function readAxisLabels(chart: DefinitionNode, ...keys: string[]): Labels {
  return new Map(keys.flatMap((key) => {
    const axis = chart.findObject(key);
    const labels = axis?.list('AxisLabelOptions').map(readAxisLabel) ?? [];
    axis?.end();
    return labels;
  }));
}

/** Names that a table gives to its fields. */
export function readFieldLabels(node: DefinitionNode | undefined, fieldIds: readonly string[]): Labels {
  const labels = node?.list('SelectedFieldOptions').map((option): [string, string] => {
    option.findWord('Visibility', 'VISIBLE');
    const label: [string, string] = [option.text('FieldId'), option.text('CustomLabel')];
    option.end();
    return fieldIds.includes(label[0]) ? label : option.refuse(`'${label[0]}' is none of the visual's fields`);
  });
  node?.end();
  return new Map(labels);
}

export function fieldData({ fieldId, column }: Pick<Dimension, 'fieldId' | 'column'>, labels: Labels): FieldData {
  return { column, label: labels.get(fieldId) ?? readable(column) };
}

export function measureData({ fieldId, column, format, figure }: Measure, labels: Labels): MeasureData {
  return { label: labels.get(fieldId) ?? readable(column), format, value: measureValue(figure) };
}

function readAxisLabel(node: DefinitionNode): [string, string] {
  // QuickSight ignores a label that does not say which field it belongs to
  const field = node.object('ApplyTo');
  const label: [string, string] = [field.style('Column').text('FieldId'), node.text('CustomLabel')];
  field.end();
  node.end();
  return label;
}

/** The words of QuickSight's rich text, which is a small XML. */
function plain(richText: string | undefined): string | undefined {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return richText?.replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name])
    .replace(/\s+/g, ' ').trim();
}

import type { LineVisualData, NumberFormat } from '../data';
import type { Calculations } from './calculations';
import type { ColumnReference } from './columns';
import { readColumn } from './columns';
import type { DefinitionNode } from './definition-node';
import type { Figure } from './figure';
import { readFormat } from './format';

interface Field extends ColumnReference {
  /** By which the visual's sorts, labels and actions name it. */
  readonly fieldId: string;
}

/** A field whose values are names. */
export interface Dimension extends Field {}

/** The axis of a line chart. Its column is one of the dataset. */
export interface TimeAxis extends Field {
  readonly steps: LineVisualData['time']['steps'];
  readonly hierarchyId?: string;
}

export interface Measure extends Field {
  readonly figure: Figure;
  readonly format: NumberFormat;
}

export function readDimension(node: DefinitionNode): Dimension {
  return node.variant({
    CategoricalDimensionField: (field) => ({ fieldId: field.text('FieldId'), ...readColumn(field.object('Column')) }),
  });
}

export function readTimeAxis(node: DefinitionNode, calculations: Calculations): TimeAxis {
  return node.variant({
    DateDimensionField: (field) => {
      const column = readColumn(field.object('Column'));
      const granularity = field.word('DateGranularity', 'HOUR', 'DAY');
      const axis = { fieldId: field.text('FieldId'), hierarchyId: field.findText('HierarchyId'), ...column };
      const calculation = calculations.find(column);
      if (calculation === undefined) {
        return { ...axis, steps: granularity === 'HOUR' ? 'hour' : 'day' };
      }
      return calculation.kind === 'timeline' && granularity === 'HOUR' ? { ...axis, column: calculation.column, steps: 'chosen' }
        : field.refuse(`an axis of time takes a column, or a timeline by HOUR, and '${column.column}' by ${granularity} is none`);
    },
  });
}

export function readMeasure(node: DefinitionNode, calculations: Calculations): Measure {
  return node.variant<Measure>({
    NumericalMeasureField: (field) => ({ fieldId: field.text('FieldId'), ...readNumber(field, calculations) }),
    DateMeasureField: (field) => {
      const aggregation = field.word('AggregationFunction', 'MIN', 'MAX');
      const column = readColumn(field.object('Column'));
      const kind = aggregation === 'MIN' ? 'min' : 'max';
      return { fieldId: field.text('FieldId'), ...column, figure: { kind, column: column.column, of: 'times' }, format: { kind: 'time' } };
    },
  });
}

function readNumber(field: DefinitionNode, calculations: Calculations): Omit<Measure, 'fieldId'> {
  const column = readColumn(field.object('Column'));
  const format = readFormat(field.findObject('FormatConfiguration'));
  const aggregation = field.findObject('AggregationFunction');
  const calculation = calculations.find(column);
  if (calculation === undefined) {
    const name = (aggregation ?? field.refuse('a column takes an AggregationFunction')).word('SimpleNumericalAggregation', 'SUM', 'MAX', 'MIN');
    aggregation?.end();
    return { ...column, format, figure: aggregated(name, column.column) };
  }
  if (aggregation !== undefined || calculation.kind !== 'figure') {
    field.refuse(`'${column.column}' is ${calculation.kind === 'figure' ? 'a figure by itself, and takes no AggregationFunction' : 'no figure'}`);
  }
  return { ...column, format, figure: calculation.figure };
}

function aggregated(name: 'SUM' | 'MAX' | 'MIN', column: string): Figure {
  return name === 'SUM' ? { kind: 'sum', column } : { kind: name === 'MAX' ? 'max' : 'min', column, of: 'numbers' };
}

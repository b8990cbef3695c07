import { MeasureData, NumberFormat } from '../data';
import { DefinitionNode } from './definition-node';

export interface ColumnReference {
  readonly dataset: string;
  readonly column: string;
  /** Where the definition names it, for messages. */
  readonly path: string;
}

export interface Dimension extends ColumnReference {
  readonly fieldId: string;
}

export interface Measure extends ColumnReference {
  readonly fieldId: string;
  readonly percentOfTotal: boolean;
  readonly format: NumberFormat;
}

/** Calculated fields of the definition, by dataset and name. */
export type Calculations = ReadonlyMap<string, string>;

export function readColumn(node: DefinitionNode): ColumnReference {
  const column = { dataset: node.text('DataSetIdentifier'), column: node.text('ColumnName'), path: node.path };
  node.end();
  return column;
}

export function readDimension(node: DefinitionNode): Dimension {
  return node.variant({
    CategoricalDimensionField: (field) => ({ fieldId: field.text('FieldId'), ...readColumn(field.object('Column')) }),
  });
}

export function readMeasure(node: DefinitionNode, calculations: Calculations, dataset: string): Measure {
  return node.variant({
    NumericalMeasureField: (field) => readNumericalMeasure(field, calculations),
    CalculatedMeasureField: (field) => ({
      fieldId: field.text('FieldId'),
      ...readExpression(field, field.text('Expression'), dataset),
      percentOfTotal: true,
      format: { kind: 'percent' },
    }),
  });
}

/** The only field of a field well that takes one. */
export function onlyField<T>(node: DefinitionNode, key: string, read: (field: DefinitionNode) => T): T {
  const fields = node.list(key);
  if (fields.length !== 1) {
    node.refuse(`it takes one field in ${key}, not ${fields.length}`);
  }
  return read(fields[0]);
}

export function measureData(measure: Measure, label = readable(measure.column)): MeasureData {
  return { label, format: measure.format, percentOfTotal: measure.percentOfTotal };
}

/** A column's name as a reader takes it: `usage_plan` is "Usage plan". */
export function readable(column: string): string {
  const words = column.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function readNumericalMeasure(field: DefinitionNode, calculations: Calculations): Measure {
  const fieldId = field.text('FieldId');
  const column = readColumn(field.object('Column'));
  const aggregation = field.findObject('AggregationFunction');
  // Sums are all that can be added up again in the browser, under any filter.
  aggregation?.word('SimpleNumericalAggregation', 'SUM');
  aggregation?.end();
  const expression = calculations.get(calculationKey(column.dataset, column.column));
  const format = readFormat(field.findObject('FormatConfiguration')) ?? { kind: expression === undefined ? 'number' : 'percent' };
  if (expression === undefined) {
    return { fieldId, ...column, percentOfTotal: false, format };
  }
  if (aggregation !== undefined) {
    field.refuse('a calculated field that aggregates takes no AggregationFunction');
  }
  return { fieldId, ...readExpression(field, expression, column.dataset), percentOfTotal: true, format };
}

export function calculationKey(dataset: string, name: string): string {
  return JSON.stringify([dataset, name]);
}

function readExpression(node: DefinitionNode, expression: string, dataset: string): ColumnReference {
  const column = /^\s*percentOfTotal\(\s*sum\(\s*\{?(\w+)\}?\s*\)\s*(?:,\s*\[\s*\]\s*)?\)\s*$/.exec(expression)?.[1];
  if (column === undefined) {
    node.refuse(`it knows percentOfTotal(sum({column})), not the expression '${expression}'`);
  }
  return { dataset, column, path: node.path };
}

function readFormat(node: DefinitionNode | undefined): NumberFormat | undefined {
  const formats = node?.findObject('FormatConfiguration');
  node?.style('Separator').end();
  return formats?.variant<NumberFormat>({
    NumberDisplayFormatConfiguration: (format) => ({ kind: 'number', ...readDecimals(format) }),
    PercentageDisplayFormatConfiguration: (format) => ({ kind: 'percent', ...readDecimals(format) }),
  });
}

function readDecimals(format: DefinitionNode): { decimals?: number } {
  // The page shortens numbers as people read them, whatever scale and separators are set.
  format.style('SeparatorConfiguration', 'NullValueFormatConfiguration', 'NumberScale', 'NegativeValueConfiguration');
  const places = format.findObject('DecimalPlacesConfiguration');
  const decimals = places?.findNumber('DecimalPlaces');
  places?.end();
  return decimals === undefined ? {} : { decimals };
}

import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DatasetColumn } from './dataset-column';

/** A column of a dataset, and how people call it. */
export interface Field {
  readonly dataset: string;
  readonly column: string;
  readonly label: string;
}

/** A field whose values are names: visuals are split and filtered by it. */
export interface Dimension extends Field {
  readonly type: 'STRING';
}

/** A field that is added up. */
export interface Measure extends Field {
  readonly type: 'INTEGER' | 'DECIMAL';
}

/** A field that is a time. */
export interface Time extends Field {
  readonly type: 'DATETIME';
}

/**
 * The fields of a dataset, for the sheets.
 *
 * QuickSight draws nothing, and says nothing, for a column that a dataset does not have or that has
 * another type than the visual takes. Here that is an error.
 */
export class DatasetFields {
  constructor(private readonly dataset: string, private readonly columns: readonly DatasetColumn[]) {}

  public dimension(column: string, label: string): Dimension {
    return this.field(column, label, 'STRING');
  }

  public sum(column: string, label: string): Measure {
    return this.field(column, label, 'INTEGER', 'DECIMAL');
  }

  public time(column: string, label: string): Time {
    return this.field(column, label, 'DATETIME');
  }

  private field<T extends DatasetColumn['type']>(column: string, label: string, ...types: T[]): Field & { readonly type: T } {
    const type = this.columns.find(({ name }) => name === column)?.type;
    if (!type || !(types as string[]).includes(type)) {
      throw new Error(`Dataset '${this.dataset}': column '${column}' is ${type ?? 'missing'}, and ${types.join(' or ')} is needed; choose another column`);
    }
    return { dataset: this.dataset, column, label, type: type as T };
  }
}

/** Unique within a dashboard as long as a visual does not take a column twice. */
export function fieldId(visualId: string, { column }: Field): string {
  return `${visualId}.${column}`;
}

export function columnOf({ dataset, column }: Field): quicksight.CfnDashboard.ColumnIdentifierProperty {
  return { dataSetIdentifier: dataset, columnName: column };
}

export function dimensionField(visualId: string, dimension: Dimension): quicksight.CfnDashboard.DimensionFieldProperty {
  return { categoricalDimensionField: { fieldId: fieldId(visualId, dimension), column: columnOf(dimension) } };
}

/** The sum of a measure, as a whole number with separators. */
export function sumField(visualId: string, measure: Measure): quicksight.CfnDashboard.MeasureFieldProperty {
  return {
    numericalMeasureField: {
      fieldId: fieldId(visualId, measure),
      column: columnOf(measure),
      aggregationFunction: { simpleNumericalAggregation: 'SUM' },
      formatConfiguration: {
        formatConfiguration: {
          numberDisplayFormatConfiguration: {
            separatorConfiguration: { decimalSeparator: 'DOT', thousandsSeparator: { symbol: 'COMMA', visibility: 'VISIBLE' } },
            decimalPlacesConfiguration: { decimalPlaces: 0 },
          },
        },
      },
    },
  };
}

/** Names an axis. QuickSight ignores a label that does not say which field it belongs to. */
export function axisLabel(visualId: string, field: Field): quicksight.CfnDashboard.ChartAxisLabelOptionsProperty {
  return {
    axisLabelOptions: [{ customLabel: field.label, applyTo: { fieldId: fieldId(visualId, field), column: columnOf(field) } }],
  };
}

/** Largest first. */
export function descendingBy(visualId: string, measure: Measure): quicksight.CfnDashboard.FieldSortOptionsProperty[] {
  return [{ fieldSort: { fieldId: fieldId(visualId, measure), direction: 'DESC' } }];
}

import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardDataset } from './dashboard-dataset';
import { DashboardField } from './dashboard-field';
import { MeasureFormat, numericFormat } from './measure-format';
import { checkEnum } from '../../check-enum';

/** Of a calculated field's name. */
const LONGEST_NAME = 127;

/** How a measure is made from its dataset. */
export interface MeasureSource {
  /** A column that QuickSight aggregates, and how; without it, the measure is a calculated field. */
  readonly aggregation?: 'SUM' | 'MAX' | 'EARLIEST' | 'LATEST';
  /** Whether its parts make a whole. */
  readonly isAdditive?: boolean;
  /** The measure as an expression, over all rows or over those that fulfil a condition; undefined where there is none for a condition. */
  readonly expression: (condition?: string) => string | undefined;
}

/** A field that is a figure: a sum, a share, a percentile and the like. Made by the methods of `DashboardDataset`. */
export class DashboardMeasure extends DashboardField {
  /** @internal */
  public static _of(dataset: DashboardDataset, column: string, label: string, format: MeasureFormat, source: MeasureSource): DashboardMeasure {
    return new DashboardMeasure(dataset, column, label, format, source);
  }

  /** How its figures are written. */
  public readonly format: MeasureFormat;

  private constructor(dataset: DashboardDataset, column: string, label: string, format: MeasureFormat, private readonly source: MeasureSource) {
    // a visual may show the earliest and the latest of one column
    super(dataset, column, label, source.aggregation ? `${column}.${source.aggregation.toLowerCase()}` : column);
    if (column.length > LONGEST_NAME) {
      throw new Error(`Dataset '${dataset.name}': the name of the figure '${column}' has ${column.length} characters, and QuickSight takes ${LONGEST_NAME}; give its columns shorter names`);
    }
    checkEnum(`Dataset '${dataset.name}': the format of the figure '${label}'`, format, { MeasureFormat });
    this.format = format;
  }

  /** @internal */
  public _isAdditive(): boolean {
    return this.source.isAdditive ?? false;
  }

  /** @internal */
  public _isTime(): boolean {
    return this.source.aggregation === 'EARLIEST' || this.source.aggregation === 'LATEST';
  }

  /** @internal */
  public _render(visualId: string): quicksight.CfnDashboard.MeasureFieldProperty {
    const field = { fieldId: this._id(visualId), column: this._columnIdentifier() };
    const { aggregation } = this.source;
    if (this._isTime()) {
      return { dateMeasureField: { ...field, aggregationFunction: aggregation === 'EARLIEST' ? 'MIN' : 'MAX' } };
    }
    return {
      numericalMeasureField: {
        ...field,
        // a calculated field aggregates by itself
        ...aggregation ? { aggregationFunction: { simpleNumericalAggregation: aggregation } } : {},
        formatConfiguration: { formatConfiguration: numericFormat(this.format) },
      },
    };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    const { aggregation, expression } = this.source;
    return aggregation ? [] : [{ dataSetIdentifier: this.dataset.name, name: this.column, expression: expression()! }];
  }

  /**
   * The measure over the rows that fulfil a condition.
   *
   * @internal
   */
  public _where(condition: string, suffix: string): DashboardMeasure {
    const expression = this.source.expression(condition);
    if (expression === undefined) {
      throw new Error(`Dataset '${this.dataset.name}': '${this.label}' cannot be compared with the period before; take a sum, a ratio, a percentile or a distinct count`);
    }
    // QuickSight may show the name of a figure that another is compared with
    return new DashboardMeasure(this.dataset, `${this.column} ${suffix}`, this.label, this.format, { expression: () => expression });
  }
}

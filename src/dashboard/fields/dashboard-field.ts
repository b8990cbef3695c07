import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardDataset } from './dashboard-dataset';

/** A field of a dataset, and how people call it. Made by the methods of `DashboardDataset`. */
export abstract class DashboardField {
  /** The dataset that the field is of. */
  public readonly dataset: DashboardDataset;
  /** The column, or the calculated field, in the dataset. */
  public readonly column: string;
  /** What readers see. */
  public readonly label: string;

  /** @internal */
  protected constructor(dataset: DashboardDataset, column: string, label: string, private readonly key: string = column) {
    if (label.trim() === '') {
      throw new Error(`Dataset '${dataset.name}': the label of '${column}' is empty; say what readers see`);
    }
    this.dataset = dataset;
    this.column = column;
    this.label = label;
  }

  /**
   * Unique within a dashboard, as long as a visual does not take a field twice.
   *
   * @internal
   */
  public _id(visualId: string): string {
    return `${visualId}.${this.key.replaceAll(' ', '_')}`;
  }

  /** @internal */
  public _columnIdentifier(): quicksight.CfnDashboard.ColumnIdentifierProperty {
    return { dataSetIdentifier: this.dataset.name, columnName: this.column };
  }
}

/**
 * Names the fields of an axis. QuickSight ignores a label that does not say which field it belongs to.
 */
export function axisLabels(visualId: string, ...fields: DashboardField[]): quicksight.CfnDashboard.ChartAxisLabelOptionsProperty {
  return {
    axisLabelOptions: fields.map((field) => (
      { customLabel: field.label, applyTo: { fieldId: field._id(visualId), column: field._columnIdentifier() } }
    )),
  };
}

export function sortedBy(visualId: string, field: DashboardField, direction: 'ASC' | 'DESC'): quicksight.CfnDashboard.FieldSortOptionsProperty[] {
  return [{ fieldSort: { fieldId: field._id(visualId), direction } }];
}

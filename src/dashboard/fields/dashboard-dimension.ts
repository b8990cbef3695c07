import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardDataset } from './dashboard-dataset';
import { DashboardField } from './dashboard-field';

/** A field whose values are names: visuals are split by it. Made by `DashboardDataset.dimension()`. */
export class DashboardDimension extends DashboardField {
  /** @internal */
  public static _of(dataset: DashboardDataset, column: string, label: string): DashboardDimension {
    return new DashboardDimension(dataset, column, label);
  }

  private constructor(dataset: DashboardDataset, column: string, label: string) {
    super(dataset, column, label);
  }

  /** @internal */
  public _render(visualId: string): quicksight.CfnDashboard.DimensionFieldProperty {
    return { categoricalDimensionField: { fieldId: this._id(visualId), column: this._columnIdentifier() } };
  }
}

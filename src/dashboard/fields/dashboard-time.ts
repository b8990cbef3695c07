import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardDataset } from './dashboard-dataset';
import { DashboardField } from './dashboard-field';

/** A field that is a time, in UTC. Made by `DashboardDataset.time()`. */
export class DashboardTime extends DashboardField {
  /** @internal */
  public static _of(dataset: DashboardDataset, column: string, label: string, calculation?: string): DashboardTime {
    return new DashboardTime(dataset, column, label, calculation);
  }

  private constructor(dataset: DashboardDataset, column: string, label: string, private readonly calculation?: string) {
    super(dataset, column, label);
  }

  /**
   * With the hierarchy by which readers change from days to weeks.
   *
   * @internal
   */
  public _render(visualId: string): quicksight.CfnDashboard.DimensionFieldProperty {
    return {
      dateDimensionField: {
        fieldId: this._id(visualId), column: this._columnIdentifier(), dateGranularity: this.calculation ? 'HOUR' : 'DAY', hierarchyId: this._id(visualId),
      },
    };
  }

  /** @internal */
  public _hierarchy(visualId: string): quicksight.CfnDashboard.ColumnHierarchyProperty {
    return { dateTimeHierarchy: { hierarchyId: this._id(visualId) } };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    return this.calculation ? [{ dataSetIdentifier: this.dataset.name, name: this.column, expression: this.calculation }] : [];
  }
}

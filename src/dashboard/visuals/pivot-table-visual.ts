import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardVisualProps, VisualSurroundings } from './dashboard-visual';
import { DashboardVisual } from './dashboard-visual';
import type { DashboardDimension } from '../fields/dashboard-dimension';
import type { DashboardMeasure } from '../fields/dashboard-measure';

/** Properties of a `PivotTableVisual`. */
export interface PivotTableVisualProps extends DashboardVisualProps {
  /** Dimensions of the rows, at least one, from the outside in. */
  readonly rows: DashboardDimension[];

  /** Dimensions of the columns, from the outside in. */
  readonly columns: DashboardDimension[];

  /** The figure in each cell, such as `dataset.share('requests', 'Share of requests')`. */
  readonly value: DashboardMeasure;
}

/**
 * A figure by rows and columns, with totals.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/pivot-table.html
 *
 * @example
 * const usage = dashboard.usageHourly;
 * const endpoint = usage.dimension('endpoint');
 * const plan = usage.dimension('usage_plan');
 * sheet.addVisuals(new PivotTableVisual({
 *   id: 'endpoints-by-plan',
 *   title: 'Share of requests by endpoint and plan',
 *   rows: [endpoint],
 *   columns: [plan],
 *   value: usage.share('requests', 'Share of requests'),
 * }));
 */
export class PivotTableVisual extends DashboardVisual {
  private readonly props: PivotTableVisualProps;

  constructor(props: PivotTableVisualProps) {
    super(props);
    this._make(...props.rows, ...props.columns, props.value);
    if (props.rows.length === 0) {
      throw new Error(`Visual '${props.id}': it has no dimension of rows; give at least one`);
    }
    this.props = props;
  }

  /** @internal */
  public _render(surroundings: VisualSurroundings): quicksight.CfnDashboard.VisualProperty {
    const { id } = this;
    const { rows, columns, value } = this.props;
    const shown = { totalsVisibility: 'VISIBLE' };
    return {
      pivotTableVisual: {
        ...this._head(surroundings),
        chartConfiguration: {
          fieldWells: {
            pivotTableAggregatedFieldWells: {
              rows: rows.map((dimension) => dimension._render(id)),
              columns: columns.map((dimension) => dimension._render(id)),
              values: [value._render(id)],
            },
          },
          fieldOptions: {
            selectedFieldOptions: this._fields.map((field) => ({ fieldId: field._id(id), customLabel: field.label, visibility: 'VISIBLE' })),
          },
          totalOptions: { rowTotalOptions: shown, columnTotalOptions: shown, columnSubtotalOptions: shown },
        },
      },
    };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    return this.props.value._calculatedFields();
  }
}

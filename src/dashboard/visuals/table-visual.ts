import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardVisualProps, VisualSurroundings } from './dashboard-visual';
import { DashboardVisual } from './dashboard-visual';
import type { DashboardDimension } from '../fields/dashboard-dimension';
import { sortedBy } from '../fields/dashboard-field';
import type { DashboardMeasure } from '../fields/dashboard-measure';

/** Properties of a `TableVisual`. */
export interface TableVisualProps extends DashboardVisualProps {
  /** A row for each combination of values of these dimensions, at least one. */
  readonly groupBy: DashboardDimension[];

  /** The figures of a row, at least one. */
  readonly values: DashboardMeasure[];

  /**
   * The figure that the rows are sorted by, one of `values`: the largest or latest first.
   *
   * @default - the first
   */
  readonly sortBy?: DashboardMeasure;
}

/**
 * Figures in a table. Where the dashboard has a sheet with single requests, the menu of a row leads to those of its customer, endpoint,
 * source address or user.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/tabular.html
 *
 * @example
 * const usage = dashboard.usageHourly;
 * sheet.addVisuals(new TableVisual({
 *   id: 'customers-with-errors',
 *   title: 'Errors by customer',
 *   groupBy: [usage.dimension('customer')],
 *   values: [usage.sum('errors'), usage.ratio('errors', 'requests', 'Error rate')],
 * }));
 */
export class TableVisual extends DashboardVisual {
  private readonly props: TableVisualProps;

  constructor(props: TableVisualProps) {
    super(props);
    this._make(...props.groupBy, ...props.values);
    if (props.groupBy.length === 0 || props.values.length === 0) {
      throw new Error(`Visual '${props.id}': it has ${props.groupBy.length} dimensions and ${props.values.length} figures; a table needs at least one of each`);
    }
    if (props.sortBy && !props.values.includes(props.sortBy)) {
      throw new Error(`Visual '${props.id}': it is sorted by '${props.sortBy.label}', which is none of its figures; sort it by one of them`);
    }
    this.props = props;
  }

  /** @internal */
  public _render(surroundings: VisualSurroundings): quicksight.CfnDashboard.VisualProperty {
    const { id } = this;
    const { groupBy, values, sortBy = values[0] } = this.props;
    return {
      tableVisual: {
        ...this._head(surroundings),
        chartConfiguration: {
          fieldWells: {
            tableAggregatedFieldWells: {
              groupBy: groupBy.map((dimension) => dimension._render(id)),
              values: values.map((value) => value._render(id)),
            },
          },
          fieldOptions: { selectedFieldOptions: this._fields.map((field) => ({ fieldId: field._id(id), customLabel: field.label })) },
          sortConfiguration: { rowSort: sortedBy(id, sortBy, 'DESC') },
        },
      },
    };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    return this.props.values.flatMap((value) => value._calculatedFields());
  }

  /** @internal */
  protected _leadsToRequests(): boolean {
    return true;
  }
}

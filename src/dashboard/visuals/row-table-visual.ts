import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardVisualProps, VisualSurroundings } from './dashboard-visual';
import { DashboardVisual } from './dashboard-visual';
import type { DashboardField } from '../fields/dashboard-field';
import { sortedBy } from '../fields/dashboard-field';
import { DashboardMeasure } from '../fields/dashboard-measure';
import type { DashboardTime } from '../fields/dashboard-time';

/** Properties of a `RowTableVisual`. */
export interface RowTableVisualProps extends DashboardVisualProps {
  /** The time that the rows are sorted by, the latest first; it is the first column. */
  readonly time: DashboardTime;

  /** The other columns, at least one, from left to right: fields that are columns of the dataset. Of a sum, each row shows its own figure. */
  readonly columns: DashboardField[];
}

/**
 * The rows of a dataset as they are, the latest first.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/tabular.html
 *
 * @example
 * const requests = dashboard.requests;
 * const failed = requests.only('status_class', '5xx');
 * const endpoint = failed.dimension('endpoint');
 * const requestId = failed.dimension('request_id');
 * sheet.addVisuals(new RowTableVisual({
 *   id: 'failed-requests',
 *   title: 'Failed requests',
 *   time: failed.time('request_time'),
 *   columns: [endpoint, requestId],
 * }));
 */
export class RowTableVisual extends DashboardVisual {
  private readonly time: DashboardTime;

  constructor(props: RowTableVisualProps) {
    super(props);
    this._make(props.time, ...props.columns);
    if (props.columns.length === 0) {
      throw new Error(`Visual '${props.id}': it has no columns but the time; give the fields that a row shows`);
    }
    const calculated = this._fields.find((field) => field.column.startsWith('_') || field instanceof DashboardMeasure && field._calculatedFields().length > 0);
    if (calculated) {
      throw new Error(`Visual '${props.id}': '${calculated.label}' is calculated over many rows, and the table shows single ones; take a column of the dataset by dimension(), time() or sum()`);
    }
    this.time = props.time;
  }

  /** @internal */
  public _render(surroundings: VisualSurroundings): quicksight.CfnDashboard.VisualProperty {
    const { id } = this;
    return {
      tableVisual: {
        ...this._head(surroundings),
        chartConfiguration: {
          fieldWells: {
            tableUnaggregatedFieldWells: {
              values: this._fields.map((field) => ({ fieldId: field._id(id), column: field._columnIdentifier() })),
            },
          },
          fieldOptions: { selectedFieldOptions: this._fields.map((field) => ({ fieldId: field._id(id), customLabel: field.label })) },
          sortConfiguration: { rowSort: sortedBy(id, this.time, 'DESC') },
        },
      },
    };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    return [];
  }
}

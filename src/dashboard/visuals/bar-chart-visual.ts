import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import { checkFigures } from './check-figures';
import { checkedTop } from './checked-top';
import type { DashboardVisualProps, VisualSurroundings } from './dashboard-visual';
import { DashboardVisual } from './dashboard-visual';
import type { DashboardDimension } from '../fields/dashboard-dimension';
import { axisLabels, sortedBy } from '../fields/dashboard-field';
import type { DashboardMeasure } from '../fields/dashboard-measure';

/** Properties of a `BarChartVisual`. */
export interface BarChartVisualProps extends DashboardVisualProps {
  /** A bar for each value of this dimension. */
  readonly by: DashboardDimension;

  /** The figures, at least one. The bars are sorted by the first. Where bars are split by a dimension, there is one. */
  readonly values: DashboardMeasure[];

  /**
   * A dimension that splits each bar.
   *
   * @default - bars are whole
   */
  readonly color?: DashboardDimension;

  /**
   * How many bars there are at most, the longest ones: a whole number from 1. The others are left out, since all of them together would dwarf each one.
   *
   * @default 20
   */
  readonly top?: number;
}

const DEFAULT_BARS = 20;

/**
 * Horizontal bars, the longest first. A dimension stacks the parts of a bar, several figures stand side by side.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/bar-charts.html
 *
 * @example
 * const usage = dashboard.usageHourly;
 * sheet.addVisuals(new BarChartVisual({
 *   id: 'failing-endpoints',
 *   title: 'Server errors by endpoint',
 *   by: usage.dimension('endpoint'),
 *   values: [usage.sum('server_errors')],
 * }));
 */
export class BarChartVisual extends DashboardVisual {
  private readonly top: number;
  private readonly props: BarChartVisualProps;

  constructor(props: BarChartVisualProps) {
    super(props);
    this._make(props.by, ...props.values, ...props.color ? [props.color] : []);
    checkFigures(props, 'bars');
    this.top = checkedTop(props.id, props.top ?? DEFAULT_BARS);
    this.props = props;
  }

  /** @internal */
  public _render(surroundings: VisualSurroundings): quicksight.CfnDashboard.VisualProperty {
    const { id } = this;
    const { by, values, color } = this.props;
    return {
      barChartVisual: {
        ...this._head(surroundings),
        chartConfiguration: {
          orientation: 'HORIZONTAL',
          barsArrangement: values.length > 1 ? 'CLUSTERED' : 'STACKED',
          fieldWells: {
            barChartAggregatedFieldWells: {
              category: [by._render(id)],
              values: values.map((value) => value._render(id)),
              colors: color ? [color._render(id)] : [],
            },
          },
          sortConfiguration: {
            categorySort: sortedBy(id, values[0], 'DESC'),
            categoryItemsLimit: { itemsLimit: this.top, otherCategories: 'EXCLUDE' },
          },
          categoryLabelOptions: axisLabels(id, by),
          valueLabelOptions: axisLabels(id, ...values),
          ...color ? { colorLabelOptions: axisLabels(id, color) } : {},
        },
      },
    };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    return this.props.values.flatMap((value) => value._calculatedFields());
  }
}

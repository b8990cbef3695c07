import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import { checkFigures } from './check-figures';
import { checkedTop } from './checked-top';
import type { DashboardVisualProps, VisualSurroundings } from './dashboard-visual';
import { DashboardVisual } from './dashboard-visual';
import type { DashboardDimension } from '../fields/dashboard-dimension';
import { axisLabels, sortedBy } from '../fields/dashboard-field';
import type { DashboardMeasure } from '../fields/dashboard-measure';
import type { DashboardTime } from '../fields/dashboard-time';
import { DashboardPeriod } from '../period';

/** Properties of a `LineChartVisual`. */
export interface LineChartVisualProps extends DashboardVisualProps {
  /** The axis, such as `dataset.timeline()`. */
  readonly time: DashboardTime;

  /**
   * The figures, at least one: a line each. Where lines are split by a dimension, there is one.
   *
   * If the first counts, as a sum or a distinct count does, lines are at 0 where there are no rows. Others have gaps.
   */
  readonly values: DashboardMeasure[];

  /**
   * A dimension whose values have a line each.
   *
   * @default - a line for each figure
   */
  readonly color?: DashboardDimension;

  /**
   * How many lines there are at most, the largest ones: a whole number from 1. The others are left out.
   *
   * @default 10
   */
  readonly top?: number;
}

const DEFAULT_LINES = 10;

/**
 * Figures over time. Of a period of more than one day, the day in which it begins is shown whole; today is shown as far as it has come.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/line-charts.html
 *
 * @example
 * const usage = dashboard.usageHourly;
 * sheet.addVisuals(new LineChartVisual({
 *   id: 'requests-over-time',
 *   title: 'Requests by customer',
 *   time: usage.timeline(),
 *   values: [usage.sum('requests')],
 *   color: usage.dimension('customer'),
 * }));
 */
export class LineChartVisual extends DashboardVisual {
  private readonly top: number;
  private readonly props: LineChartVisualProps;

  constructor(props: LineChartVisualProps) {
    super({ ...props, period: (props.period ?? DashboardPeriod.chosen())._fromMidnight() });
    this._make(props.time, ...props.values, ...props.color ? [props.color] : []);
    checkFigures(props, 'lines');
    this.top = checkedTop(props.id, props.top ?? DEFAULT_LINES);
    this.props = props;
  }

  /** @internal */
  public _render(surroundings: VisualSurroundings): quicksight.CfnDashboard.VisualProperty {
    const { id } = this;
    const { time, values, color } = this.props;
    return {
      lineChartVisual: {
        ...this._head(surroundings),
        columnHierarchies: [time._hierarchy(id)],
        chartConfiguration: {
          type: 'LINE',
          fieldWells: {
            lineChartAggregatedFieldWells: {
              category: [time._render(id)],
              values: values.map((value) => value._render(id)),
              colors: color ? [color._render(id)] : [],
            },
          },
          sortConfiguration: {
            categorySort: sortedBy(id, time, 'ASC'),
            colorItemsLimitConfiguration: { itemsLimit: this.top, otherCategories: 'EXCLUDE' },
          },
          xAxisLabelOptions: axisLabels(id, time),
          primaryYAxisLabelOptions: axisLabels(id, ...values),
          // by default, lines break; QuickSight has one setting for all lines of an axis
          ...values[0]._isAdditive() ? { primaryYAxisDisplayOptions: { missingDataConfigurations: [{ treatmentOption: 'SHOW_AS_ZERO' }] } } : {},
          dataLabels: { visibility: 'HIDDEN', overlap: 'DISABLE_OVERLAP' },
        },
      },
    };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    return [...this.props.time._calculatedFields(), ...this.props.values.flatMap((value) => value._calculatedFields())];
  }
}

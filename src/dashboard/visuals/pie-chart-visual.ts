import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import { checkedTop } from './checked-top';
import type { DashboardVisualProps, VisualSurroundings } from './dashboard-visual';
import { DashboardVisual } from './dashboard-visual';
import type { DashboardDimension } from '../fields/dashboard-dimension';
import { axisLabels, sortedBy } from '../fields/dashboard-field';
import type { DashboardMeasure } from '../fields/dashboard-measure';

/** Properties of a `PieChartVisual`. */
export interface PieChartVisualProps extends DashboardVisualProps {
  /** A slice for each value of this dimension. */
  readonly by: DashboardDimension;

  /** What is shared out: a sum, or a number of names of which each lies in one slice. */
  readonly value: DashboardMeasure;

  /**
   * How many slices there are at most, the largest ones: a whole number from 1. What is left is one slice more, so that the shares are those of
   * the whole.
   *
   * @default 20
   */
  readonly top?: number;
}

const DEFAULT_SLICES = 20;

/**
 * Shares of a whole, the largest first.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/pie-chart.html
 *
 * @example
 * const usage = dashboard.usageHourly;
 * sheet.addVisuals(new PieChartVisual({
 *   id: 'data-out-by-plan',
 *   title: 'Data out by usage plan',
 *   by: usage.dimension('usage_plan'),
 *   value: usage.megabytes('response_bytes', 'Data out'),
 * }));
 */
export class PieChartVisual extends DashboardVisual {
  private readonly top: number;
  private readonly props: PieChartVisualProps;

  constructor(props: PieChartVisualProps) {
    super(props);
    this._make(props.by, props.value);
    if (!props.value._isAdditive()) {
      throw new Error(`Visual '${props.id}': '${props.value.label}' does not add up to a whole, so slices cannot show it; take a sum or a distinct count, or bars for it`);
    }
    this.top = checkedTop(props.id, props.top ?? DEFAULT_SLICES);
    this.props = props;
  }

  /** @internal */
  public _render(surroundings: VisualSurroundings): quicksight.CfnDashboard.VisualProperty {
    const { id } = this;
    const { by, value } = this.props;
    return {
      pieChartVisual: {
        ...this._head(surroundings),
        chartConfiguration: {
          fieldWells: { pieChartAggregatedFieldWells: { category: [by._render(id)], values: [value._render(id)] } },
          sortConfiguration: {
            categorySort: sortedBy(id, value, 'DESC'),
            categoryItemsLimit: { itemsLimit: this.top, otherCategories: 'INCLUDE' },
          },
          donutOptions: { arcOptions: { arcThickness: 'WHOLE' } },
          categoryLabelOptions: axisLabels(id, by),
          valueLabelOptions: axisLabels(id, value),
          dataLabels: { visibility: 'VISIBLE', labelContent: 'PERCENT', overlap: 'DISABLE_OVERLAP' },
        },
      },
    };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    return this.props.value._calculatedFields();
  }
}

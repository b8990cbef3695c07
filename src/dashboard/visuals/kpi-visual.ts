import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardVisualProps, VisualSurroundings } from './dashboard-visual';
import { DashboardVisual } from './dashboard-visual';
import type { DashboardMeasure } from '../fields/dashboard-measure';

/** Properties of a `KpiVisual`. */
export interface KpiVisualProps extends DashboardVisualProps {
  /** The figure. */
  readonly value: DashboardMeasure;

  /**
   * Whether the figure is compared with that of the period before, which the dataset has to hold as well: sums, ratios, percentiles
   * and distinct counts can be.
   *
   * @default true
   */
  readonly compared?: boolean;
}

const DEFAULT_HEIGHT = 5;

/**
 * One figure, and how much it has changed against the period before.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/kpi.html
 *
 * @example
 * const requests = dashboard.requests;
 * sheet.addVisuals(new KpiVisual({
 *   id: 'p95-latency',
 *   title: 'p95 latency, 7 days',
 *   value: requests.percentile('response_latency_ms', 95, 'p95'),
 *   period: DashboardPeriod.lastDays(7),
 * }));
 */
export class KpiVisual extends DashboardVisual {
  private readonly value: DashboardMeasure;
  private readonly before?: DashboardMeasure;

  constructor(props: KpiVisualProps) {
    super({ height: DEFAULT_HEIGHT, ...props });
    this._make(props.value);
    const compared = props.compared ?? true;
    if (compared && !this._period._isPrecededIn(this._dataset)) {
      throw new Error(`Visual '${props.id}': its figure cannot be compared with the period before, since '${this._dataset.name}' has none: take DashboardPeriod.chosen() or fewer lastDays() of a dataset with a time, or set compared to false`);
    }
    this.value = compared ? props.value._where(this._period._condition('within'), this._period._inWords('within')) : props.value;
    this.before = compared ? props.value._where(this._period._condition('before'), this._period._inWords('before')) : undefined;
  }

  /** @internal */
  public _render(surroundings: VisualSurroundings): quicksight.CfnDashboard.VisualProperty {
    return {
      kpiVisual: {
        ...this._head(surroundings),
        chartConfiguration: {
          fieldWells: {
            values: [this.value._render(this.id)],
            targetValues: this.before ? [this.before._render(this.id)] : [],
            trendGroups: [],
          },
          // whole: with a part of it, QuickSight draws nothing
          kpiOptions: {
            comparison: { comparisonMethod: 'PERCENT_DIFFERENCE' },
            primaryValueDisplayType: 'ACTUAL',
            primaryValueFontConfiguration: { fontSize: { relative: 'EXTRA_LARGE' } },
            secondaryValue: { visibility: this.before ? 'VISIBLE' : 'HIDDEN' },
            secondaryValueFontConfiguration: { fontSize: { relative: 'MEDIUM' } },
            progressBar: { visibility: 'HIDDEN' },
            trendArrows: { visibility: this.before ? 'VISIBLE' : 'HIDDEN' },
            sparkline: { visibility: 'HIDDEN', type: 'AREA' },
            visualLayoutOptions: { standardLayout: { type: 'VERTICAL' } },
          },
        },
      },
    };
  }

  /** @internal */
  public _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    return [this.value, ...this.before ? [this.before] : []].flatMap((measure) => measure._calculatedFields());
  }

  /** @internal */
  public _isFilteredByPeriod(): boolean {
    return this.before === undefined;
  }
}

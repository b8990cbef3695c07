import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardDataset } from './fields/dashboard-dataset';

/** The parameter that holds the chosen period, in days. */
export const DAYS_PARAMETER = 'Days';

/** The days that a reader can choose, as far as the datasets go back. */
export const DAYS_CHOICES = [1, 7, 30, 90, 180, 365] as const;

/**
 * How much longer ago a record of a period can have arrived than the period began, in days: it begins at the midnight before, for line charts, and a
 * partition is up to an hour early.
 */
const EARLIER_ARRIVAL = 2;

/** Days of the longest month. */
const MONTH = 31;

/** What readers see before they choose. */
export const DAYS_DEFAULT = 30;

/**
 * The time that a visual shows. Periods end now, in UTC. Of a dataset that counts by the hour, a period of N days holds the hour that has just
 * begun and the 24 N - 1 hours before it, and is compared with the 24 N hours before them: the less of an hour is over, the more it falls short.
 * A line chart of more than one day shows the day in which the period begins as a whole.
 *
 * @example
 * const usage = dashboard.usageHourly;
 * sheet.addVisuals(new KpiVisual({
 *   id: 'requests-this-month',
 *   title: 'Requests this month',
 *   value: usage.sum('requests'),
 *   period: DashboardPeriod.monthToDate(),
 *   compared: false,
 * }));
 */
export class DashboardPeriod {
  /** The period that the reader chooses. */
  public static chosen(): DashboardPeriod {
    return new DashboardPeriod('chosen');
  }

  /**
   * The last days, whatever the reader chooses.
   *
   * @param days A whole number from 1
   */
  public static lastDays(days: number): DashboardPeriod {
    if (!Number.isInteger(days) || days < 1) {
      throw new Error(`DashboardPeriod.lastDays(${days}): it is no number of days; give a whole number from 1`);
    }
    return new DashboardPeriod('last', days);
  }

  /** From the beginning of the present month, whatever the reader chooses. */
  public static monthToDate(): DashboardPeriod {
    return new DashboardPeriod('month');
  }

  /** All that the dataset holds. */
  public static wholeDataset(): DashboardPeriod {
    return new DashboardPeriod('all');
  }

  private constructor(
    private readonly kind: 'chosen' | 'last' | 'month' | 'all', private readonly days?: number, private readonly isFromMidnight = false,
  ) {}

  /**
   * The same period from the midnight before its beginning, where it has more than one day: a part of a day would look like a rise.
   *
   * @internal
   */
  public _fromMidnight(): DashboardPeriod {
    const isLonger = this.kind === 'chosen' || this.kind === 'last' && this.days !== 1;
    return isLonger ? new DashboardPeriod(this.kind, this.days, true) : this;
  }

  /**
   * Whether a dataset has the period before this one.
   *
   * @internal
   */
  public _isPrecededIn(dataset: DashboardDataset): boolean {
    const isLongEnough = 2 * (this.days ?? 1) <= (dataset._windowDays() ?? Infinity);
    return dataset._timeColumn() !== undefined && isLongEnough && (this.kind === 'chosen' || this.kind === 'last');
  }

  /**
   * The condition by which a measure is taken of the period, or of the one before it.
   *
   * @internal
   */
  public _condition(which: 'within' | 'before'): string {
    return `{${this.fieldName()}} = '${which}'`;
  }

  /** @internal */
  public _inWords(which: 'within' | 'before'): string {
    const [period, before] = this.kind === 'last' ? [this.days === 1 ? 'last day' : `last ${this.days} days`, this.days === 1 ? 'day before' : `${this.days} days before`] : ['period', 'period before'];
    return `in the ${which === 'within' ? period : before}`;
  }

  /** @internal */
  public _key(): string {
    return `${this.kind === 'last' ? `last_${this.days}_days` : this.kind}${this.isFromMidnight ? '_from_midnight' : ''}`;
  }

  /**
   * Its length, where that is fixed.
   *
   * @internal
   */
  public _days(): number | undefined {
    return this.days;
  }

  /** @internal */
  public _dependsOnChoice(): boolean {
    return this.kind === 'chosen';
  }

  /**
   * The field that says of each row whether it is within the period, or within the one of the same length before it. Where the dataset
   * does not go back so far, or the period begins at a midnight, there is no period before.
   *
   * @internal
   */
  public _calculatedFields(dataset: DashboardDataset): quicksight.CfnDashboard.CalculatedFieldProperty[] {
    const time = dataset._timeColumn();
    if (time === undefined || this.kind === 'month' || this.kind === 'all') {
      return [];
    }
    const longest = Math.floor((dataset._windowDays() ?? Infinity) / 2);
    const [days, isHeld] = this.days === undefined ? [`\${${DAYS_PARAMETER}}`, ` AND \${${DAYS_PARAMETER}} <= ${longest}`] : [this.days, ''];
    const after = (periods: number) => `{${time}} > addDateTime(-${periods} * ${days}, 'DD', now())`;
    const isLonger = this.days === undefined ? ` AND ${days} > 1` : '';
    const rest = this.isFromMidnight ? [`{${time}} >= addDateTime(-1 * ${days}, 'DD', truncDate('DD', now()))${isLonger}, 'within'`]
      : (this.days ?? 1) <= longest ? [`${after(2)}${Number.isFinite(longest) ? isHeld : ''}, 'before'`] : [];
    const cases = [`${after(1)}, 'within'`, ...rest, "'earlier'"];
    return [{ dataSetIdentifier: dataset.name, name: this.fieldName(), expression: `ifelse(${cases.join(', ')})` }];
  }

  /**
   * The filter that keeps the rows of the period.
   *
   * @internal
   */
  public _filter(filterId: string, dataset: DashboardDataset): quicksight.CfnDashboard.FilterProperty | undefined {
    const time = dataset._timeColumn();
    if (time === undefined || this.kind === 'all') {
      return undefined;
    }
    if (this.kind === 'month') {
      return {
        relativeDatesFilter: {
          filterId,
          column: { dataSetIdentifier: dataset.name, columnName: time },
          anchorDateConfiguration: { anchorOption: 'NOW' },
          timeGranularity: 'MONTH',
          minimumGranularity: 'DAY',
          relativeDateType: 'THIS',
          nullOption: 'NON_NULLS_ONLY',
        },
      };
    }
    return within(filterId, dataset.name, this.fieldName());
  }

  /**
   * The field that says of each row whether its record arrived late enough to be within so many of these periods, one behind the other. It is
   * made of the partition alone, so that a query opens no object that has arrived before; `_calculatedFields` says what is within.
   *
   * @internal
   */
  public _arrivalField(dataset: DashboardDataset, periods: 1 | 2): quicksight.CfnDashboard.CalculatedFieldProperty | undefined {
    const arrival = dataset._arrivalColumn();
    const days = this.kind === 'month' ? MONTH : this.days;
    const leavesOutNothing = periods * (days ?? 1) + EARLIER_ARRIVAL >= (dataset._windowDays() ?? Infinity);
    if (arrival === undefined || leavesOutNothing || this.kind === 'all') {
      return undefined;
    }
    const oldest = `addDateTime(-${periods} * ${days ?? `\${${DAYS_PARAMETER}}`}, 'DD', addDateTime(-${EARLIER_ARRIVAL}, 'DD', now()))`;
    return {
      dataSetIdentifier: dataset.name,
      name: `_arrived${days === undefined ? '' : `_in_${days}_days`}${periods === 2 ? '_or_before' : ''}`,
      expression: `ifelse({${arrival}} > ${oldest}, 'within', 'earlier')`,
    };
  }

  private fieldName(): string {
    return `${this.kind === 'last' ? `_last_${this.days}_days` : '_period'}${this.isFromMidnight ? '_from_midnight' : ''}`;
  }
}

/** A filter that keeps the rows of which a calculated field says that they are within something. */
export function within(filterId: string, dataSetIdentifier: string, columnName: string): quicksight.CfnDashboard.FilterProperty {
  return {
    categoryFilter: {
      filterId,
      column: { dataSetIdentifier, columnName },
      configuration: { filterListConfiguration: { matchOperator: 'CONTAINS', categoryValues: ['within'], nullOption: 'NON_NULLS_ONLY' } },
    },
  };
}

import { DashboardDimension } from './dashboard-dimension';
import type { MeasureSource } from './dashboard-measure';
import { DashboardMeasure } from './dashboard-measure';
import { DashboardTime } from './dashboard-time';
import { MeasureFormat } from './measure-format';
import type { DatasetColumn } from '../dataset-column';
import { DAYS_PARAMETER } from '../period';

/** Of a value that rows are kept or left out by. */
const LONGEST_VALUE = 512;

/** What a dashboard knows of a dataset. */
export interface DashboardDatasetOptions {
  /** Identifier of the dataset in the dashboard's definition, and what messages call it. */
  readonly name: string;
  /** ARN of the dataset. */
  readonly arn: string;
  readonly columns: () => readonly DatasetColumn[];
  /** The column that periods are taken of; none where the dataset has no times. */
  readonly timeColumn?: string;
  /** The column of the hour in which a row's record arrived, made of partition columns alone; none where rows are not of one hour. */
  readonly arrivalColumn?: string;
  /** How far the dataset goes back, in days. */
  readonly windowDays?: number;
  /** For a dataset that has each request more than once: what it is counted by. */
  readonly grains?: DatasetGrains;
  /** Whether a row is the sums of an hour, of which no percentile can be taken. */
  readonly isOfHours?: boolean;
  /** Columns of percentiles, of which no figure is made but the largest. */
  readonly percentiles?: readonly string[];
}

/** Which rows of a dataset are counted by what: a visual shows those of one grain. */
export interface DatasetGrains {
  /** The column that says of each row which grain it is of. */
  readonly column: string;
  /** The columns that a grain does not tell apart, by each of its values: no control filters by them. */
  readonly hiddenBy: Readonly<Record<string, readonly string[]>>;
}

/** A condition on the rows that a visual shows. */
export interface RowCondition {
  readonly column: string;
  readonly values: readonly string[];
  /** Whether the rows with these values are left out, and the others kept. */
  readonly isExcluded: boolean;
}

/**
 * A dataset of the dashboard: where the fields of visuals come from.
 *
 * QuickSight draws nothing, and says nothing, for a column that a dataset does not have or that has
 * another type than the visual takes. Here that is an error.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/creating-data-sets.html
 *
 * @example
 * const usage = dashboard.usageHourly;
 * const planned = usage.without('usage_plan', '(no plan)');
 * sheet.addVisuals(new TableVisual({
 *   id: 'plans-with-errors',
 *   title: 'Errors by plan',
 *   groupBy: [planned.dimension('usage_plan', 'Plan')],
 *   values: [planned.sum('requests'), planned.ratio('errors', 'requests', 'Error rate')],
 * }));
 */
export class DashboardDataset {
  /** @internal */
  public static _of(options: DashboardDatasetOptions): DashboardDataset {
    return new DashboardDataset(options, []);
  }

  /** Identifier of the dataset in the dashboard's definition. */
  public readonly name: string;
  /** ARN of the dataset. */
  public readonly arn: string;

  private constructor(
    private readonly options: DashboardDatasetOptions,
    /** @internal */
    public readonly _conditions: readonly RowCondition[],
  ) {
    this.name = options.name;
    this.arn = options.arn;
  }

  /**
   * The same dataset with the rows of some values only. A visual takes all its fields from one of these.
   *
   * @param column A column of texts
   * @param values The values whose rows are kept, at least one
   *
   * @example
   * const latency = dashboard.latencyDaily;
   * const byEndpoint = latency.only('grain', 'endpoint');
   * const slowest = byEndpoint.max('p99_ms', 'p99', MeasureFormat.MILLISECONDS);
   */
  public only(column: string, ...values: string[]): DashboardDataset {
    if (values.length === 0) {
      throw new Error(`Dataset '${this.name}': only('${column}') keeps no row; give a value of the column`);
    }
    return this.where({ column, values, isExcluded: false });
  }

  /**
   * The same dataset without the rows of some values. Rows without any value are left out as well.
   *
   * @param column A column of texts
   * @param values The values whose rows are left out, such as `(none)`, at least one
   */
  public without(column: string, ...values: string[]): DashboardDataset {
    if (values.length === 0) {
      throw new Error(`Dataset '${this.name}': without('${column}') leaves no row out; give a value of the column`);
    }
    return this.where({ column, values, isExcluded: true });
  }

  /**
   * Names that split a visual.
   *
   * @param column A column of texts
   * @param label What readers see; by default the column's name in words
   */
  public dimension(column: string, label?: string): DashboardDimension {
    this.check(column, 'STRING');
    return DashboardDimension._of(this, column, label ?? inWords(column));
  }

  /**
   * Points in time, for the axis of a line chart, in days, or a column of a table.
   *
   * @param column A column of times
   * @param label What readers see; by default the column's name in words
   */
  public time(column: string, label?: string): DashboardTime {
    this.check(column, 'DATETIME');
    return DashboardTime._of(this, column, label ?? inWords(column));
  }

  /**
   * The dataset's own time in steps that fit the chosen period: hours of one day, days of more.
   *
   * @param label What readers see, "Time" by default
   */
  public timeline(label?: string): DashboardTime {
    const time = this.ownTime();
    return DashboardTime._of(this, '_time', label ?? 'Time', `ifelse(\${${DAYS_PARAMETER}} = 1, truncDate('HH', {${time}}), truncDate('DD', {${time}}))`);
  }

  /**
   * A column added up.
   *
   * @param column A column of numbers
   * @param label What readers see; by default the column's name in words
   * @param format How it is written, a whole number by default
   */
  public sum(column: string, label?: string, format: MeasureFormat = MeasureFormat.WHOLE): DashboardMeasure {
    return this.measure(column, label ?? inWords(column), format, {
      aggregation: 'SUM',
      isAdditive: true,
      expression: (condition) => sumOf(column, condition),
    }, column);
  }

  /**
   * Bytes added up, in megabytes.
   *
   * @param column A column of bytes
   * @param label What readers see; by default the column's name in words
   */
  public megabytes(column: string, label?: string): DashboardMeasure {
    return this.measure(`${column} in MB`, label ?? inWords(column), MeasureFormat.MEGABYTES, {
      isAdditive: true,
      expression: (condition) => `${sumOf(column, condition)} / 1000000.0`,
    }, column);
  }

  /**
   * The largest value of a column. Not of `usage_hourly`, where a row is a request in direct query mode, and an hour's requests in SPICE.
   *
   * @param column A column of numbers
   * @param label What readers see; by default the column's name in words
   * @param format How it is written, a whole number by default
   */
  public max(column: string, label?: string, format: MeasureFormat = MeasureFormat.WHOLE): DashboardMeasure {
    if (this.options.isOfHours) {
      throw new Error(`Dataset '${this.name}': the largest '${column}' would be a request's in direct query mode, and a sum of an hour in SPICE; take it of 'requests', where a row is one request`);
    }
    return this.measure(column, label ?? inWords(column), format, { aggregation: 'MAX', expression: () => undefined }, column);
  }

  /**
   * One sum divided by another, such as errors by requests. Nothing where the divisor is 0.
   *
   * @param numerator A column of numbers
   * @param denominator A column of numbers
   * @param label What readers see
   * @param format How it is written, as a percentage by default
   *
   * @example
   * const usage = dashboard.usageHourly;
   * const errorRate = usage.ratio('errors', 'requests', 'Error rate');
   * const meanLatency = usage.ratio('response_latency_ms', 'timed_requests', 'Mean latency', MeasureFormat.MILLISECONDS);
   */
  public ratio(numerator: string, denominator: string, label: string, format: MeasureFormat = MeasureFormat.PERCENT): DashboardMeasure {
    return this.measure(`${numerator} per ${denominator}`, label, format, {
      // the factor keeps an engine from dividing whole numbers without a remainder, nullIf from failing for a 0
      expression: (condition) => `1.0 * ${sumOf(numerator, condition)} / nullIf(${sumOf(denominator, condition)}, 0)`,
    }, numerator, denominator);
  }

  /**
   * A column's sum as the share of the whole visual.
   *
   * @param column A column of numbers
   * @param label What readers see
   */
  public share(column: string, label: string): DashboardMeasure {
    return this.measure(`share of ${column}`, label, MeasureFormat.PERCENT, {
      isAdditive: true,
      // no partition: the whole is the visual, not a row or a column of it
      expression: (condition) => condition === undefined ? `percentOfTotal(sum({${column}}), [])` : undefined,
    }, column);
  }

  /**
   * A percentile of a column's values, which is one of them. Right only where a row is one request: percentiles cannot be made of sums, so
   * `usage_hourly` has none.
   *
   * @param column A column of numbers
   * @param percentile 0, or from 1 to 100; 50 is the median
   * @param label What readers see
   * @param format How it is written, in milliseconds by default
   * @see https://docs.aws.amazon.com/quicksight/latest/user/percentileDisc-function.html
   */
  public percentile(column: string, percentile: number, label: string, format: MeasureFormat = MeasureFormat.MILLISECONDS): DashboardMeasure {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new Error(`Dataset '${this.name}': percentile ${percentile} of '${column}' is not a percentile; give a number from 0 to 100`);
    }
    if (percentile > 0 && percentile < 1) {
      throw new Error(`Dataset '${this.name}': percentile ${percentile} of '${column}' is written as a share; write it of 100, as in 90 for 0.9`);
    }
    if (this.options.isOfHours) {
      throw new Error(`Dataset '${this.name}': a percentile of '${column}' would be one of sums by hour in SPICE; take it of 'requests', where a row is one request`);
    }
    return this.measure(`p${percentile} of ${column}`, label, format, {
      expression: (condition) => (
        `percentile(${condition === undefined ? `{${column}}` : `ifelse(${condition}, {${column}}, NULL)`}, ${percentile})`
      ),
    }, column);
  }

  /**
   * How many different values a column has. What stands for an absent value, `(none)`, is none.
   *
   * @param column A column of texts
   * @param label What readers see
   */
  public distinctCount(column: string, label: string): DashboardMeasure {
    this.check(column, 'STRING');
    const present = `{${column}} <> '(none)'`;
    return DashboardMeasure._of(this, `number of ${column}`, label, MeasureFormat.WHOLE, {
      // where each name lies in one part
      isAdditive: true,
      expression: (condition) => `distinct_countIf({${column}}, ${condition === undefined ? present : `${condition} AND ${present}`})`,
    });
  }

  /**
   * The earliest time of a column.
   *
   * @param column A column of times
   * @param label What readers see
   */
  public earliest(column: string, label: string): DashboardMeasure {
    this.check(column, 'DATETIME');
    return DashboardMeasure._of(this, column, label, MeasureFormat.WHOLE, { aggregation: 'EARLIEST', expression: () => undefined });
  }

  /**
   * The latest time of a column.
   *
   * @param column A column of times
   * @param label What readers see
   */
  public latest(column: string, label: string): DashboardMeasure {
    this.check(column, 'DATETIME');
    return DashboardMeasure._of(this, column, label, MeasureFormat.WHOLE, { aggregation: 'LATEST', expression: () => undefined });
  }

  /**
   * Whether rows can be filtered by a column: a control offers texts.
   *
   * @internal
   */
  public _has(column: string): boolean {
    return !this.hidden().includes(column) && this.options.columns().some(({ name, type }) => name === column && type === 'STRING');
  }

  /**
   * What is wrong with a visual of these rows.
   *
   * @internal
   */
  public _faultOfRows(): string | undefined {
    const { grains } = this.options;
    return grains && this.grain() === undefined
      ? `'${this.name}' has each request once for each ${grains.column}, and would count it ${Object.keys(grains.hiddenBy).length} times; keep one by only('${grains.column}', …) with one of ${quoted(Object.keys(grains.hiddenBy))}`
      : undefined;
  }

  /** @internal */
  public _timeColumn(): string | undefined {
    return this.options.timeColumn;
  }

  /** @internal */
  public _arrivalColumn(): string | undefined {
    return this.options.arrivalColumn;
  }

  /** @internal */
  public _windowDays(): number | undefined {
    return this.options.windowDays;
  }

  /** @internal */
  public _columns(): readonly DatasetColumn[] {
    return this.options.columns();
  }

  private where(condition: RowCondition): DashboardDataset {
    const long = condition.values.find((value) => value.length > LONGEST_VALUE);
    if (long !== undefined) {
      throw new Error(`Dataset '${this.name}': the value '${long.slice(0, 20)}…' of '${condition.column}' has ${long.length} characters, and QuickSight takes ${LONGEST_VALUE}; choose rows by another column`);
    }
    const { grains } = this.options;
    if (grains && condition.column === grains.column) {
      this.checkGrain(condition, Object.keys(grains.hiddenBy));
    }
    const kept = new DashboardDataset(this.options, [...this._conditions, condition]);
    kept._conditions.forEach(({ column }) => kept.check(column, 'STRING'));
    return kept;
  }

  /** Rows of two grains would count each request twice, those of an unknown one are none. */
  private checkGrain({ column, values, isExcluded }: RowCondition, grains: readonly string[]): void {
    if (isExcluded || values.length > 1 || !grains.includes(values[0]) || this.grain() !== undefined) {
      const given = `${isExcluded ? 'without' : 'only'}('${column}', ${values.map((value) => `'${value}'`).join(', ')})`;
      throw new Error(`Dataset '${this.name}': ${given} does not keep the rows of one ${column}; call only('${column}', …) once, with one of ${quoted(grains)}`);
    }
  }

  private grain(): string | undefined {
    return this._conditions.find(({ column }) => column === this.options.grains?.column)?.values[0];
  }

  private hidden(): readonly string[] {
    const grain = this.grain();
    return grain === undefined ? [] : this.options.grains!.hiddenBy[grain];
  }

  private measure(name: string, label: string, format: MeasureFormat, source: MeasureSource, ...columns: string[]): DashboardMeasure {
    columns.forEach((column) => this.check(column, 'INTEGER', 'DECIMAL'));
    const percentile = columns.find((column) => this.options.percentiles?.includes(column));
    if (percentile && source.aggregation !== 'MAX') {
      throw new Error(`Dataset '${this.name}': '${percentile}' holds percentiles, which can be neither added up nor divided; take max('${percentile}')`);
    }
    return DashboardMeasure._of(this, name, label, format, source);
  }

  private ownTime(): string {
    if (this.options.timeColumn === undefined) {
      throw new Error(`Dataset '${this.name}': it has no time of its own; take one of its columns by time()`);
    }
    return this.options.timeColumn;
  }

  private check(column: string, ...types: DatasetColumn['type'][]): void {
    const columns = this.options.columns();
    const type = columns.find(({ name }) => name === column)?.type;
    if (!type || !types.includes(type)) {
      const fitting = quoted(columns.filter((other) => types.includes(other.type)).map(({ name }) => name));
      throw new Error(`Dataset '${this.name}': column '${column}' is ${type ?? 'missing'}, and ${types.join(' or ')} is needed; choose one of ${fitting || 'another dataset'}`);
    }
    if (this.hidden().includes(column)) {
      throw new Error(`Dataset '${this.name}': '${column}' is not told apart by the ${this.options.grains!.column} '${this.grain()}'; choose another column, or keep another ${this.options.grains!.column}`);
    }
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function sumOf(column: string, condition?: string): string {
  return condition === undefined ? `sum({${column}})` : `sumIf({${column}}, ${condition})`;
}

/** `usage_plan` is "Usage plan". */
function inWords(column: string): string {
  const words = column.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

import type { Template } from '../../preview/template';

/** One value of a metric, at a time in milliseconds since 1970. */
export interface Datapoint {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly time: number;
  readonly value: number;
}

interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly Label?: string;
  readonly MetricStat?: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions?: Dimension[] };
    readonly Period: number;
    readonly Stat: string;
  };
  readonly ReturnData?: boolean;
}

interface AlarmProperties {
  readonly AlarmName: string;
  readonly ComparisonOperator: string;
  readonly DatapointsToAlarm: number;
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly TreatMissingData: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: Dimension[];
  readonly Period?: number;
  readonly Statistic?: string;
  readonly Metrics?: Query[];
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What decides nothing, or is decided by. */
const KNOWN = [
  'ActionsEnabled', 'AlarmActions', 'AlarmDescription', 'AlarmName', 'ComparisonOperator', 'DatapointsToAlarm', 'Dimensions', 'EvaluationPeriods', 'MetricName',
  'Metrics', 'Namespace', 'OKActions', 'Period', 'Statistic', 'Threshold', 'TreatMissingData',
];

const STATISTICS: Record<string, (values: readonly number[]) => number> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

const COMPARISONS: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** What missing data count as; undefined if the state stays as it is. */
const MISSING: Record<string, boolean | undefined> = { breaching: true, notBreaching: false, ignore: undefined };

/**
 * An alarm as the synthesized template has it. It looks at the last whole periods, as CloudWatch does where data come in time.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export class Alarm {
  private readonly properties: AlarmProperties;

  constructor(template: Template, public readonly logicalId: string, private readonly datapoints: readonly Datapoint[]) {
    this.properties = template.resolve(template.resource(logicalId).properties);
    const unknown = Object.keys(this.properties).find((key) => !KNOWN.includes(key));
    if (unknown !== undefined) {
      throw new Error(`Alarm '${logicalId}': it has ${unknown}, which is not evaluated here`);
    }
    known(COMPARISONS, this.properties.ComparisonOperator, 'ComparisonOperator');
    if (known(MISSING, this.properties.TreatMissingData, 'TreatMissingData') === undefined && this.properties.EvaluationPeriods !== 1) {
      throw new Error(`Alarm '${logicalId}': missing data are ignored over several periods, which is not evaluated here`);
    }
  }

  /** The end of its name. */
  public get id(): string {
    return /-[0-9A-F]{8}-(.*)$/.exec(this.properties.AlarmName)?.[1] ?? this.properties.AlarmName;
  }

  /** Of the metric, in milliseconds. */
  public get period(): number {
    const { Period, Metrics } = this.properties;
    const periods = new Set(Metrics?.flatMap(({ MetricStat }) => MetricStat?.Period ?? []) ?? [Period!]);
    if (periods.size !== 1) {
      throw new Error(`Alarm '${this.logicalId}': its metrics have several periods: ${[...periods].join(', ')}`);
    }
    return [...periods][0] * 1_000;
  }

  /** How long it looks back, in milliseconds. */
  public get range(): number {
    return this.period * this.properties.EvaluationPeriods;
  }

  /** Its state when all that happened before a time is known. */
  public stateAt(time: number): AlarmState {
    const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData, ComparisonOperator, Threshold } = this.properties;
    const last = Math.floor(time / this.period);
    if (MISSING[TreatMissingData] === undefined) {
      return this.lastState(last - 1);
    }
    const breaching = Array.from({ length: EvaluationPeriods }, (_, index) => {
      const value = this.valueIn((last - index - 1) * this.period);
      return value === undefined ? MISSING[TreatMissingData] : COMPARISONS[ComparisonOperator](value, Threshold);
    });
    return breaching.filter(Boolean).length >= DatapointsToAlarm ? 'ALARM' : 'OK';
  }

  /** By the last period that has a value. */
  private lastState(last: number): AlarmState {
    const { ComparisonOperator, Threshold } = this.properties;
    const first = Math.floor(Math.min(...this.datapoints.map(({ time }) => time)) / this.period);
    for (let period = last; period >= first; period--) {
      const value = this.valueIn(period * this.period);
      if (value !== undefined) {
        return COMPARISONS[ComparisonOperator](value, Threshold) ? 'ALARM' : 'OK';
      }
    }
    return 'INSUFFICIENT_DATA';
  }

  private valueIn(start: number): number | undefined {
    const { Metrics, Namespace, MetricName, Dimensions, Statistic } = this.properties;
    if (!Metrics) {
      return this.statistic({ Namespace: Namespace!, MetricName: MetricName!, Dimensions }, Statistic!, start);
    }
    const [result, ...others] = Metrics.filter(({ ReturnData }) => ReturnData !== false);
    if (!result?.Expression || others.length > 0) {
      throw new Error(`Alarm '${this.logicalId}': one of its metrics has to be an expression that is returned`);
    }
    const values = Object.fromEntries(Metrics.flatMap(({ Id, MetricStat }) => (
      MetricStat ? [[Id, this.statistic(MetricStat.Metric, MetricStat.Stat, start)]] : []
    )));
    return calculate(result.Expression, values);
  }

  private statistic(metric: NonNullable<Query['MetricStat']>['Metric'], statistic: string, start: number): number | undefined {
    const dimensions = JSON.stringify((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]).sort());
    const values = this.datapoints.filter(({ namespace, metricName, dimensions: own, time }) => (
      namespace === metric.Namespace && metricName === metric.MetricName && time >= start && time < start + this.period
      && JSON.stringify(Object.entries(own).sort()) === dimensions
    )).map(({ value }) => value);
    return values.length === 0 ? undefined : known(STATISTICS, statistic, 'Statistic')(values);
  }
}

/** All alarms of a template. */
export function alarmsOf(template: Template, datapoints: readonly Datapoint[]): Alarm[] {
  return template.resourcesOfType('AWS::CloudWatch::Alarm').map(({ id }) => new Alarm(template, id, datapoints));
}

/** A value of a metric at one time, if it has one then; a plain number has no time of its own. */
type Value = { readonly series: number | undefined } | { readonly number: number };
type Operand = Value | readonly Value[];
type Arithmetic = (one: number, other: number) => number;

const valueOf = (value: Value): number | undefined => 'series' in value ? value.series : value.number;

/** Of all metrics there are, `METRICS()` is a list. A sum is of those of its values that are there. */
const FUNCTIONS: Record<string, (values: readonly Value[], ...args: Operand[]) => Operand> = {
  METRICS: (values) => values,
  FILL: (_, filled, by) => {
    const fill = (value: Value): Value => ({ series: valueOf(value) ?? valueOf(by as Value) });
    return filled instanceof Array ? filled.map(fill) : fill(filled as Value);
  },
  SUM: (_, summed) => {
    const present = (summed as readonly Value[]).flatMap((value) => valueOf(value) ?? []);
    return { series: present.length > 0 ? STATISTICS.Sum(present) : undefined };
  },
};

/** Where one metric has a value, a missing one of another counts as 0; where none has, there is no result, and none of a division by zero. */
function combined(apply: Arithmetic, one: Value, other: Value): Value {
  if ('number' in one && 'number' in other) {
    return { number: apply(one.number, other.number) };
  }
  const isMissing = [one, other].every((value) => 'number' in value || value.series === undefined);
  const result = isMissing ? undefined : apply(valueOf(one) ?? 0, valueOf(other) ?? 0);
  return { series: Number.isFinite(result) ? result : undefined };
}

/**
 * Arithmetic of metrics, from left to right within a rank, parentheses and some functions.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function calculate(expression: string, metrics: Readonly<Record<string, number | undefined>>): number | undefined {
  const values = Object.fromEntries(Object.entries(metrics).map(([name, series]) => [name, { series }]));
  const tokens = expression.match(/\s+|[A-Za-z]\w*|\d+(?:\.\d+)?|[-+*/]|./g)?.filter((token) => token.trim() !== '') ?? [];
  const call = (name: string): Operand => {
    const args: Operand[] = [];
    tokens.shift();
    while (tokens[0] !== ')') {
      if (args.length > 0 && tokens.shift() !== ',') {
        throw new Error(`Expression '${expression}': the arguments of '${name}' have no end`);
      }
      args.push(sum());
    }
    tokens.shift();
    return FUNCTIONS[name](Object.values(values), ...args);
  };
  const single = (value: Operand): Value => {
    if (value instanceof Array) {
      throw new Error(`Expression '${expression}': a list is no operand, and no result`);
    }
    return value as Value;
  };
  const operand = (): Operand => {
    const token = tokens.shift() ?? '';
    if (token === '(') {
      const inner = sum();
      if (tokens.shift() !== ')') {
        throw new Error(`Expression '${expression}': a parenthesis has no end`);
      }
      return inner;
    }
    if (tokens[0] === '(' && Object.hasOwn(FUNCTIONS, token)) {
      return call(token);
    }
    if (/^\d/.test(token)) {
      return { number: Number(token) };
    }
    if (!Object.hasOwn(values, token)) {
      throw new Error(`Expression '${expression}': '${token}' is no metric, no number, or no arithmetic that is evaluated here`);
    }
    return values[token];
  };
  const ranked = (operators: Record<string, Arithmetic>, next: () => Operand) => (): Operand => {
    let result = next();
    while (tokens.length > 0 && Object.hasOwn(operators, tokens[0])) {
      const apply = operators[tokens.shift()!];
      result = combined(apply, single(result), single(next()));
    }
    return result;
  };
  const product = ranked({ '*': (one, other) => one * other, '/': (one, other) => one / other }, operand);
  const sum: () => Operand = ranked({ '+': (one, other) => one + other, '-': (one, other) => one - other }, product);
  const result = single(sum());
  if (tokens.length > 0) {
    throw new Error(`Expression '${expression}': '${tokens[0]}' is not evaluated here`);
  }
  return valueOf(result);
}

function known<T>(all: Record<string, T>, name: string, what: string): T {
  if (!Object.hasOwn(all, name)) {
    throw new Error(`${what} '${name}' is not evaluated here; it knows ${Object.keys(all).join(', ')}`);
  }
  return all[name];
}

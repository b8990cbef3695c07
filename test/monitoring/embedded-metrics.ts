import type { Datapoint } from './cloudwatch';

interface Embedded {
  readonly _aws?: {
    readonly CloudWatchMetrics: { readonly Namespace: string; readonly Dimensions: string[][]; readonly Metrics: { readonly Name: string }[] }[];
  };
  readonly [name: string]: unknown;
}

/**
 * What CloudWatch takes from a function's log.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: Embedded, time: number): Datapoint[] {
  return (line._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace: namespace, Dimensions, Metrics }) => Dimensions.flatMap((names) => (
    Metrics.map(({ Name: metricName }) => ({
      namespace, metricName, dimensions: Object.fromEntries(names.map((name) => [name, String(line[name])])), time, value: Number(line[metricName]),
    }))
  )));
}

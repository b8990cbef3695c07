import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { FUNCTION_DIMENSION, METRIC_NAMESPACE, REPLAY_METRICS } from '../metrics';

const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
metrics.clearDefaultDimensions();

/** Counts what a slice has done, and nothing where it has done nothing. CloudWatch takes the figures from the function's log. */
export function countSlice(counts: Readonly<Record<keyof typeof REPLAY_METRICS, number>>): void {
  const keys = (Object.keys(REPLAY_METRICS) as (keyof typeof REPLAY_METRICS)[]).filter((key) => counts[key] > 0);
  if (keys.length > 0) {
    metrics.addDimension(FUNCTION_DIMENSION, process.env.AWS_LAMBDA_FUNCTION_NAME!);
    keys.forEach((key) => metrics.addMetric(REPLAY_METRICS[key], MetricUnit.Count, counts[key]));
    metrics.publishStoredMetrics();
  }
}

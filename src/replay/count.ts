import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SliceCounts } from './slice';
import { FUNCTION_DIMENSION, METRIC_NAMESPACE, REPLAY_METRICS } from '../metrics';

const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
metrics.clearDefaultDimensions();

/** Counts what a slice has done, and nothing where it has done nothing. CloudWatch takes the figures from the function's log. */
export function countSlice({ replayed, setAside, unreadableObjects = 0 }: SliceCounts): void {
  // of an object that cannot be read nobody knows how many records it holds
  const counts: Record<keyof typeof REPLAY_METRICS, number> = { replayed, setAside: setAside + unreadableObjects };
  const keys = (Object.keys(REPLAY_METRICS) as (keyof typeof REPLAY_METRICS)[]).filter((key) => counts[key] > 0);
  if (keys.length > 0) {
    metrics.addDimension(FUNCTION_DIMENSION, process.env.AWS_LAMBDA_FUNCTION_NAME!);
    keys.forEach((key) => metrics.addMetric(REPLAY_METRICS[key], MetricUnit.Count, counts[key]));
    metrics.publishStoredMetrics();
  }
}

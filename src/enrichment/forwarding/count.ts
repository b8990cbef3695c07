import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Forwarded } from './forwarder';
import { FORWARDER_DIMENSION, FORWARDER_METRICS, FUNCTION_DIMENSION, METRIC_NAMESPACE } from '../../metrics';

const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
metrics.clearDefaultDimensions();

/** Counts what became of a batch's records. CloudWatch takes the figures from the function's log. */
export function countForwarded(counts: Forwarded): void {
  metrics.addDimensions({ [FUNCTION_DIMENSION]: process.env.AWS_LAMBDA_FUNCTION_NAME!, [FORWARDER_DIMENSION]: counts.name });
  for (const key of Object.keys(FORWARDER_METRICS) as (keyof typeof FORWARDER_METRICS)[]) {
    metrics.addMetric(FORWARDER_METRICS[key], MetricUnit.Count, counts[key]);
  }
  metrics.publishStoredMetrics();
}

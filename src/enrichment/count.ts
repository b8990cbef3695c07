import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { ENRICHMENT_METRICS, FUNCTION_DIMENSION, METRIC_NAMESPACE } from '../metrics';

/** Made when something is amiss, so that a cold start does not wait for it. */
let metrics: Metrics | undefined;

/** Counts what is amiss in a batch, and nothing where nothing is. CloudWatch takes the figures from the function's log. */
export function countBatch(counts: Readonly<Record<keyof typeof ENRICHMENT_METRICS, number>>): void {
  const keys = (Object.keys(ENRICHMENT_METRICS) as (keyof typeof ENRICHMENT_METRICS)[]).filter((key) => counts[key] > 0);
  if (keys.length > 0) {
    const meter = metrics ??= meterWithoutDefaults();
    meter.addDimension(FUNCTION_DIMENSION, process.env.AWS_LAMBDA_FUNCTION_NAME!);
    keys.forEach((key) => meter.addMetric(ENRICHMENT_METRICS[key], MetricUnit.Count, counts[key]));
    meter.publishStoredMetrics();
  }
}

function meterWithoutDefaults(): Metrics {
  const meter = new Metrics({ namespace: METRIC_NAMESPACE });
  meter.clearDefaultDimensions();
  return meter;
}

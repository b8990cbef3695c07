import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { UsageAlarm } from './usage-alarm';
import type { EnrichmentFunction } from '../enrichment/enrichment-function';

/** Three quarters of the function's time. Waiting for every receiver as long as it may takes a quarter. */
const LONG = Duration.seconds(45);

/** Whether the function keeps up, and takes what it is given. */
export function enrichmentAlarms(enrichment: EnrichmentFunction): UsageAlarm[] {
  return [
    {
      id: 'FailedRecords',
      anchor: 'failed-records',
      sentence: 'The enrichment has refused records, which are kept under the error prefix.',
      metric: enrichment.metricFailedRecords(),
    },
    {
      id: 'EnrichmentErrors',
      anchor: 'enrichment-errors',
      sentence: 'The enrichment function has failed or run out of time, and the batch may be kept under the error prefix.',
      metric: enrichment.function.metricErrors(),
    },
    {
      id: 'EnrichmentThrottles',
      anchor: 'enrichment-throttles',
      sentence: 'AWS Lambda keeps refusing to run the enrichment function, and after three more refusals a batch is kept under the error prefix.',
      metric: enrichment.function.metricThrottles(),
      // Firehose asks three times more, so that a single refusal is over by itself
      periods: 3,
      amiss: 2,
    },
    {
      id: 'EnrichmentDuration',
      anchor: 'enrichment-duration',
      sentence: 'The enrichment function takes more than three quarters of the minute that it has for a batch.',
      metric: enrichment.function.metricDuration({ statistic: Stats.MAXIMUM }),
      threshold: LONG.toMilliseconds(),
      periods: 3,
      amiss: 2,
    },
  ];
}

import { Duration } from 'aws-cdk-lib';
import type { UsageAlarm } from './usage-alarm';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';

/** Before the records are gathered, Firehose gathers them for the enrichment. */
const ENRICHMENT_BUFFERING = Duration.seconds(60);

/** How much later than its buffers explain a record may be: Firehose repeats by itself what fails, and its intervals are hints. */
const SLACK = Duration.minutes(10);

/**
 * Whether all that arrives is delivered.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/firehose-cloudwatch-metrics-best-practices.html
 */
export function deliveryAlarms(stream: AccessLogDeliveryStream): UsageAlarm[] {
  return [
    {
      id: 'DataFreshness',
      anchor: 'data-freshness',
      sentence: 'Records have waited in the delivery stream for much longer than its buffers explain.',
      metric: stream.metricDataFreshness(),
      threshold: stream._longestBuffering.plus(ENRICHMENT_BUFFERING).plus(SLACK).toSeconds(),
      periods: 2,
    },
    {
      id: 'ThrottledRecords',
      anchor: 'throttled-records',
      sentence: 'The delivery stream has refused records because more came in than its quotas allow, and these records are lost.',
      metric: stream.metricThrottledRecords(),
    },
    ...stream._converts ? [{
      id: 'FailedConversions',
      anchor: 'failed-conversions',
      sentence: 'Records could not be converted to Parquet and are kept under the error prefix.',
      metric: stream.metricFailedConversions(),
    }] : [],
  ];
}

import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { UsageAlarm } from './usage-alarm';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';

/** Before the records are gathered, Firehose gathers them for the enrichment. */
const ENRICHMENT_BUFFERING = Duration.seconds(60);

/** How much later than its buffers explain a record may be: Firehose repeats by itself what fails, and its intervals are hints. */
const SLACK = Duration.minutes(10);

/** How often KMS has refused Firehose, by its answers. */
const REFUSALS_OF_KEY = { denied: 'KMSKeyAccessDenied', disabled: 'KMSKeyDisabled', invalid: 'KMSKeyInvalidState', missing: 'KMSKeyNotFound' };

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
    ...stream._encryptionKey && !stream._isGiven ? [{
      id: 'StreamKey',
      anchor: 'stream-key',
      sentence: 'The delivery stream cannot use its KMS key: records that come in are lost, and those that it holds wait for a day at most.',
      metric: refusalsOfKey(stream),
    }] : [],
    ...stream._converts ? [{
      id: 'FailedConversions',
      anchor: 'failed-conversions',
      sentence: 'Records could not be converted to Parquet and are kept under the error prefix.',
      metric: stream.metricFailedConversions(),
    }] : [],
  ];
}

/**
 * Most of these metrics have never been published: what is missing counts as none.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
 */
function refusalsOfKey({ deliveryStreamName }: AccessLogDeliveryStream): MathExpression {
  const dimensionsMap = { DeliveryStreamName: deliveryStreamName };
  const metrics = Object.entries(REFUSALS_OF_KEY).map(([name, metricName]) => (
    [name, new Metric({ namespace: 'AWS/Firehose', metricName, dimensionsMap, statistic: Stats.SUM })]
  ));
  return new MathExpression({ label: 'refusals of the key', expression: 'SUM(FILL(METRICS(), 0))', usingMetrics: Object.fromEntries(metrics) });
}

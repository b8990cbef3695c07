import { Duration, Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../../enrichment/metrics';

/**
 * A receiver that answers 413 has the batch dropped: Firehose neither repeats it nor keeps it. No metric tells of that, but the log does.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
 */
export function alarmOnDropped(scope: Construct, stream: firehose.IDeliveryStream, logGroup: logs.ILogGroup): cloudwatch.Alarm {
  const filter = new logs.MetricFilter(scope, 'DroppedBatches', {
    logGroup,
    filterPattern: logs.FilterPattern.all(
      logs.FilterPattern.stringValue('$.errorCode', '=', 'HttpEndpoint.DestinationException'),
      logs.FilterPattern.stringValue('$.message', '=', '*destination. 413:*'),
    ),
    metricNamespace: METRIC_NAMESPACE,
    // two apps of an account may have forwarders of one name
    metricName: `DroppedBatches-${Names.uniqueResourceName(scope, { maxLength: 200 })}`,
  });
  return new cloudwatch.Alarm(scope, 'DroppedBatchesAlarm', {
    alarmDescription: `${Stack.of(scope).stackName}: a receiver refuses batches of ${stream.deliveryStreamName} as too large (413), which Firehose drops. Lower bufferingSize and bufferingInterval.`,
    metric: filter.metric({ statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5) }),
    threshold: 0,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

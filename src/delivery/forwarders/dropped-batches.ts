import { Names } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../../metrics';

/**
 * Counts the batches that a receiver refuses by 413: Firehose neither repeats nor keeps them. No metric of its own tells of that, but its log does.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
 */
export function droppedBatches(scope: Construct, logGroup: logs.ILogGroup): cloudwatch.Metric {
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
  return filter.metric({ statistic: cloudwatch.Stats.SUM });
}

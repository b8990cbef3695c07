import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { UsageAlarm } from './usage-alarm';
import type { MonitoredForwarder } from '../delivery/forwarders/monitored-forwarder';
import { resourceOf } from '../delivery/given-stream';
import type { EnrichmentFunction } from '../enrichment/enrichment-function';

/** More than a tenth of the requests fail. Firehose tries again for up to two hours, so single ones do not matter. */
const LEAST_SUCCESS = 0.9;

/** Firehose's longest buffer, and ten minutes more. */
const OLDEST = Duration.seconds(1_500);

/** Whether a receiver gets what is meant for it. Its stream's refusals are no alarm of their own: what is refused is put again, and parked at last. */
export function forwarderAlarms(enrichment: EnrichmentFunction, forwarder: MonitoredForwarder): UsageAlarm[] {
  const { name, droppedBatches } = forwarder;
  return [
    {
      id: `Forwarder-${name}-ParkedRecords`,
      anchor: 'parked-records',
      sentence: `The delivery stream of the forwarder ${name} has not taken records, which are kept under the error prefix.`,
      metric: enrichment.metricParkedRecords(name),
    },
    {
      id: `Forwarder-${name}-LostRecords`,
      anchor: 'lost-records',
      sentence: `Neither the delivery stream of the forwarder ${name} nor the bucket has taken records, which its receiver lacks.`,
      metric: enrichment.metricLostRecords(name),
    },
    ...droppedBatches ? [{
      id: `Forwarder-${name}-DroppedBatches`,
      anchor: 'dropped-batches',
      sentence: `The receiver of the forwarder ${name} has refused batches as too large (413), and Firehose has dropped them.`,
      metric: droppedBatches,
    }] : [],
    ...undelivered(forwarder),
  ];
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/cloudwatch-metrics.html */
function undelivered({ name, deliveryStream }: MonitoredForwarder): UsageAlarm[] {
  const metric = (metricName: string, statistic: string) => new cloudwatch.Metric({
    namespace: 'AWS/Firehose', metricName, dimensionsMap: { DeliveryStreamName: deliveryStream.deliveryStreamName }, statistic,
  });
  const resource = resourceOf(deliveryStream);
  const alarm = { id: `Forwarder-${name}-FailedDelivery`, anchor: 'failed-delivery' };
  if (resource?.httpEndpointDestinationConfiguration) {
    return [{
      ...alarm,
      sentence: `The receiver of the forwarder ${name} fails more than a tenth of the requests.`,
      metric: metric('DeliveryToHttpEndpoint.Success', cloudwatch.Stats.AVERAGE),
      threshold: LEAST_SUCCESS,
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 3,
    }];
  }
  return resource?.extendedS3DestinationConfiguration ? [{
    ...alarm,
    sentence: `Records of the forwarder ${name} have waited in its delivery stream for much longer than its buffers explain.`,
    metric: metric('DeliveryToS3.DataFreshness', cloudwatch.Stats.MAXIMUM),
    threshold: OLDEST.toSeconds(),
    periods: 2,
  }] : [];
}

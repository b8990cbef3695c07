import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';

/** What a forwarder is watched by. */
export interface MonitoredForwarder {
  readonly name: string;
  readonly deliveryStream: firehose.IDeliveryStream;
  /** Batches that its receiver has refused for good. */
  readonly droppedBatches?: cloudwatch.Metric;
}

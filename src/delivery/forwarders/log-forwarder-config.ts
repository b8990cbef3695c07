import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { RecordLayout } from '../../record/record-layout';

/** Where a forwarder keeps what its receiver does not take. */
export interface LogForwarderPlace {
  /** The bucket of the analytics. */
  readonly bucket: s3.IBucket;

  /** The forwarder's own folder for what fails, with a slash at its end, such as `errors/forwarders/moesif/`. */
  readonly errorsPrefix: string;

  /** Folders of the bucket that hold something else. */
  readonly takenPrefixes: string[];

  /**
   * What its stream and its log are encrypted with.
   *
   * @default - keys of Firehose and CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;
}

/** How records get to a receiver. */
export interface LogForwarderConfig {
  /** The stream that takes the records by Direct PUT and delivers them. */
  readonly deliveryStream: firehose.IDeliveryStream;

  /** How a record is written. */
  readonly layout: RecordLayout;

  /**
   * Whether several lines may be packed into one record of the stream, which is much cheaper: Firehose bills each record as a multiple of 5 KB.
   *
   * @default false
   */
  readonly severalLinesPerRecord?: boolean;

  /**
   * The folder of the analytics' bucket that the stream delivers to, which no other forwarder may write to.
   *
   * @default - none, or one of another bucket
   */
  readonly prefix?: string;

  /**
   * Counts batches that are neither delivered nor kept, where that can happen, as after an HTTP endpoint's answer 413. With an `alarmTopic` it gets an alarm.
   *
   * @default - nothing is dropped
   */
  readonly droppedBatches?: cloudwatch.Metric;
}

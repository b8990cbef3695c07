import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import type { S3ForwarderProps } from './forwarder-props';
import { forwarderRole } from './forwarder-role';
import type { LogForwarderPlace } from './log-forwarder-config';
import { goBeforeEmptying } from '../../before-emptying';
import { checkedPrefix } from '../../catalog/checked-prefix';
import { logGroupOf, streamEncryption } from '../../encryption';
import { grantReadFolder } from '../../grant-read-folder';
import { checkedBuffering } from '../buffering';
import { checkKnownRegion } from '../known-region';

/** A delivery stream to a folder of a bucket, by the hour of arrival (`<prefix>yyyy/MM/dd/HH/`). */
export function s3Stream(scope: Construct, props: S3ForwarderProps, place: LogForwarderPlace): firehose.DeliveryStream {
  const { bucket = place.bucket, compressed = true, readers = [] } = props;
  const prefix = checkedPrefix(scope, 'prefix', props.prefix, bucket === place.bucket ? place.takenPrefixes : []);
  const logGroup = logGroupOf(scope, { encryptionKey: place.encryptionKey });
  const role = forwarderRole(scope, { bucket, prefix }, logGroup);
  readers.forEach((reader) => grantReadFolder(scope, bucket, prefix, reader));
  checkKnownRegion(scope);
  const stream = new firehose.DeliveryStream(scope, 'Stream', {
    ...streamEncryption(role, place.encryptionKey),
    destination: new firehose.S3Bucket(bucket, {
      role: role.withoutPolicyUpdates(),
      dataOutputPrefix: prefix,
      compression: compressed ? firehose.Compression.GZIP : firehose.Compression.UNCOMPRESSED,
      encryptionKey: bucket.encryptionKey,
      loggingConfig: new firehose.EnableLogging(logGroup),
      ...checkedBuffering(scope, props, false),
    }),
  });
  goBeforeEmptying(bucket, stream);
  return stream;
}

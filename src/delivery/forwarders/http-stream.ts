import { Duration, RemovalPolicy, Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { alarmOnDropped } from './dropped-alarm';
import { forwarderRole } from './forwarder-role';
import type { LogForwarderPlace } from './log-forwarder-config';

/** Firehose gives up after two hours, which is also how long a receiver may be away without anything to put back. */
const LONGEST_RETRY = Duration.hours(2);

export interface HttpReceiver {
  readonly url: string;
  readonly secret: secretsmanager.ISecret;
  readonly receiverName?: string;
  readonly bufferingInterval?: Duration;
  readonly bufferingSize?: Size;
  readonly retryDuration?: Duration;
  readonly compressed: boolean;
}

/** A delivery stream to an HTTP endpoint. What it cannot deliver is kept below the error prefix. */
export function httpStream(scope: Construct, receiver: HttpReceiver, { bucket, errorsPrefix }: LogForwarderPlace): firehose.DeliveryStream {
  checkUrl(scope, receiver.url);
  const logGroup = new logs.LogGroup(scope, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
  const role = forwarderRole(scope, { bucket, prefix: errorsPrefix }, logGroup);
  receiver.secret.grantRead(role);
  const loggingConfig = new firehose.EnableLogging(logGroup);
  const stream = new firehose.DeliveryStream(scope, 'Stream', {
    encryption: firehose.StreamEncryption.awsOwnedKey(),
    destination: new firehose.HttpEndpoint({
      endpointConfig: { url: receiver.url, secret: receiver.secret, name: receiver.receiverName },
      role: role.withoutPolicyUpdates(),
      backupMode: firehose.HttpBackupMode.FAILED,
      requestCompression: receiver.compressed ? firehose.HttpCompression.GZIP : firehose.HttpCompression.NONE,
      bufferingHints: checkedHints(scope, receiver),
      retryOptions: { duration: checkedRetry(scope, receiver.retryDuration) },
      loggingConfig,
      s3Backup: {
        bucket,
        errorOutputPrefix: `${errorsPrefix}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`,
        compression: firehose.Compression.UNCOMPRESSED,
        encryptionKey: bucket.encryptionKey,
        loggingConfig,
      },
    }),
  });
  // the secret's grant is a policy of its own
  stream.node.addDependency(role);
  alarmOnDropped(scope, stream, logGroup);
  return stream;
}

function checkUrl(scope: Construct, url: string): void {
  if (!Token.isUnresolved(url) && !/^https:\/\/[^\s/:?#]+(:443)?([/?#]\S*)?$/.test(url)) {
    throw new Error(`${scope.node.path}: the endpoint is '${url}', and Firehose delivers to https:// at port 443 alone; give such a URL, of a load balancer or a proxy where the receiver has another port`);
  }
}

function checkedHints(scope: Construct, { bufferingInterval, bufferingSize }: HttpReceiver): firehose.HttpBufferingHints {
  const interval = bufferingInterval ?? Duration.seconds(60);
  // what is larger than a receiver takes is answered by 413, and dropped
  const size = bufferingSize ?? Size.mebibytes(1);
  if (!interval.isUnresolved()) {
    const seconds = interval.toSeconds({ integral: false });
    const possible = Math.min(900, Math.round(seconds));
    if (seconds !== possible) {
      throw new Error(`${scope.node.path}: bufferingInterval is ${seconds} seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(${possible})`);
    }
  }
  if (!size.isUnresolved()) {
    const mebibytes = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
    const possible = Math.min(64, Math.max(1, Math.round(mebibytes)));
    if (mebibytes !== possible) {
      throw new Error(`${scope.node.path}: bufferingSize is ${mebibytes} MiB, and Firehose takes whole mebibytes from 1 to 64 for an HTTP endpoint; give Size.mebibytes(${possible})`);
    }
  }
  return { interval, size };
}

function checkedRetry(scope: Construct, duration = LONGEST_RETRY): Duration {
  if (!duration.isUnresolved()) {
    const seconds = duration.toSeconds({ integral: false });
    if (!Number.isInteger(seconds) || seconds > LONGEST_RETRY.toSeconds()) {
      throw new Error(`${scope.node.path}: retryDuration is ${duration.toHumanString()}, and Firehose takes whole seconds up to two hours; give ${seconds > LONGEST_RETRY.toSeconds() ? 'Duration.hours(2)' : `Duration.seconds(${Math.round(seconds)})`}`);
    }
  }
  return duration;
}

import { Annotations, Arn, ArnFormat, Duration, Size, SizeRoundingBehavior, Stack, Token } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { droppedBatches } from './dropped-batches';
import { forwarderRole } from './forwarder-role';
import type { LogForwarderConfig, LogForwarderPlace } from './log-forwarder-config';
import { logGroupOf, streamEncryption } from '../../encryption';
import { grantReadSecret } from '../../grant-read-secret';
import { checkKnownRegion } from '../known-region';

/** Firehose gives up after two hours, which is also how long a receiver may be away without anything to put back. */
const LONGEST_RETRY = Duration.hours(2);

const LONGEST_URL = 1_000;

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
export function httpStream(
  scope: Construct, receiver: HttpReceiver, place: LogForwarderPlace,
): Pick<LogForwarderConfig, 'deliveryStream' | 'droppedBatches'> {
  const { bucket, errorsPrefix, encryptionKey } = place;
  checkUrl(scope, receiver.url);
  checkSecret(scope, receiver.secret);
  const logGroup = logGroupOf(scope, { encryptionKey });
  const role = forwarderRole(scope, { bucket, prefix: errorsPrefix }, logGroup);
  grantReadSecret(role, receiver.secret);
  const loggingConfig = new firehose.EnableLogging(logGroup);
  checkKnownRegion(scope);
  const stream = new firehose.DeliveryStream(scope, 'Stream', {
    ...streamEncryption(role, encryptionKey),
    destination: new firehose.HttpEndpoint({
      endpointConfig: { url: receiver.url, secret: withoutGrants(scope, receiver.secret), name: receiver.receiverName },
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
  return { deliveryStream: stream, droppedBatches: droppedBatches(scope, logGroup) };
}

/** The destination would grant its role to read the secret, in the policy of the secret's key as well. */
function withoutGrants(scope: Construct, { secretFullArn, secretArn }: secretsmanager.ISecret): secretsmanager.ISecret {
  const arn = secretFullArn === undefined ? { secretPartialArn: secretArn } : { secretCompleteArn: secretFullArn };
  return secretsmanager.Secret.fromSecretAttributes(scope, 'Secret', arn);
}

function checkUrl(scope: Construct, url: string): void {
  if (!Token.isUnresolved(url) && url.length > LONGEST_URL) {
    throw new Error(`${scope.node.path}: the endpoint's URL has ${url.length} characters, and Firehose takes ${LONGEST_URL}; give a shorter one`);
  }
  if (!Token.isUnresolved(url) && !/^https:\/\/[^\s/:?#]+(:443)?([/?#]\S*)?$/.test(url)) {
    throw new Error(`${scope.node.path}: the endpoint is '${url}', and Firehose delivers to https:// at port 443 alone; give such a URL, of a load balancer or a proxy where the receiver has another port`);
  }
}

/** Firehose reads the secret in the region of the stream, by its whole ARN. */
function checkSecret(scope: Construct, secret: secretsmanager.ISecret): void {
  if (typeof secret?.grantRead !== 'function') {
    throw new Error(`${scope.node.path}: the receiver's key is ${secret === undefined ? 'missing' : 'no secret of Secrets Manager'}; give an ISecret, as by Secret.fromSecretCompleteArn()`);
  }
  const { secretArn } = secret;
  const region = Token.isUnresolved(secretArn) ? secret.env.region : Arn.split(secretArn, ArnFormat.COLON_RESOURCE_NAME).region;
  const ours = Stack.of(scope).region;
  if (region !== undefined && !Token.isUnresolved(region) && !Token.isUnresolved(ours) && region !== ours) {
    throw new Error(`${scope.node.path}: the secret ${secret.node.path} is in region ${region}, and Firehose in ${ours} reads secrets of its own region; make one there, or replicate it`);
  }
  if (secret.secretFullArn === undefined) {
    Annotations.of(scope).addWarningV2('cdk-api-usage-analytics:partialSecretArn', `the ARN of the secret ${secret.node.path} lacks the six characters at its end, and AWS does not document that Firehose takes one; import it by Secret.fromSecretCompleteArn()`);
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

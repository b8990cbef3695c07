import { Duration, Lazy, Size, SizeRoundingBehavior, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { BUCKET_NAME, BYTES_PER_SECOND, ERRORS_PREFIX, FORWARDER_STREAMS, MAX_REPLAYS, STREAM_NAME } from './environment';
import { LEASE_OBJECT } from './lease-object';
import { ReplayFunction } from './replay-function';
import { goBeforeEmptying, grantedPolicy } from '../before-emptying';
import { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';
import { allowPutting, logGroupOf } from '../encryption';
import { FUNCTION_DIMENSION, METRIC_NAMESPACE, REPLAY_METRICS } from '../metrics';
import { REPLAYED_PREFIX, SET_ASIDE_FOLDER } from '../record/layout';
import { runOnSchedule } from '../scheduled';

/** A run that waits longer is left out: the next one comes. */
const LONGEST_WAIT = Duration.minutes(5);

const MOST_REPLAYS = 100;

/** Properties of an `ErrorReplay`. */
export interface ErrorReplayProps {
  /** The stream whose failed records are put back, and those of its enrichment's forwarders on theirs. */
  readonly deliveryStream: AccessLogDeliveryStream;

  /**
   * When failed records are put back, such as `ScheduleExpression.rate(Duration.hours(1))`. Each run has 15 minutes, and the next one goes on.
   *
   * @default - when somebody invokes the function
   */
  readonly schedule?: scheduler.ScheduleExpression;

  /**
   * How much a second is put back at most, at least 1 KiB. What the streams take has to suffice for the requests of that time as well: 1 MiB a second in most
   * regions, 5 MiB in us-east-1, us-west-2 and eu-west-1, unless AWS has raised it.
   *
   * @default Size.kibibytes(512)
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html
   */
  readonly bytesPerSecond?: Size;

  /**
   * How often a record is put back before it is set aside, under `errors/set-aside/`: a whole number from 1 to 100.
   *
   * @default 3
   */
  readonly maxReplays?: number;

  /**
   * A key to encrypt the function's log with.
   *
   * @default - the key of CloudWatch Logs, without cost
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Puts records that failed back on the stream that they belong to: those that Firehose keeps under the error prefix, and those that forwarders' streams
 * did not take. What is put back moves to `replayed/`; a record that fails again and again is set aside with the reason.
 *
 * Invoke the function with the JSON event `{}`, with `{ "dryRun": true }` to count alone, or with a folder below the error prefix, as in
 * `{ "folder": "logs/processing-failed/2026/01/31/" }`. It works for 15 minutes at most and returns `done`; invoked again, it goes on. Two runs at a
 * time do not disturb each other. A run that is killed repeats the records of one object at most; `extended_request_id` tells copies.
 *
 * At rest it costs nothing.
 *
 * @example
 * new ErrorReplay(this, 'Replay', {
 *   deliveryStream: stream,
 *   schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)),
 *   bytesPerSecond: Size.kibibytes(256),
 * });
 */
export class ErrorReplay extends Construct {
  /** The function: Node.js on arm64, 512 MB, 15 minutes. */
  public readonly function: lambda.IFunction;

  /**
   * Fails if `bytesPerSecond` or `maxReplays` is out of bounds.
   */
  constructor(scope: Construct, id: string, props: ErrorReplayProps) {
    super(scope, id);
    const { deliveryStream, schedule, maxReplays = 3 } = props;
    const { enrichment, errorsPrefix } = deliveryStream;
    const { bucket } = enrichment.directory;
    this.checkMaxReplays(maxReplays);
    const bytesPerSecond = this.checkedPace(props.bytesPerSecond ?? Size.kibibytes(512));

    const logGroup = logGroupOf(this, { encryptionKey: props.encryptionKey });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    grantMoving(role, bucket, errorsPrefix);
    grantPut(role, deliveryStream.deliveryStream);
    const forwarderStreams: Record<string, string> = {};
    enrichment._eachForwarder(({ name, deliveryStream: stream }) => {
      grantPut(role, stream);
      allowPutting(role, props.encryptionKey, bucket.encryptionKey);
      forwarderStreams[name] = stream.deliveryStreamName;
    });

    this.function = new ReplayFunction(this, 'Function', {
      description: `Puts failed records of the access log of Amazon API Gateway back (${Stack.of(this).stackName})`,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.minutes(15),
      // a run that fails is repeated by whoever knows why, or by the schedule
      retryAttempts: 0,
      maxEventAge: LONGEST_WAIT,
      role,
      logGroup,
      environment: {
        [BUCKET_NAME]: bucket.bucketName,
        [ERRORS_PREFIX]: errorsPrefix,
        [STREAM_NAME]: deliveryStream.deliveryStreamName,
        // forwarders may be added later
        [FORWARDER_STREAMS]: Lazy.string({ produce: () => Stack.of(this).toJsonString(forwarderStreams) }),
        [BYTES_PER_SECOND]: bytesPerSecond,
        [MAX_REPLAYS]: String(maxReplays),
      },
    });
    goBeforeEmptying(bucket, this.function, grantedPolicy(role));
    if (schedule) {
      runOnSchedule(this, {
        function: this.function,
        schedule,
        description: 'Puts records that failed back',
        longestWait: LONGEST_WAIT,
        // without it Scheduler sends an event of its own
        input: scheduler.ScheduleTargetInput.fromObject({}),
      });
    }
  }

  /**
   * Records that were put back. Nothing is published while there are none.
   *
   * @default - sum over five minutes
   */
  public metricReplayedRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(REPLAY_METRICS.replayed, props);
  }

  /**
   * Records that were set aside, under `errors/set-aside/`. Nothing is published while there are none.
   *
   * @default - sum over five minutes
   */
  public metricSetAsideRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(REPLAY_METRICS.setAside, props);
  }

  private metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { [FUNCTION_DIMENSION]: this.function.functionName },
      statistic: cloudwatch.Stats.SUM,
      ...props,
    }).attachTo(this);
  }

  private checkMaxReplays(maxReplays: number): void {
    if (!Token.isUnresolved(maxReplays) && !(Number.isInteger(maxReplays) && maxReplays >= 1 && maxReplays <= MOST_REPLAYS)) {
      throw new Error(`${this.node.path}: maxReplays is ${maxReplays}, and a record is put back 1 to ${MOST_REPLAYS} times; give a whole number of these, such as 3`);
    }
  }

  private checkedPace(pace: Size): string {
    if (pace.isUnresolved()) {
      throw new Error(`${this.node.path}: bytesPerSecond is known at deployment only, and the function's pace is set at synthesis; give a value, such as Size.kibibytes(512)`);
    }
    const bytes = Math.floor(pace.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024);
    if (bytes < 1024) {
      throw new Error(`${this.node.path}: bytesPerSecond is ${bytes} bytes, at which nothing would ever be done; give at least Size.kibibytes(1), such as Size.kibibytes(512)`);
    }
    return String(bytes);
  }
}

function grantPut(role: iam.Role, { deliveryStreamArn }: firehose.IDeliveryStream): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['firehose:PutRecordBatch'], resources: [deliveryStreamArn] }));
}

/** To list and read what failed, to move it, and to write its own progress: nothing else of the bucket. */
function grantMoving(role: iam.Role, bucket: s3.IBucket, errorsPrefix: string): void {
  const allow = (actions: string[], ...keys: string[]) => (
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: keys.map((key) => bucket.arnForObjects(key)) }))
  );
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': `${errorsPrefix}*` } },
  }));
  allow(['s3:GetObject', 's3:DeleteObject'], `${errorsPrefix}*`);
  allow(['s3:PutObject'], `${errorsPrefix}${SET_ASIDE_FOLDER}*`, `${REPLAYED_PREFIX}*`);
  // a conditional write reads what it replaces: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  allow(['s3:GetObject'], LEASE_OBJECT);
  bucket.encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
}

import { Duration, Lazy, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EnrichFunction } from './enrich-function';
import { BUCKET_NAME, COLUMNS, encodeColumns, encodePrivacy, FORWARDERS, HASH_KEY_ARN, PRIVACY } from './environment';
import { faultsOf } from './forwarding/faults';
import type { ForwarderSettings } from './forwarding/settings';
import { hashKeySecret } from './hash-key-secret';
import { goBeforeEmptying, grantedPolicy } from '../before-emptying';
import { LogForwarder } from '../delivery/forwarders/log-forwarder';
import type { LogForwarderConfig } from '../delivery/forwarders/log-forwarder-config';
import type { MonitoredForwarder } from '../delivery/forwarders/monitored-forwarder';
import { ApiKeyDirectory } from '../directory/api-key-directory';
import { allowPutting, logGroupOf } from '../encryption';
import { ENRICHMENT_METRICS, FORWARDER_DIMENSION, FORWARDER_METRICS, FUNCTION_DIMENSION, METRIC_NAMESPACE } from '../metrics';
import { ERRORS_PREFIX, FORWARDERS_FOLDER, LOGS_PREFIX } from '../record/layout';
import { AccessLogSchema } from '../record/schema';
import { expireFolder } from '../usage-bucket';

/** Properties of an `EnrichmentFunction`. */
export interface EnrichmentFunctionProps {
  /** Where the function looks up who is behind an API key. */
  readonly directory: ApiKeyDirectory;

  /**
   * The columns of a record, and what becomes of personal data in it.
   *
   * @default - the columns of this library alone, all as they are logged
   */
  readonly schema?: AccessLogSchema;

  /**
   * Receivers that get each enriched record as well.
   *
   * @default - none
   */
  readonly forwarders?: LogForwarder[];

  /**
   * The folder of the records in the bucket, with a slash at its end, which no forwarder may write to.
   *
   * @default logs/
   */
  readonly logsPrefix?: string;

  /**
   * The folder of records that failed, with a slash at its end: below it, what a forwarder's receiver does not take lies under `forwarders/<name>/`.
   *
   * @default errors/
   */
  readonly errorsPrefix?: string;

  /**
   * A key to encrypt the function's log with, the streams and logs of the forwarders, and the secret that personal data is hashed with.
   *
   * @default - keys of CloudWatch Logs and Firehose, without cost
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * The Lambda function that Firehose calls with each batch of access log lines: it types the values
 * and adds the customer's and the usage plan's name.
 *
 * Each record comes back exactly once. One that is no line of API Gateway's is marked as failed, and Firehose
 * keeps it under the error prefix. Without a directory records are delivered all the same,
 * with `attribution = 'directory_unavailable'`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 *
 * @example
 * const enrichmentFunction = new EnrichmentFunction(this, 'Enrichment', {
 *   directory: new ApiKeyDirectory(this, 'Directory', { bucket: logsBucket }),
 * });
 * new AccessLogDeliveryStream(this, 'Delivery', { bucket: logsBucket, enrichment: enrichmentFunction });
 */
export class EnrichmentFunction extends Construct {
  /** The function: Node.js on arm64, 512 MB, at most one minute a batch. */
  public readonly function: lambda.IFunction;

  /** Where the function looks up who is behind an API key. */
  public readonly directory: ApiKeyDirectory;

  /** The columns of a record. */
  public readonly schema: AccessLogSchema;

  private readonly forwarders: ForwarderSettings[] = [];
  private readonly monitored: MonitoredForwarder[] = [];
  private readonly monitors: ((forwarder: MonitoredForwarder) => void)[] = [];
  /** Folders of the bucket that forwarders write to. */
  private readonly folders: string[] = [];
  private readonly enrichFunction: lambda.Function;
  private readonly role: iam.Role;
  private readonly logsPrefix: string;
  private readonly errorsPrefix: string;
  private readonly encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: EnrichmentFunctionProps) {
    super(scope, id);
    this.directory = props.directory;
    this.schema = props.schema ?? new AccessLogSchema();
    this.logsPrefix = props.logsPrefix ?? LOGS_PREFIX;
    this.errorsPrefix = props.errorsPrefix ?? ERRORS_PREFIX;
    this.encryptionKey = props.encryptionKey;

    const logGroup = logGroupOf(this, { encryptionKey: props.encryptionKey });
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    props.directory.grantRead(this.role);

    this.enrichFunction = new EnrichFunction(this, 'Function', {
      description: `Enriches the access log of Amazon API Gateway (${Stack.of(this).stackName})`,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 512,
      // Firehose waits for five minutes at most and then calls again: better to fail long before that
      timeout: Duration.minutes(1),
      role: this.role,
      logGroup,
      environment: {
        [BUCKET_NAME]: props.directory.bucket.bucketName,
        [COLUMNS]: Lazy.string({ produce: () => encodeColumns(this.schema) }),
      },
    });
    this.function = this.enrichFunction;
    this.addPrivacy();
    goBeforeEmptying(props.directory.bucket, this.function, grantedPolicy(this.role));
    this.node.addValidation({ validate: () => faultsOf(this.schema, this.forwarders) });
    props.forwarders?.forEach((forwarder) => this.addForwarder(forwarder));
  }

  /**
   * Sends each enriched record to a receiver as well. The columns that its layout needs are added to the schema.
   *
   * Fails if there is a forwarder of that name.
   *
   * @param forwarder The receiver
   */
  public addForwarder(forwarder: LogForwarder): void {
    const { name, filter } = forwarder;
    if (this.forwarders.some((other) => other.name === name)) {
      throw new Error(`${this.node.path}: there is a forwarder '${name}' already; give this one another 'name', such as '${name}-2'`);
    }
    this.checkApiIds(forwarder);
    const { bucket } = this.directory;
    const errorsPrefix = `${this.errorsPrefix}${FORWARDERS_FOLDER}${name}/`;
    const { deliveryStream, layout, severalLinesPerRecord: severalLines = false, droppedBatches } = this.bound(forwarder, errorsPrefix);
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['firehose:PutRecordBatch'], resources: [deliveryStream.deliveryStreamArn] }));
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects(`${errorsPrefix}*`)] }));
    bucket.encryptionKey?.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');
    allowPutting(this.role, this.encryptionKey, bucket.encryptionKey);

    if (this.forwarders.length === 0) {
      this.enrichFunction.addEnvironment(FORWARDERS, Lazy.string({ produce: () => Stack.of(this).toJsonString(this.forwarders) }));
    }
    const streamName = deliveryStream.deliveryStreamName;
    this.forwarders.push({ name, streamName, errorsPrefix, severalLines, layout: layout._settings, filter });
    const monitored = { name, deliveryStream, droppedBatches };
    this.monitored.push(monitored);
    this.monitors.forEach((monitor) => monitor(monitored));
  }

  /**
   * Calls back for each forwarder, also for those that are added later.
   *
   * @internal
   */
  public _eachForwarder(monitor: (forwarder: MonitoredForwarder) => void): void {
    this.monitors.push(monitor);
    this.monitored.forEach(monitor);
  }

  /**
   * Records that came back as failed: those that are no line of API Gateway's, and those that would have made the answer too large. Firehose keeps them
   * under `errors/logs/processing-failed/`. Nothing is published while there are none. The records of a run that failed as a whole are not among them:
   * `function.metricErrors()` counts such runs.
   *
   * @default - sum over five minutes
   */
  public metricFailedRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(ENRICHMENT_METRICS.failed, {}, props);
  }

  /**
   * Delivered records with an API key that the directory does not know, or cannot be asked for (`attribution` is `unknown_key` or `directory_unavailable`).
   * Requests with a key that there is none of are not among them. Nothing is published while there are none.
   *
   * @default - sum over five minutes
   *
   * @example
   * const enrichment = analytics.enrichment;
   * const unattributed = enrichment.metricUnattributedRecords({ period: Duration.hours(1) });
   * unattributed.createAlarm(this, 'UnknownKeys', { threshold: 1000, evaluationPeriods: 1 });
   */
  public metricUnattributedRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(ENRICHMENT_METRICS.unattributed, {}, props);
  }

  /**
   * Records that the streams of forwarders have taken.
   *
   * @param forwarder Name of the forwarder
   * @default - sum over five minutes
   */
  public metricHandedOverRecords(forwarder: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.forwarderMetric(FORWARDER_METRICS.handedOver, forwarder, props);
  }

  /**
   * Records that a forwarder's stream has not taken, and that lie under `errors/forwarders/<name>/` therefore.
   *
   * @param forwarder Name of the forwarder
   * @default - sum over five minutes
   */
  public metricParkedRecords(forwarder: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.forwarderMetric(FORWARDER_METRICS.parked, forwarder, props);
  }

  /**
   * Records that neither a forwarder's stream nor the bucket has taken. The receiver lacks them; the analytics have them.
   *
   * @param forwarder Name of the forwarder
   * @default - sum over five minutes
   */
  public metricLostRecords(forwarder: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.forwarderMetric(FORWARDER_METRICS.lost, forwarder, props);
  }

  /**
   * Batches that a forwarder's receiver has refused as too large (413), which Firehose drops. Nothing is published while there are none.
   *
   * Fails for a forwarder that does not deliver to an HTTP endpoint.
   *
   * @param forwarder Name of the forwarder
   * @default - sum over five minutes
   */
  public metricDroppedBatches(forwarder: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    this.checkForwarder(forwarder);
    const metric = this.monitored.find(({ name }) => name === forwarder)?.droppedBatches;
    if (!metric) {
      throw new Error(`${this.node.path}: the receiver of forwarder '${forwarder}' drops nothing, because it is no HTTP endpoint; leave the metric out`);
    }
    return metric.with(props);
  }

  /** Nothing where all personal data is kept. */
  private addPrivacy(): void {
    const privacy = encodePrivacy(this.schema);
    if (privacy !== undefined) {
      this.enrichFunction.addEnvironment(PRIVACY, privacy);
    }
    if (this.schema._privacy.needsHashKey) {
      this.enrichFunction.addEnvironment(HASH_KEY_ARN, hashKeySecret(this, this.role, this.encryptionKey).secretArn);
    }
  }

  /** The stack of an API waits for this one, whose stream its stage logs to. */
  private checkApiIds({ name, filter }: LogForwarder): void {
    const references = (filter.apiIds ?? []).flatMap((id) => Tokenization.reverseString(id).tokens).filter((token) => Reference.isReference(token));
    const other = references.find(({ target }) => Stack.of(target) !== Stack.of(this));
    if (other) {
      throw new Error(`${this.node.path}: the filter of forwarder '${name}' holds the id of ${other.target.node.path}, an API of another stack, and the two would wait for each other; give its id as a text, or make usage analytics in that stack`);
    }
  }

  private bound(forwarder: LogForwarder, errorsPrefix: string): LogForwarderConfig {
    const id = `Forwarder-${forwarder.name}`;
    try {
      const takenPrefixes = [this.logsPrefix, this.errorsPrefix, ...this.folders];
      const { directory: { bucket }, encryptionKey } = this;
      const scope = new Construct(this, id);
      const config = forwarder.bind(scope, { bucket, errorsPrefix, takenPrefixes, encryptionKey });
      if (config.deliveryStream.node.scopes.includes(scope)) {
        goBeforeEmptying(bucket, config.deliveryStream);
      }
      config.layout.columns.forEach((column) => this.schema._addOnce(column));
      if (config.prefix !== undefined) {
        this.folders.push(config.prefix);
        expireFolder(bucket, `forwarder-${forwarder.name}`, config.prefix);
      }
      return config;
    } catch (error) {
      // so that it can be tried again, in another way
      this.node.tryRemoveChild(id);
      throw error;
    }
  }

  private checkForwarder(forwarder: string): void {
    const names = this.forwarders.map(({ name }) => name);
    if (!names.includes(forwarder)) {
      throw new Error(`${this.node.path}: there is no forwarder '${forwarder}' to count the records of; ${names.length > 0 ? `give one of ${names.join(', ')}` : 'add one first'}`);
    }
  }

  private forwarderMetric(metricName: string, forwarder: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    this.checkForwarder(forwarder);
    return this.metric(metricName, { [FORWARDER_DIMENSION]: forwarder }, props);
  }

  private metric(metricName: string, dimensions: Record<string, string>, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { [FUNCTION_DIMENSION]: this.function.functionName, ...dimensions },
      statistic: cloudwatch.Stats.SUM,
      ...props,
    }).attachTo(this);
  }
}

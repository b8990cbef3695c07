import { Duration, Names, Size, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, Dependable } from 'constructs';
import { checkedBuffering, DEFAULT_INTERVAL } from './buffering';
import { deliveryRole } from './delivery-role';
import { NAME_PREFIX, nameOfGiven, placeOf, resourceOf } from './given-stream';
import { brokenPoints } from './given-stream-points';
import { checkKnownRegion } from './known-region';
import { goBeforeEmptying } from '../before-emptying';
import { checkedPrefix } from '../catalog/checked-prefix';
import { RecordFormat } from '../catalog/record-format';
import { UsageCatalog } from '../catalog/usage-catalog';
import { logGroupOf } from '../encryption';
import { EnrichmentFunction } from '../enrichment/enrichment-function';
import { ERRORS_PREFIX, LOGS_PREFIX, PARTITION_EXPRESSION } from '../record/layout';
import { AccessLogSchema } from '../record/schema';

const LONGEST_NAME = 64;

/** Firehose's longest interval, for what is not known. */
const LONGEST_BUFFERING = Duration.seconds(900);

/** Properties of an `AccessLogDeliveryStream`. */
export interface AccessLogDeliveryStreamProps {
  /** Where the records are delivered. */
  readonly bucket: s3.IBucket;

  /** What each record goes through on its way. */
  readonly enrichment: EnrichmentFunction;

  /**
   * The catalog that declares the records' table and with it their format.
   *
   * @default - no table: records are delivered as GZIP-compressed JSON
   */
  readonly catalog?: UsageCatalog;

  /**
   * The folder of the records in the bucket, with a slash at its end and nothing else in it.
   *
   * @default - the catalog's, or `logs/` without a catalog
   */
  readonly logsPrefix?: string;

  /**
   * The folder of records that failed, with a slash at its end: below it they lie by stream, kind and day.
   *
   * @default errors/
   */
  readonly errorsPrefix?: string;

  /**
   * How long Firehose gathers records before it writes an object: 0 to 900 whole seconds. It is also how
   * long a request takes to show. A shorter interval writes more and smaller objects, which cost more
   * to write and to query.
   *
   * @default Duration.seconds(300)
   */
  readonly bufferingInterval?: Duration;

  /**
   * How much Firehose gathers before it writes an object, whatever the interval: whole mebibytes,
   * 64 to 128 with Parquet, 1 to 128 with JSON.
   *
   * @default Size.mebibytes(128)
   */
  readonly bufferingSize?: Size;

  /**
   * A Firehose stream that you have already, made in this app or imported. It is used as it is: no stream, role or log group is
   * made, and nothing of yours is changed. It has to
   *
   * - have a name that begins with `amazon-apigateway-`, and be in the region and the account of the stages;
   * - take its records by Direct PUT, without a source;
   * - have them transformed by `enrichment.function`, which its role has to be allowed to invoke;
   * - deliver to `bucket` (as `S3Bucket`, ExtendedS3DestinationConfiguration) by the prefix
   *   `logs/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/`, with your `logsPrefix` for
   *   `logs/`, counted in UTC;
   * - write what fails below `errorsPrefix`, as by `errors/logs/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`;
   * - with `RecordFormat.PARQUET` convert to Parquet by the catalog's table `logs`, which its role has to be allowed to read
   *   (`glue:GetTable`, `glue:GetTableVersion`, `glue:GetTableVersions`); with `RecordFormat.JSON` not convert.
   *
   * For a stream that is made in this app, all of it but its role's permissions is checked at synthesis, as far as the values are known then.
   * Of an imported one only the name, the region and the account are known: a record that it does not transform or delivers
   * elsewhere is missing in the reports, without an error. Attach stages when it transforms already: what it delivers before cannot be read.
   *
   * @default - a new stream
   */
  readonly deliveryStream?: firehose.IDeliveryStream;

  /**
   * A key to encrypt the logs with: the stream's, and that of the function which attaches imported stages. What is delivered is encrypted as the
   * bucket is. What the stream holds until then, some minutes, is encrypted with a key that AWS owns: with another one whoever puts records has to
   * be allowed to use it, and API Gateway's service-linked role is not.
   *
   * @default - the key of CloudWatch Logs, without cost
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * The Firehose stream that takes access logs from API Gateway stages, enriches them, and writes them to
 * S3 by the hour of their arrival (UTC), under `logs/year=…/month=…/day=…/hour=…/`.
 *
 * What cannot be enriched, converted or delivered is kept under `errors/logs/<kind>/<yyyy>/<MM>/<dd>/`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
 *
 * @example
 * const stream = new AccessLogDeliveryStream(this, 'Delivery', {
 *   bucket: logsBucket,
 *   enrichment: enrichmentFunction,
 *   catalog: new UsageCatalog(this, 'Catalog', { bucket: logsBucket }),
 * });
 * new StageAccessLogging(this, 'AccessLog', { stage: api.deploymentStage, deliveryStream: stream });
 */
export class AccessLogDeliveryStream extends Construct {
  /** The stream. */
  public readonly deliveryStream: firehose.IDeliveryStream;

  /**
   * Name of the stream: at most 64 characters, beginning with `amazon-apigateway-`. Known at synthesis, unless you gave
   * a stream with a token for its name.
   */
  public readonly deliveryStreamName: string;

  /** What each record goes through on its way. */
  public readonly enrichment: EnrichmentFunction;

  /** The folder of the records in the bucket. */
  public readonly logsPrefix: string;

  /** The folder of records that failed. */
  public readonly errorsPrefix: string;

  /**
   * Whether the stream was there already, and may have other users.
   *
   * @internal
   */
  public readonly _isGiven: boolean;

  /**
   * How long it gathers records at most.
   *
   * @internal
   */
  public readonly _longestBuffering: Duration;

  /**
   * Whether Firehose converts the records by the catalog's table.
   *
   * @internal
   */
  public readonly _converts: boolean;

  /**
   * For what is made later.
   *
   * @internal
   */
  public readonly _encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: AccessLogDeliveryStreamProps) {
    super(scope, id);
    this.enrichment = props.enrichment;
    this._encryptionKey = props.encryptionKey;
    this._isGiven = props.deliveryStream !== undefined;
    const { bufferingInterval = DEFAULT_INTERVAL } = props;
    this._longestBuffering = this._isGiven || bufferingInterval.isUnresolved() ? LONGEST_BUFFERING : bufferingInterval;
    this._converts = props.catalog?.recordFormat === RecordFormat.PARQUET;
    this.logsPrefix = checkedPrefix(this, 'logsPrefix', props.logsPrefix ?? props.catalog?.logsPrefix ?? LOGS_PREFIX);
    this.errorsPrefix = checkedPrefix(this, 'errorsPrefix', props.errorsPrefix ?? ERRORS_PREFIX, [this.logsPrefix]);
    this.node.addValidation({ validate: () => this.disagreements(props) });

    if (props.deliveryStream) {
      this.deliveryStream = props.deliveryStream;
      this.deliveryStreamName = nameOfGiven(this, props.deliveryStream);
      this.useGiven(props.deliveryStream, props);
    } else {
      this.deliveryStreamName = NAME_PREFIX + Names.uniqueResourceName(this, { maxLength: LONGEST_NAME - NAME_PREFIX.length });
      this.deliveryStream = this.newStream(props);
    }
  }

  /**
   * Records that the stream has taken, each a request.
   *
   * @default - sum over five minutes
   */
  public metricIncomingRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('IncomingRecords', cloudwatch.Stats.SUM, props);
  }

  /**
   * Records that the stream has refused, because more came in than its quotas allow. API Gateway does not put them again: they are lost before
   * anything here sees them.
   *
   * @default - sum over five minutes
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html
   */
  public metricThrottledRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ThrottledRecords', cloudwatch.Stats.SUM, props);
  }

  /**
   * Age of the oldest record that the stream has and has not delivered yet, in seconds.
   *
   * @default - maximum over five minutes
   */
  public metricDataFreshness(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DeliveryToS3.DataFreshness', cloudwatch.Stats.MAXIMUM, props);
  }

  /**
   * Records that are delivered to the bucket.
   *
   * @default - sum over five minutes
   */
  public metricDeliveredRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DeliveryToS3.Records', cloudwatch.Stats.SUM, props);
  }

  /**
   * Records that could not be converted by the catalog's table. Firehose keeps them under `errors/logs/format-conversion-failed/`. There is no such metric where
   * records are delivered as JSON.
   *
   * @default - sum over five minutes
   */
  public metricFailedConversions(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('FailedConversion.Records', cloudwatch.Stats.SUM, props);
  }

  /**
   * The ARN of the stream, for a stage in that stack: from the name where it is literal, since a reference to another stack would
   * be an export that locks the stream.
   *
   * @internal
   */
  public _arnFor(stack: Stack): string {
    if (!resourceOf(this.deliveryStream) || Token.isUnresolved(this.deliveryStreamName)) {
      return this.deliveryStream.deliveryStreamArn;
    }
    const resourceName = this.deliveryStreamName;
    return stack.formatArn({ service: 'firehose', resource: 'deliverystream', resourceName, ...placeOf(this.deliveryStream) });
  }

  /** @see https://docs.aws.amazon.com/firehose/latest/dev/cloudwatch-metrics.html */
  private metric(metricName: string, statistic: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const dimensionsMap = { DeliveryStreamName: this.deliveryStreamName };
    return new cloudwatch.Metric({ namespace: 'AWS/Firehose', metricName, dimensionsMap, statistic, ...props }).attachTo(this);
  }

  private useGiven(stream: firehose.IDeliveryStream, props: AccessLogDeliveryStreamProps): void {
    for (const name of ['bufferingInterval', 'bufferingSize'] as const) {
      if (props[name]) {
        throw new Error(`${this.node.path}: '${name}' has no effect, because a delivery stream is given, which stays as it is; leave it out, and set it on that stream`);
      }
    }
    // what waits for this construct, such as a stage, waits for the stream
    Dependable.implement(this, { dependencyRoots: [this, stream] });
    const { logsPrefix, errorsPrefix } = this;
    // at the end, because the stream may be completed after this construct is made
    this.node.addValidation({ validate: () => brokenPoints(stream, { ...props, logsPrefix, errorsPrefix }) });
  }

  private newStream(props: AccessLogDeliveryStreamProps): firehose.DeliveryStream {
    const { bucket, catalog } = props;
    const parquet = catalog?.recordFormat === RecordFormat.PARQUET;
    const buffering = checkedBuffering(this, props, parquet);
    const logGroup = logGroupOf(this, { encryptionKey: this._encryptionKey });
    const role = deliveryRole(this, {
      bucket,
      logsPrefix: this.logsPrefix,
      errorsPrefix: this.errorsPrefix,
      logGroup,
      function: props.enrichment.function,
      catalog: parquet ? catalog : undefined,
    });

    checkKnownRegion(this);
    const stream = new firehose.DeliveryStream(this, 'Stream', {
      deliveryStreamName: this.deliveryStreamName,
      // with a customer's key whoever puts records needs that key, and API Gateway's service-linked role has no right to any
      encryption: firehose.StreamEncryption.awsOwnedKey(),
      destination: new firehose.S3Bucket(bucket, {
        // its policies are in the role itself, which so cannot be there without them
        role: role.withoutPolicyUpdates(),
        dataOutputPrefix: this.logsPrefix + PARTITION_EXPRESSION,
        errorOutputPrefix: `${this.errorsPrefix}logs/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`,
        ...buffering,
        compression: parquet ? undefined : firehose.Compression.GZIP,
        dataFormatConversion: parquet ? toParquet(catalog) : undefined,
        encryptionKey: bucket.encryptionKey,
        loggingConfig: new firehose.EnableLogging(logGroup),
        processors: [
          new firehose.LambdaFunctionProcessor(props.enrichment.function, {
            bufferInterval: Duration.seconds(60),
            bufferSize: Size.mebibytes(1),
            retries: 3,
          }),
        ],
      }),
    });
    goBeforeEmptying(bucket, stream);
    return stream;
  }

  /** Parts that are made one by one can be made for different buckets or columns; records would then vanish without an error. */
  private disagreements({ bucket, enrichment, catalog }: AccessLogDeliveryStreamProps): string[] {
    const others = [['directory', enrichment.directory], ...(catalog ? [['catalog', catalog] as const] : [])] as const;
    const messages = others.filter(([, part]) => part.bucket.bucketArn !== bucket.bucketArn && part.bucket.bucketName !== bucket.bucketName)
      .map(([name]) => `the ${name} is in another bucket than the records; give both the same bucket`);
    if (catalog && catalog.logsPrefix !== this.logsPrefix) {
      messages.push(`the catalog's table lies at '${catalog.logsPrefix}' and the records are written to '${this.logsPrefix}'; set logsPrefix on the catalog alone`);
    }
    if (catalog && namesAndTypes(catalog.schema) !== namesAndTypes(enrichment.schema)) {
      messages.push('the catalog\'s table has other columns, or other types, than the enrichment writes, and what the table does not declare is dropped; give both the same AccessLogSchema');
    }
    return messages;
  }
}

function namesAndTypes(schema: AccessLogSchema): string {
  return JSON.stringify(schema._delivered().map(({ name, type }) => [name, type]).sort());
}

function toParquet(catalog: UsageCatalog): firehose.DataFormatConversionProps {
  return {
    schemaConfiguration: catalog.schemaConfiguration,
    inputFormat: firehose.InputFormat.OPENX_JSON,
    outputFormat: firehose.OutputFormat.PARQUET,
  };
}

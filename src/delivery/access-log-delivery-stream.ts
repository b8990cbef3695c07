import { Duration, Names, RemovalPolicy, Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { deliveryRole } from './delivery-role';
import { checkedPrefix } from '../catalog/checked-prefix';
import { RecordFormat } from '../catalog/record-format';
import { UsageCatalog } from '../catalog/usage-catalog';
import { EnrichmentFunction } from '../enrichment/enrichment-function';
import { ERRORS_PREFIX, LOGS_PREFIX, PARTITION_EXPRESSION } from '../record/layout';
import { AccessLogSchema } from '../record/schema';

/** API Gateway logs only to streams whose names begin with this. */
const NAME_PREFIX = 'amazon-apigateway-';
const LONGEST_NAME = 64;

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
   * How long Firehose gathers records before it writes an object: 0 to 900 seconds. It is also how
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
}

/**
 * The Firehose stream that takes access logs from API Gateway stages, enriches them, and writes them to
 * S3 by the hour of their arrival (UTC), under `logs/year=…/month=…/day=…/hour=…/`.
 *
 * What cannot be enriched, converted or delivered is kept under `errors/logs/<kind>/<yyyy>/<MM>/<dd>/`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
 */
export class AccessLogDeliveryStream extends Construct {
  /** The stream. */
  public readonly deliveryStream: firehose.IDeliveryStream;

  /** Name of the stream, known at synthesis: at most 64 characters, beginning with `amazon-apigateway-`. */
  public readonly deliveryStreamName: string;

  /** What each record goes through on its way. */
  public readonly enrichment: EnrichmentFunction;

  /** The folder of the records in the bucket. */
  public readonly logsPrefix: string;

  /** The folder of records that failed. */
  public readonly errorsPrefix: string;

  constructor(scope: Construct, id: string, props: AccessLogDeliveryStreamProps) {
    super(scope, id);
    this.enrichment = props.enrichment;
    this.deliveryStreamName = NAME_PREFIX + Names.uniqueResourceName(this, { maxLength: LONGEST_NAME - NAME_PREFIX.length });

    const { bucket, catalog } = props;
    this.logsPrefix = checkedPrefix(this, 'logsPrefix', props.logsPrefix ?? catalog?.logsPrefix ?? LOGS_PREFIX);
    this.errorsPrefix = checkedPrefix(this, 'errorsPrefix', props.errorsPrefix ?? ERRORS_PREFIX, [this.logsPrefix]);
    this.node.addValidation({ validate: () => this.disagreements(props) });
    const parquet = catalog?.recordFormat === RecordFormat.PARQUET;
    const buffering = this.buffering(props, parquet);
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = deliveryRole(this, {
      bucket,
      logsPrefix: this.logsPrefix,
      errorsPrefix: this.errorsPrefix,
      logGroup,
      function: props.enrichment.function,
      catalog: parquet ? catalog : undefined,
    });

    this.deliveryStream = new firehose.DeliveryStream(this, 'Stream', {
      deliveryStreamName: this.deliveryStreamName,
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
  }

  private buffering({ bufferingInterval, bufferingSize }: AccessLogDeliveryStreamProps, parquet: boolean) {
    const interval = bufferingInterval ?? Duration.seconds(300);
    if (!interval.isUnresolved()) {
      const seconds = interval.toSeconds({ integral: false });
      if (!Number.isInteger(seconds) || seconds > 900) {
        throw new Error(`${this.node.path}: bufferingInterval is ${seconds} seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(${Math.min(900, Math.round(seconds))})`);
      }
    }
    const size = bufferingSize ?? Size.mebibytes(128);
    if (!size.isUnresolved()) {
      this.checkBufferingSize(size.toMebibytes({ rounding: SizeRoundingBehavior.NONE }), parquet);
    }
    return { bufferingInterval: interval, bufferingSize: size };
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

  private checkBufferingSize(mebibytes: number, parquet: boolean): void {
    const smallest = parquet ? 64 : 1;
    const possible = Math.min(128, Math.max(smallest, Math.round(mebibytes)));
    if (mebibytes !== possible) {
      const format = parquet ? 'Parquet' : 'JSON';
      const orJson = parquet && mebibytes < smallest ? ', or RecordFormat.JSON' : '';
      throw new Error(`${this.node.path}: bufferingSize is ${mebibytes} MiB, and Firehose takes whole mebibytes from ${smallest} to 128 for ${format}; give Size.mebibytes(${possible})${orJson}`);
    }
  }
}

function namesAndTypes(schema: AccessLogSchema): string {
  return JSON.stringify(schema._delivered().map(({ name, type }) => [name, type]).sort());
}

function toParquet(catalog: UsageCatalog): firehose.DataFormatConversionProps {
  return {
    schemaConfiguration: firehose.SchemaConfiguration.fromCfnTable(catalog._logsTable),
    inputFormat: firehose.InputFormat.OPENX_JSON,
    outputFormat: firehose.OutputFormat.PARQUET,
  };
}

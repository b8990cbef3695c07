import { Aws, Names, Size, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SchemaConfiguration } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ApiKeysTable } from './api-keys-table';
import { checkedPrefix } from './checked-prefix';
import { LogsTable } from './logs-table';
import { API_KEYS_TABLE, LOGS_TABLE } from './names';
import { PartitionsCrawler } from './partitions-crawler';
import { queryStatements, savedQueryStatements } from './query-access';
import { RecordFormat } from './record-format';
import { SavedQueries } from './saved-queries';
import { WorkGroup } from './work-group';
import { checkEnum } from '../check-enum';
import { LOGS_PREFIX } from '../record/layout';
import { AccessLogSchema } from '../record/schema';

/** Properties of a `UsageCatalog`. */
export interface UsageCatalogProps {
  /**
   * The bucket with the records (`logs/`) and the API keys (`directory/api_keys/`). Results of queries
   * are written to `athena/` in it: let them expire there by a lifecycle rule.
   */
  readonly bucket: IBucket;

  /**
   * The columns of a record. Columns that are added to it later reach the table.
   *
   * @default - the columns of this library, none of your own
   */
  readonly schema?: AccessLogSchema;

  /**
   * How the records under `logs/` are stored. Records that were written in another format
   * before a change can no longer be queried.
   *
   * @default RecordFormat.PARQUET
   */
  readonly recordFormat?: RecordFormat;

  /**
   * The folder of the records in the bucket, with a slash at its end and nothing else in it.
   *
   * @default logs/
   */
  readonly logsPrefix?: string;

  /**
   * Name of the Glue database: lower case letters, digits and underscores, at most 255 characters.
   * It may not exist yet. A change replaces the database and its tables, not the records.
   *
   * @default - made from the stack's name and the construct's path, unique and at most 64 characters long
   *
   * @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
   */
  readonly databaseName?: string;

  /**
   * Whether a Glue crawler registers the partitions in the catalog, for engines that do not know
   * Athena's partition projection, such as Amazon Redshift Spectrum or Spark. Athena and QuickSight do not need it.
   *
   * A run is billed for at least ten minutes: about 0.15 USD a night in most regions.
   *
   * @default true
   *
   * @see https://aws.amazon.com/glue/pricing/
   */
  readonly crawler?: boolean;

  /**
   * When the crawler runs, in UTC: a cron expression (`Schedule.cron()`), not a rate. At most every five minutes;
   * each run is billed.
   *
   * @default - every night at 2:30
   *
   * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
   */
  readonly crawlerSchedule?: Schedule;

  /**
   * How much a single query may read in the work group, at least 10 MB. A query that reads more is ended by Athena;
   * what it has read by then is billed. At 5 USD a terabyte, 100 GiB are about 0.50 USD.
   *
   * @default Size.gibibytes(100)
   *
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
   */
  readonly bytesScannedLimit?: Size;

  /**
   * A key to encrypt results of queries with. Who may query is allowed to use it.
   *
   * @default - the bucket's key, or Amazon S3's own keys (SSE-S3) where it has none
   */
  readonly encryptionKey?: IKey;
}

/**
 * Makes the records queryable: a Glue database with the tables `logs` and `api_keys`, an Athena work group
 * with its own limits, and saved queries for the usual questions.
 *
 * The tables are declared and not guessed, so that they can be queried before the first request. Athena works out the
 * partitions by itself (partition projection, for the years 2024 to 2049), so that records are found as soon
 * as they are delivered. Always filter `logs` on `year` and `month`: a query without a filter looks for objects in each
 * hour of those years, which takes long and is charged as S3 requests.
 *
 * Nothing here costs anything at rest but the nightly run of the crawler.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 *
 * @example
 * const tables = new UsageCatalog(this, 'Catalog', {
 *   bucket: logsBucket,
 *   crawler: false,
 *   bytesScannedLimit: Size.gibibytes(10),
 * });
 * tables.grantQuery(analystRole);
 */
export class UsageCatalog extends Construct {
  /** The bucket with the records. */
  public readonly bucket: IBucket;
  /** The columns of a record. */
  public readonly schema: AccessLogSchema;
  /** How the records are stored. */
  public readonly recordFormat: RecordFormat;
  /** The folder of the records in the bucket. */
  public readonly logsPrefix: string;
  /** Name of the Glue database. Known at synthesis, unless you gave a token. */
  public readonly databaseName: string;
  /** Name of the table with one row a delivered record. Firehose delivers at least once: count `extended_request_id`. */
  public readonly logsTableName: string = LOGS_TABLE;
  /** Name of the table with one row an API key and usage plan, as they are now. */
  public readonly apiKeysTableName: string = API_KEYS_TABLE;
  /**
   * How Firehose finds the columns of the records: for the `dataFormatConversion` of a delivery stream of your own, whose role
   * it allows to read the table.
   */
  public readonly schemaConfiguration: SchemaConfiguration;
  /** Name of the Athena work group. Known at synthesis. */
  public readonly workGroupName: string;
  /**
   * What Firehose converts the records by.
   *
   * @internal
   */
  public readonly _logsTable: CfnTable;
  /**
   * How much a single query may read.
   *
   * @internal
   */
  public readonly _bytesScannedLimit: Size;
  /**
   * Name of the crawler, where there is one.
   *
   * @internal
   */
  public readonly _crawlerName?: string;
  /**
   * What results are encrypted with.
   *
   * @internal
   */
  public readonly _resultsKey?: IKey;

  constructor(scope: Construct, id: string, props: UsageCatalogProps) {
    super(scope, id);
    this.bucket = props.bucket;
    this._resultsKey = props.encryptionKey ?? props.bucket.encryptionKey;
    this.schema = props.schema ?? new AccessLogSchema();
    this.recordFormat = props.recordFormat ?? RecordFormat.PARQUET;
    checkEnum(`${this.node.path}: recordFormat`, this.recordFormat, { RecordFormat });
    this.logsPrefix = checkedPrefix(this, 'logsPrefix', props.logsPrefix ?? LOGS_PREFIX);
    this.databaseName = this.checkedName(props.databaseName) ?? this.uniqueName();
    const { bucket, schema, recordFormat, logsPrefix, databaseName } = this;

    const database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: databaseName, description: 'Usage of APIs on Amazon API Gateway' },
    });
    const logs = new LogsTable(this, 'LogsTable', { databaseName, bucket, logsPrefix, schema, recordFormat });
    this._logsTable = logs.table;
    this.schemaConfiguration = SchemaConfiguration.fromCfnTable(logs.table);
    const apiKeys = new ApiKeysTable(this, 'ApiKeysTable', { databaseName, bucket });
    this._bytesScannedLimit = props.bytesScannedLimit ?? Size.gibibytes(100);
    const workGroup = new WorkGroup(this, 'WorkGroup', {
      bucket, bytesScannedLimit: this._bytesScannedLimit, resultsKey: this._resultsKey,
    });
    this.workGroupName = workGroup.workGroupName;
    const savedQueries = new SavedQueries(this, 'SavedQueries', { databaseName, workGroupName: this.workGroupName });
    const crawler = this.partitionsCrawler(props);
    this._crawlerName = crawler?.crawlerName;

    // names are literal, so that CloudFormation sees no order in them
    logs.node.addDependency(database);
    apiKeys.node.addDependency(database);
    savedQueries.node.addDependency(logs, apiKeys, workGroup);
    crawler?.node.addDependency(logs);
  }

  /**
   * Allows to query both tables in the work group: to run queries and read their results (those of others
   * as well), to use the saved queries, and to read the records and the list of API keys.
   *
   * Not to change anything, and not to read records whose delivery failed. For principals of the same account. Where
   * Lake Formation governs the database or the bucket, its own grants are needed on top.
   *
   * @param grantee Who may query
   *
   * @example
   * const catalog = analytics.catalog;
   * catalog.grantQuery(iam.Role.fromRoleName(this, 'Analyst', 'data-analyst'));
   */
  public grantQuery(grantee: IGrantable): Grant {
    const statements = [...this._queryStatements(), ...savedQueryStatements(this, this)];
    return statements
      .map(({ actions, resources }) => Grant.addToPrincipal({ grantee, actions, resourceArns: resources }))
      .reduce((all, grant) => all.combine(grant));
  }

  /**
   * Bytes that successful queries of the work group have read.
   *
   * @default - sum over five minutes
   *
   * @see https://docs.aws.amazon.com/athena/latest/ug/query-metrics-viewing.html
   */
  public metricScannedBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.queryMetric('ProcessedBytes', 'SUCCEEDED', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  /**
   * Bytes that a query of the work group had read when it was cancelled: by a user, by QuickSight, or by Athena at `bytesScannedLimit`.
   *
   * @default - maximum over five minutes
   */
  public metricCancelledQueryBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    // the metrics' spelling, which is not that of Athena's API
    return this.queryMetric('ProcessedBytes', 'CANCELED', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /**
   * How long successful queries of the work group took, their wait included, in milliseconds.
   *
   * @default - maximum over five minutes
   */
  public metricQueryTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.queryMetric('TotalExecutionTime', 'SUCCEEDED', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /**
   * What it takes to run a query, for roles that need it within them from the beginning.
   *
   * @internal
   */
  public _queryStatements(): PolicyStatement[] {
    return queryStatements(this, this);
  }

  /** `DML` are all that read records. */
  private queryMetric(metricName: string, state: string, props: cloudwatch.MetricOptions): cloudwatch.Metric {
    const dimensionsMap = { WorkGroup: this.workGroupName, QueryState: state, QueryType: 'DML' };
    return new cloudwatch.Metric({ namespace: 'AWS/Athena', metricName, dimensionsMap, ...props }).attachTo(this);
  }

  private partitionsCrawler({ crawler, crawlerSchedule }: UsageCatalogProps): PartitionsCrawler | undefined {
    if (crawler === false) {
      if (crawlerSchedule) {
        throw new Error(`${this.node.path}: 'crawlerSchedule' is '${crawlerSchedule.expressionString}' while 'crawler' is false; leave one of them out`);
      }
      return undefined;
    }
    const { databaseName, bucket, logsPrefix } = this;
    return new PartitionsCrawler(this, 'Crawler', {
      databaseName, bucket, logsPrefix, schedule: crawlerSchedule ?? Schedule.cron({ minute: '30', hour: '2' }),
    });
  }

  private checkedName(name?: string): string | undefined {
    if (name !== undefined && !Token.isUnresolved(name) && !/^[a-z0-9_]{1,255}$/.test(name)) {
      throw new Error(`${this.node.path}: 'databaseName' is '${name}', but a Glue database that Athena can read has 1 to 255 lower case letters, digits and underscores in its name; rename it, as in 'api_usage'`);
    }
    return name;
  }

  private uniqueName(): string {
    return Names.uniqueResourceName(this, { maxLength: 64, separator: '_' }).toLowerCase();
  }
}

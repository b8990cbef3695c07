import { Duration, Names, RemovalPolicy, Size } from 'aws-cdk-lib';
import { IRestApiRef, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import { Schedule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, IConstruct } from 'constructs';
import { RecordFormat } from './catalog/record-format';
import { UsageCatalog } from './catalog/usage-catalog';
import { checkEnum } from './check-enum';
import { DashboardContent } from './dashboard/dashboard-content';
import { DatasetImportMode } from './dashboard/dataset-import-mode';
import { QuickSightPrincipal } from './dashboard/quicksight-principal';
import { checkRegions } from './dashboard/quicksight-regions';
import { UsageDashboard } from './dashboard/usage-dashboard';
import { AccessLogDeliveryStream } from './delivery/access-log-delivery-stream';
import { LogForwarder } from './delivery/forwarders/log-forwarder';
import { resourceOf } from './delivery/given-stream';
import { ApiKeyDirectory } from './directory/api-key-directory';
import { CustomerIdentity } from './directory/customer-identity';
import { checkKey } from './encryption';
import { EnrichmentFunction } from './enrichment/enrichment-function';
import { grantReadFolder } from './grant-read-folder';
import { UsageMonitoring } from './monitoring/usage-monitoring';
import { AccessLogColumn } from './record/access-log-column';
import { PrivacyOptions } from './record/personal-data';
import { AccessLogSchema } from './record/schema';
import { ErrorReplay } from './replay/error-replay';
import { AttachAll } from './stage/attach-all';
import { AttachAllOptions, AttachOptions } from './stage/attach-options';
import { attachStagesOf } from './stage/attach-stages-of';
import { attachedTo } from './stage/holders';
import { settingIdOf } from './stage/imported/stage-ids';
import { assemblyOf } from './stage/same-place';
import { StageAccessLogging } from './stage/stage-access-logging';
import { isStageResource, pathOf, stageResource } from './stage/stage-resource';
import { checkGivenBucket, usageBucket } from './usage-bucket';
import { UsageOutputs } from './usage-outputs';

/** Properties of `ApiUsageAnalytics`. */
export interface ApiUsageAnalyticsProps extends PrivacyOptions {
  /**
   * Users and groups of Amazon QuickSight who may change the dashboard; 1 to 64 of them with the viewers.
   *
   * QuickSight has to be set up in the account first.
   *
   * @default - no dashboard
   */
  readonly dashboardOwners?: QuickSightPrincipal[];

  /**
   * Users and groups of Amazon QuickSight who may look at the dashboard. It needs an owner as well.
   *
   * @default - the owners alone
   */
  readonly dashboardViewers?: QuickSightPrincipal[];

  /**
   * Name of the dashboard as QuickSight lists it, 1 to 100 characters.
   *
   * @default - "API usage" and the name of the stack
   */
  readonly dashboardName?: string;

  /**
   * The region in which the account's QuickSight users are kept, such as `us-east-1`: the one where QuickSight was set up.
   *
   * @default - the region of the stack
   */
  readonly quickSightIdentityRegion?: string;

  /**
   * Whether the dashboard queries Athena each time it is opened, or QuickSight keeps a copy. A copy answers
   * faster and costs the same however often it is looked at, and needs SPICE capacity in this region.
   *
   * @default DatasetImportMode.DIRECT_QUERY
   */
  readonly datasetImportMode?: DatasetImportMode;

  /**
   * Whether a dashboard is made, or the data source and the datasets alone, for dashboards that you make in QuickSight yourself, or neither.
   * Either needs an owner.
   *
   * @default DashboardContent.DASHBOARD where there are owners or viewers, else DashboardContent.NONE
   */
  readonly dashboardContent?: DashboardContent;

  /**
   * How far the dashboard's datasets by hour, by day and by customer go back: 31 to 400 whole days. Longer windows scan more in Athena, or
   * take more of SPICE.
   *
   * @default Duration.days(90)
   */
  readonly usageWindow?: Duration;

  /**
   * How far the dashboard's dataset of single requests goes back: 2 to 400 whole days. Latency is shown of the latter half, and compared
   * with the former. In direct query mode the lists of APIs, domains, endpoints and statuses hold what was called in it.
   *
   * @default Duration.days(14)
   */
  readonly requestsWindow?: Duration;

  /**
   * Who the customer behind an API key is.
   *
   * @default CustomerIdentity.apiKeyName()
   */
  readonly customerIdentity?: CustomerIdentity;

  /**
   * How often the API keys and usage plans are listed: whole minutes, from 2 to one day. A new key shows as unknown for so long;
   * the dashboard then fills its name in also for the requests before.
   *
   * @default Duration.minutes(5)
   */
  readonly directoryRefreshInterval?: Duration;

  /**
   * Columns of your own: values of your authorizer, or other `$context` variables.
   *
   * @default - the columns of this library alone
   */
  readonly columns?: AccessLogColumn[];

  /**
   * Format of the delivered objects. A change applies to new objects only, and the table reads
   * one format: begin with the one that you want to keep.
   *
   * @default RecordFormat.PARQUET
   */
  readonly recordFormat?: RecordFormat;

  /**
   * How long Firehose gathers records before it writes an object, 0 to 900 whole seconds: also how long a request takes to show.
   *
   * @default Duration.seconds(300)
   */
  readonly bufferingInterval?: Duration;

  /**
   * How much Firehose gathers before it writes an object: 64 to 128 whole MiB with Parquet, 1 to 128 with JSON.
   *
   * @default Size.mebibytes(128)
   */
  readonly bufferingSize?: Size;

  /**
   * The folder of the records in the bucket, with a slash at its end and nothing else in it. A change leaves the records before it behind.
   *
   * @default logs/
   */
  readonly logsPrefix?: string;

  /**
   * The folder of records that failed, with a slash at its end and nothing else in it.
   *
   * @default errors/
   */
  readonly errorsPrefix?: string;

  /**
   * Name of the Glue database: at most 255 lower case letters, digits and underscores. It must not be there yet. A change replaces the database, not the records.
   *
   * @default - a unique name, made of the stack's name and the construct's path
   */
  readonly databaseName?: string;

  /**
   * How much a single query may read in the Athena work group, at least 10 MB. At 5 USD a terabyte, 100 GiB are about 0.50 USD.
   *
   * @default Size.gibibytes(100)
   */
  readonly bytesScannedLimit?: Size;

  /**
   * Whether a Glue crawler registers the partitions for engines that do not know Athena's partition projection, such as Amazon
   * Redshift Spectrum. Athena and QuickSight do not need it. It costs about 0.15 USD a run.
   *
   * @default true
   */
  readonly crawler?: boolean;

  /**
   * When the crawler runs, in UTC: a cron expression, every five minutes at most.
   *
   * @default - every night at 2:30
   */
  readonly crawlerSchedule?: Schedule;

  /**
   * A bucket that you have already. Its encryption, life cycle and public access stay as they are:
   * it should refuse plain HTTP and public access, and let `athena/` and `replayed/` expire, which lie at its root. Used are `logsPrefix`,
   * `errorsPrefix`, `replayed/`, `directory/` and `athena/`, by one `ApiUsageAnalytics` a bucket: two would mix their records.
   *
   * It has to be in the stack's region. If it is imported and encrypted with a KMS key, name the key, which cannot be found out:
   * by `Bucket.fromBucketAttributes()` with its `encryptionKey`.
   *
   * @default - a new bucket: encrypted, TLS only, no public access
   */
  readonly bucket?: s3.IBucket;

  /**
   * A Firehose stream that you have already, made in this app or imported. It stays as it is, and has to fulfil what
   * `AccessLogDeliveryStreamProps.deliveryStream` lists: above all a name that begins with `amazon-apigateway-`, the transformation
   * by `enrichment.function`, and delivery to `bucket` by the prefix of the hour. What this app knows of it is checked at synthesis.
   *
   * The transformation's function is made here: complete a stream of this app with `enrichment.function` after this construct, or make
   * the parts one by one. `bufferingInterval` and `bufferingSize` cannot be given with it.
   *
   * @default - a new stream
   */
  readonly deliveryStream?: firehose.IDeliveryStream;

  /**
   * Receivers that get each enriched record as well: OpenObserve, Moesif, Apiable, any HTTP endpoint, or a folder in S3.
   *
   * @default - none
   */
  readonly forwarders?: LogForwarder[];

  /**
   * When records that failed are put back, such as `ScheduleExpression.rate(Duration.hours(1))`. A run has 15 minutes, and the next one goes on.
   *
   * What has failed three times again is set aside until it is asked for: at a rate of an hour, whoever mends the cause has three.
   *
   * @default - when somebody invokes the function, `replay.function`
   */
  readonly replaySchedule?: ScheduleExpression;

  /**
   * A symmetric KMS key of this region to encrypt with what is made here: the bucket, what forwarders' streams hold until it is delivered, all log
   * groups, the results of queries, and secrets. Each part is allowed what it needs of the key, and nobody else. A given bucket or stream stays as
   * it is. What the access log's own stream holds for some minutes is encrypted with a key that AWS owns, since API Gateway may not use another.
   *
   * Requests to KMS are billed, at 0.03 USD for 10,000; the bucket makes few of them (S3 Bucket Keys).
   *
   * A key of this app has its policy extended, so that CloudWatch Logs may use it. Of an imported one, a warning says the statement that
   * its policy needs. With forwarders the deployer needs `kms:CreateGrant` on it. Its policy has to leave permissions to IAM, as it does by default.
   *
   * @default - keys of each service, without cost
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long records are kept in the new bucket: logs, failed records, and the folders of forwarders to S3, one whole day or more. Copies of replayed records
   * are kept so long as well, and 30 days at most.
   *
   * An object counts from when it was written: one that is replayed, or from which a customer is erased, begins anew. Synthesis warns where a
   * dashboard's `usageWindow` or `requestsWindow` is longer.
   *
   * @default - for ever, but for copies of replayed records
   */
  readonly logRetention?: Duration;

  /**
   * What becomes of the new bucket when the construct is removed. With `DESTROY` it is emptied and deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The topic that is told when something goes wrong on the way of the records, and when it is over: by alarms of CloudWatch, each with a link to what it means and what
   * to do. The topic has to be in the region of the stack, and one of another stack of the app has to have the same `env`, or a literal `topicName`.
   *
   * CloudWatch has to be allowed to publish to it and to use its key: for a topic and a key of the app this sees to both, an imported one's policy has
   * to allow it. With the key that AWS manages (`alias/aws/sns`) nothing would arrive.
   *
   * The alarms cost 1.60 USD a month, and 0.30 to 0.40 more for each forwarder.
   *
   * @default - no alarms
   *
   * @see https://github.com/cdk-api-usage-analytics/cdk-api-usage-analytics/blob/main/docs/operations.md
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether there is a dashboard in CloudWatch that shows if records arrive, are delivered and attributed. It costs 3 USD a month, unless it is one of
   * the account's first three.
   *
   * @default true
   */
  readonly operationsDashboard?: boolean;
}

/**
 * Usage analytics for the REST APIs of Amazon API Gateway: who calls which endpoint, on which
 * usage plan, how often, with what errors and how fast.
 *
 * Attach it to the stages that you have; each request then shows on a dashboard, with the
 * customer's and the plan's name, some minutes later. What it costs at rest is in the README.
 *
 * @example
 * const analytics = new ApiUsageAnalytics(this, 'UsageAnalytics', {
 *   dashboardOwners: [QuickSightPrincipal.group('api-analysts')],
 * });
 * analytics.attachTo(api.deploymentStage);
 */
export class ApiUsageAnalytics extends Construct {
  /** Where records, failed records, the directory and query results lie. */
  public readonly bucket: s3.IBucket;

  /** Who is behind an API key. */
  public readonly directory: ApiKeyDirectory;

  /** Adds the customer's and the usage plan's name to each record. */
  public readonly enrichment: EnrichmentFunction;

  /** The tables, the Athena work group and the saved queries. */
  public readonly catalog: UsageCatalog;

  /** Takes the access logs and delivers them to the bucket. */
  public readonly deliveryStream: AccessLogDeliveryStream;

  /** The QuickSight dashboard, where there are owners or viewers. */
  public readonly dashboard?: UsageDashboard;

  /** Puts records that failed back. */
  public readonly replay: ErrorReplay;

  /** The alarms, and the dashboard in CloudWatch. */
  public readonly monitoring: UsageMonitoring;

  constructor(scope: Construct, id: string, props: ApiUsageAnalyticsProps = {}) {
    super(scope, id);
    this.checkUsed(props);
    this.checkRenamed(props);
    if (props.encryptionKey) {
      checkKey(this, props.encryptionKey);
    }
    const schema = this.schemaOf(props);

    this.bucket = props.bucket ?? usageBucket(this, props);
    if (props.bucket) {
      checkGivenBucket(this, props.bucket);
    }
    this.directory = new ApiKeyDirectory(this, 'Directory', {
      bucket: this.bucket,
      customerIdentity: props.customerIdentity,
      refreshInterval: props.directoryRefreshInterval,
      encryptionKey: props.encryptionKey,
    });
    this.enrichment = new EnrichmentFunction(this, 'Enrichment', {
      directory: this.directory,
      schema,
      forwarders: props.forwarders,
      logsPrefix: props.logsPrefix,
      errorsPrefix: props.errorsPrefix,
      encryptionKey: props.encryptionKey,
    });
    this.catalog = new UsageCatalog(this, 'Catalog', {
      bucket: this.bucket,
      schema,
      recordFormat: props.recordFormat,
      logsPrefix: props.logsPrefix,
      databaseName: props.databaseName,
      bytesScannedLimit: props.bytesScannedLimit,
      crawler: props.crawler,
      crawlerSchedule: props.crawlerSchedule,
      encryptionKey: props.encryptionKey,
    });
    this.deliveryStream = new AccessLogDeliveryStream(this, 'DeliveryStream', {
      bucket: this.bucket,
      enrichment: this.enrichment,
      catalog: this.catalog,
      deliveryStream: props.deliveryStream,
      errorsPrefix: props.errorsPrefix,
      bufferingInterval: props.bufferingInterval,
      bufferingSize: props.bufferingSize,
      encryptionKey: props.encryptionKey,
    });
    this.replay = new ErrorReplay(this, 'Replay', {
      deliveryStream: this.deliveryStream,
      schedule: props.replaySchedule,
      encryptionKey: props.encryptionKey,
    });
    if (isDashboardWanted(props)) {
      this.dashboard = new UsageDashboard(this, 'Dashboard', {
        catalog: this.catalog,
        owners: props.dashboardOwners ?? [],
        viewers: props.dashboardViewers,
        identityRegion: props.quickSightIdentityRegion,
        importMode: props.datasetImportMode,
        name: props.dashboardName,
        content: props.dashboardContent,
        usageWindow: props.usageWindow,
        requestsWindow: props.requestsWindow,
      });
    }
    this.monitoring = new UsageMonitoring(this, 'Monitoring', {
      deliveryStream: this.deliveryStream,
      catalog: this.catalog,
      replay: this.replay,
      alarmTopic: props.alarmTopic,
      dashboard: props.operationsDashboard,
    });
  }

  /**
   * Sends the access log of a stage here: of a stage of this stack, of another stack of the app, or an imported one
   * (`Stage.fromStageAttributes()`), in the analytics' own region and account. Any number of stages of any number of APIs can be attached; of
   * imported ones some 45, for which the policies of one role have room.
   *
   * Fails for a stage that has an access log destination already, unless that is to be replaced; of an imported stage this is found
   * out at deployment, which then fails. Fails as well for a stage that is attached already, for one under another `cdk.Stage`,
   * and for what is no stage of a REST API.
   *
   * An imported stage is set by a custom resource. Its function, made once for all of them, costs nothing between deployments.
   *
   * @param stage A stage of a REST API, such as `api.deploymentStage`
   * @param options How it is attached
   */
  public attachTo(stage: IStageRef, options: AttachOptions = {}): StageAccessLogging {
    const id = this.attachmentId(stage);
    if (this.node.tryFindChild(id)) {
      throw new Error(`${this.node.path}: stage ${pathOf(stage)} is attached already; call attachTo() for it once`);
    }
    try {
      const logging = new StageAccessLogging(this, id, { stage, deliveryStream: this.deliveryStream, ...options });
      const dashboard = this.dashboard?.node.tryFindChild('Resource');
      if (logging.replacedDestinationArn && dashboard) {
        // last: where a deployment fails for something else, the access log of somebody else is not replaced before
        logging.node.addDependency(dashboard);
      }
      return logging;
    } catch (error) {
      // so that it can be tried again, in another way
      this.node.tryRemoveChild(id);
      throw error;
    }
  }

  /**
   * Attaches all stages that an API has in the app, also those that are made later. Stages that are attached already stay as they are.
   *
   * Fails where `attachTo()` fails, and at synthesis for an API of which the app has no stage: name an imported stage
   * to `attachTo()`, by `Stage.fromStageAttributes()`.
   *
   * @param api A REST API
   * @param options How its stages are attached
   */
  public attachToApi(api: IRestApiRef, options: AttachOptions = {}): void {
    if (!api?.restApiRef) {
      throw new Error(`${this.node.path}: attachToApi() is given ${api?.node ? `${api.node.path}, which is no REST API` : 'no API'}; give a REST API, or a stage to attachTo()`);
    }
    attachStagesOf(api, this, (stage) => this.attachOnce(stage, options));
  }

  /**
   * Attaches every stage of every REST API in a scope, such as a stack or the app, also those that are made later.
   * Stages that are attached already stay as they are.
   *
   * Where `attachTo()` would fail, the stage is skipped with a warning that names it: HTTP and WebSocket APIs, stages that
   * have a destination, or are in another region. Imported stages are left alone; attach them one by one.
   *
   * @param scope Where the stages are, under the analytics' own `cdk.Stage`
   * @param options What is left out, and how the others are attached
   */
  public attachAll(scope: IConstruct, options: AttachAllOptions = {}): void {
    const { exclude = [], ...attachOptions } = options;
    if (!scope?.node || exclude.some((excluded) => !excluded?.node)) {
      throw new Error(`${this.node.path}: attachAll() is given ${scope?.node ? "nothing in 'exclude', and an API that is imported or made with 'deploy' set to false has no 'deploymentStage'" : 'no scope'}; give constructs, such as a stack, an API or a stage`);
    }
    if (assemblyOf(scope) !== assemblyOf(this)) {
      throw new Error(`${this.node.path}: attachAll() is given ${scope.node.path || 'the app'}, under another stage of the CDK app (cdk.Stage), and dependencies cannot cross; make usage analytics under each cdk.Stage, and give a scope there`);
    }
    AttachAll.addTo(scope, exclude, this, (stage) => this.attachOnce(stage, attachOptions));
  }

  /**
   * Sends each enriched record to a receiver as well. The analytics stay as they are.
   *
   * The columns that its layout needs are added: every attached stage logs them, also one that was attached before.
   * Fails if there is a forwarder of that name.
   *
   * @param forwarder The receiver, such as one by `LogForwarder.openObserve()`
   */
  public addForwarder(forwarder: LogForwarder): void {
    this.enrichment.addForwarder(forwarder);
  }

  /**
   * Allows to list and read the delivered records: `s3:ListBucket` on `logs/`, `s3:GetObject` below it,
   * and decryption where the bucket has a key.
   *
   * @param grantee Who may read
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return grantReadFolder(this, this.bucket, this.catalog.logsPrefix, grantee);
  }

  /**
   * Adds outputs to the stack, which `cdk deploy` prints: `BucketName`, `AthenaWorkGroup`, `AthenaDatabase`, and, where there are such dashboards,
   * `DashboardUrl` (QuickSight) and `OperationsDashboardUrl` (CloudWatch).
   *
   * Their keys have the construct's id in front, such as `UsageAnalyticsBucketName`. Nothing is exported to other stacks. Fails if it is called twice.
   */
  public addOutputs(): void {
    if (this.node.tryFindChild('Outputs')) {
      throw new Error(`${this.node.path}: it has its outputs already; call addOutputs() once`);
    }
    new UsageOutputs(this, 'Outputs');
  }

  private attachOnce(stage: IStageRef, options: AttachOptions): StageAccessLogging | undefined {
    const isAttached = this.node.tryFindChild(this.attachmentId(stage)) || (isStageResource(stage) && attachedTo(stage) === this.deliveryStream);
    return isAttached ? undefined : this.attachTo(stage, options);
  }

  /** The same for L1 and L2 of a stage, and for whoever imports it. */
  private attachmentId(stage: IStageRef): string {
    const resource = stageResource(stage, this);
    return `AccessLog${resource ? Names.nodeUniqueId(resource.node) : settingIdOf(stage)}`;
  }

  /** Fails for properties that would have no effect. */
  private checkUsed(props: ApiUsageAnalyticsProps): void {
    const refuse = (names: (keyof ApiUsageAnalyticsProps)[], because: string, mend: string) => {
      const given = names.find((name) => props[name] !== undefined);
      if (given) {
        throw new Error(`${this.node.path}: '${given}' has no effect, because ${because}; ${mend}`);
      }
    };
    if (props.bucket) {
      refuse(['logRetention', 'removalPolicy'], 'a bucket is given, which stays as it is', 'leave it out, and set it on that bucket');
    }
    if (props.deliveryStream && !props.bucket && !resourceOf(props.deliveryStream)) {
      throw new Error(`${this.node.path}: the imported delivery stream ${props.deliveryStream.node.path} cannot deliver to a bucket that is made here; give the bucket that it delivers to as well`);
    }
    if (!props.dashboardOwners && !props.dashboardViewers && !props.dashboardContent) {
      refuse(['dashboardName', 'quickSightIdentityRegion', 'datasetImportMode', 'usageWindow', 'requestsWindow'], 'there is no dashboard', 'leave it out, or give dashboardOwners');
    }
  }

  /** Fails for what the dashboard would call by other names than it was given by. */
  private checkRenamed(props: ApiUsageAnalyticsProps): void {
    checkEnum(`${this.node.path}: dashboardContent`, props.dashboardContent ?? DashboardContent.DASHBOARD, { DashboardContent });
    checkEnum(`${this.node.path}: datasetImportMode`, props.datasetImportMode ?? DatasetImportMode.DIRECT_QUERY, { DatasetImportMode });
    if (isDashboardWanted(props)) {
      checkRegions(this, 'quickSightIdentityRegion', props.quickSightIdentityRegion);
    }
  }

  private schemaOf({ columns, sourceIp, userAgent, omitColumns }: ApiUsageAnalyticsProps): AccessLogSchema {
    try {
      return new AccessLogSchema(columns, { sourceIp, userAgent, omitColumns });
    } catch (error) {
      throw new Error(`${this.node.path}: ${(error as Error).message}`);
    }
  }
}

/** `NONE` wins over owners, so that an app can leave the dashboard out in an account without QuickSight. */
function isDashboardWanted({ dashboardContent, dashboardOwners, dashboardViewers }: ApiUsageAnalyticsProps): boolean {
  return dashboardContent === undefined ? Boolean(dashboardOwners ?? dashboardViewers) : dashboardContent !== DashboardContent.NONE;
}

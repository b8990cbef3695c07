import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { CustomerIdentity } from './customer-identity';
import { BUCKET_NAME, CUSTOMER_IDENTITY } from './environment';
import { RefreshFunction } from './refresh-function';
import { goBeforeEmptying, grantedPolicy } from '../before-emptying';
import { logGroupOf } from '../encryption';
import { API_KEYS_OBJECT } from '../record/layout';
import { runOnSchedule } from '../scheduled';

const SHORTEST_INTERVAL = Duration.minutes(2);
const LONGEST_INTERVAL = Duration.days(1);
const LONGEST_TIMEOUT = Duration.minutes(15);

/** How long a run may wait to be started. A run and its wait fit into the interval. */
const LONGEST_WAIT = Duration.minutes(1);

/** Properties of an `ApiKeyDirectory`. */
export interface ApiKeyDirectoryProps {
  /** Where the directory is written: to the one object `directory/api_keys/api-keys.ndjson`. */
  readonly bucket: s3.IBucket;

  /**
   * How often API keys and usage plans are listed: whole minutes from 2 minutes to 1 day.
   *
   * A run may take a minute less than that, and at most 15 minutes. It asks twice a second, once for each usage plan
   * and once for every 500 keys: 5 minutes suffice for 400 plans. A new key or name shows after this time at the latest.
   *
   * @default Duration.minutes(5)
   */
  readonly refreshInterval?: Duration;

  /**
   * What makes a customer of an API key.
   *
   * @default CustomerIdentity.apiKeyName()
   */
  readonly customerIdentity?: CustomerIdentity;

  /**
   * A key to encrypt the function's log with. The directory itself is encrypted as the bucket is.
   *
   * @default - a key of CloudWatch Logs, without cost
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Knows who is behind an API key: a file in S3 that lists each key with its customer and its usage plans, kept
 * up to date by a scheduled function.
 *
 * It holds the keys of the stack's own account and region. The keys' values, which are secrets, are neither
 * written nor logged. When a run fails, the last directory stays.
 *
 * At the default interval, with ten usage plans, the function costs about 0.35 USD a month.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 *
 * @example
 * const apiKeys = new ApiKeyDirectory(this, 'Directory', {
 *   bucket: logsBucket,
 *   refreshInterval: Duration.minutes(15),
 * });
 * new EnrichmentFunction(this, 'Enrichment', { directory: apiKeys });
 */
export class ApiKeyDirectory extends Construct {
  /** Where the directory is written. */
  public readonly bucket: s3.IBucket;

  /** The function that writes the directory. */
  public readonly refreshFunction: lambda.IFunction;

  /**
   * How often the directory is refreshed.
   *
   * @internal
   */
  public readonly _refreshInterval: Duration;

  /**
   * Fails if the refresh interval is no number of whole minutes, or out of bounds.
   */
  constructor(scope: Construct, id: string, props: ApiKeyDirectoryProps) {
    super(scope, id);
    this.bucket = props.bucket;
    const interval = props.refreshInterval ?? Duration.minutes(5);
    this.checkInterval(interval);
    this._refreshInterval = interval;

    const logGroup = logGroupOf(this, { encryptionKey: props.encryptionKey });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.grantList(role);
    this.grantWrite(role);

    this.refreshFunction = new RefreshFunction(this, 'Function', {
      description: 'Lists API keys and usage plans, without the values of the keys',
      architecture: lambda.Architecture.ARM_64,
      // the most that an account can have by its quotas, 10,000 keys on ten plans each, takes 400 MB
      memorySize: 512,
      timeout: timeoutOf(interval),
      // The next run comes soon enough. There is no reserved concurrency to keep runs apart: accounts begin
      // with ten concurrent executions, all of which have to stay unreserved, and the deployment would fail there.
      // Should two runs overlap after all, the one that ends last writes, and the next one mends it.
      retryAttempts: 0,
      maxEventAge: LONGEST_WAIT,
      role,
      logGroup,
      environment: {
        [BUCKET_NAME]: this.bucket.bucketName,
        [CUSTOMER_IDENTITY]: (props.customerIdentity ?? CustomerIdentity.apiKeyName())._render(),
      },
    });
    goBeforeEmptying(this.bucket, this.refreshFunction, grantedPolicy(role));
    // a rate without a start begins at once, so that the first directory is there right after the deployment
    runOnSchedule(this, {
      function: this.refreshFunction,
      schedule: scheduler.ScheduleExpression.rate(interval),
      description: 'Keeps the directory of API keys up to date',
      longestWait: LONGEST_WAIT,
    });
  }

  /**
   * Lets somebody read the directory: that one object, and its encryption key if the bucket has one.
   *
   * @param grantee Who may read
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const read = this.grantObject(grantee, 's3:GetObject');
    const key = this.bucket.encryptionKey;
    return key ? read.combine(key.grantDecrypt(grantee)) : read;
  }

  /**
   * Runs of the refresh, failed ones among them.
   *
   * @default - sum over five minutes
   */
  public metricRefreshes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.refreshFunction.metricInvocations(props);
  }

  /**
   * Runs of the refresh that failed. The last directory stays.
   *
   * @default - sum over five minutes
   */
  public metricFailedRefreshes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.refreshFunction.metricErrors(props);
  }

  /** Reading is for `HeadObject`, and for the hash that was kept with the object. */
  private grantWrite(role: iam.IRole): void {
    this.grantObject(role, 's3:GetObject', 's3:PutObject');
    this.bucket.encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  private grantObject(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipalOrResource({
      grantee,
      actions,
      resourceArns: [this.bucket.arnForObjects(API_KEYS_OBJECT)],
      resource: this.bucket,
    });
  }

  /** The plans are not known before they are listed, so the keys of any plan may be. */
  private grantList(role: iam.IRole): void {
    const paths = ['/apikeys', '/usageplans', '/usageplans/*/keys'];
    role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['apigateway:GET'],
      resources: paths.map((resource) => Stack.of(this).formatArn({
        service: 'apigateway',
        account: '',
        resource,
        arnFormat: ArnFormat.NO_RESOURCE_NAME,
      })),
    }));
  }

  private checkInterval(interval: Duration): void {
    if (interval.isUnresolved()) {
      return;
    }
    const minutes = interval.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < SHORTEST_INTERVAL.toMinutes() || minutes > LONGEST_INTERVAL.toMinutes()) {
      throw new Error(`${this.node.path}: the refresh interval is ${interval.toHumanString()}; give whole minutes from 2 minutes to 1 day, such as Duration.minutes(5)`);
    }
  }
}

/** An interval that is known only at deployment is taken for the shortest one: nothing can be subtracted from it. */
function timeoutOf(interval: Duration): Duration {
  const known = interval.isUnresolved() ? SHORTEST_INTERVAL : interval;
  return Duration.minutes(Math.min(known.minus(LONGEST_WAIT).toMinutes(), LONGEST_TIMEOUT.toMinutes()));
}

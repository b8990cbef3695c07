import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EnrichFunction } from './enrich-function';
import { BUCKET_NAME, COLUMNS, encodeColumns } from './environment';
import { ApiKeyDirectory } from '../directory/api-key-directory';
import { AccessLogSchema } from '../record/schema';

/** Properties of an `EnrichmentFunction`. */
export interface EnrichmentFunctionProps {
  /** Where the function looks up who is behind an API key. */
  readonly directory: ApiKeyDirectory;

  /**
   * The columns of a record.
   *
   * @default - the columns of this library alone
   */
  readonly schema?: AccessLogSchema;
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
 */
export class EnrichmentFunction extends Construct {
  /** The function: Node.js on arm64, 512 MB, at most one minute a batch. */
  public readonly function: lambda.IFunction;

  /** Where the function looks up who is behind an API key. */
  public readonly directory: ApiKeyDirectory;

  /** The columns of a record. */
  public readonly schema: AccessLogSchema;

  constructor(scope: Construct, id: string, props: EnrichmentFunctionProps) {
    super(scope, id);
    this.directory = props.directory;
    this.schema = props.schema ?? new AccessLogSchema();

    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    props.directory.grantRead(role);

    this.function = new EnrichFunction(this, 'Function', {
      description: `Enriches the access log of Amazon API Gateway (${Stack.of(this).stackName})`,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 512,
      // Firehose waits for five minutes at most and then calls again: better to fail long before that
      timeout: Duration.minutes(1),
      role,
      logGroup,
      environment: {
        [BUCKET_NAME]: props.directory.bucket.bucketName,
        [COLUMNS]: Lazy.string({ produce: () => encodeColumns(this.schema) }),
      },
    });
  }
}

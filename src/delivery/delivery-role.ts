import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { UsageCatalog } from '../catalog/usage-catalog';

/** What a delivery stream has to reach. */
interface DeliveryRoleProps {
  readonly bucket: s3.IBucket;
  readonly logsPrefix: string;
  readonly errorsPrefix: string;
  readonly logGroup: logs.ILogGroup;
  readonly function: lambda.IFunction;
  /** The catalog whose table the records are converted by. */
  readonly catalog?: UsageCatalog;
}

/**
 * The role of a delivery stream, by the policy that Firehose documents, and narrowed to what it writes.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
 */
export function deliveryRole(scope: Construct, props: DeliveryRoleProps): iam.Role {
  const { bucket, logGroup, catalog } = props;
  return new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com'),
    inlinePolicies: {
      Deliver: new iam.PolicyDocument({
        statements: [
          ...writeStatements(bucket, [props.logsPrefix, props.errorsPrefix]),
          new iam.PolicyStatement({
            actions: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
            resources: [props.function.functionArn, `${props.function.functionArn}:$LATEST`],
          }),
          logStatement(logGroup),
          ...tableStatements(scope, catalog),
        ],
      }),
    },
  });
}

/** To write below some folders of a bucket. */
export function writeStatements(bucket: s3.IBucket, prefixes: readonly string[]): iam.PolicyStatement[] {
  const { encryptionKey } = bucket;
  return [
    new iam.PolicyStatement({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucket.bucketArn],
    }),
    new iam.PolicyStatement({
      actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      resources: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    }),
    ...encryptionKey ? [new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn] })] : [],
  ];
}

export function logStatement(logGroup: logs.ILogGroup): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
}

function tableStatements(scope: Construct, catalog?: UsageCatalog): iam.PolicyStatement[] {
  if (!catalog) {
    return [];
  }
  const glueArn = (resource: string) => Stack.of(scope).formatArn({ service: 'glue', resource });
  return [new iam.PolicyStatement({
    actions: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
    resources: [
      glueArn('catalog'),
      glueArn(`database/${catalog.databaseName}`),
      glueArn(`table/${catalog.databaseName}/${catalog.logsTableName}`),
    ],
  })];
}

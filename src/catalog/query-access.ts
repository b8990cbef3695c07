import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { API_KEYS_PREFIX, ATHENA_PREFIX } from '../record/layout';

/** What a query touches. */
export interface QueryTarget {
  readonly databaseName: string;
  readonly workGroupName: string;
  readonly bucket: IBucket;
  readonly logsPrefix: string;
  /** What results are encrypted with. */
  readonly _resultsKey?: IKey;
}

/** What it takes to run a query in the work group over the two tables. */
export function queryStatements(scope: Construct, target: QueryTarget): PolicyStatement[] {
  return [
    ...athenaStatements(scope, target),
    glueStatement(scope, target.databaseName),
    ...storageStatements(target),
  ];
}

/** What it takes to find the work group and its saved queries in the console. */
export function savedQueryStatements(scope: Construct, { workGroupName }: QueryTarget): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['athena:BatchGetNamedQuery', 'athena:GetNamedQuery', 'athena:ListNamedQueries'],
      resources: [workGroupArn(scope, workGroupName)],
    }),
    // Athena has no narrower resource for this
    new PolicyStatement({ actions: ['athena:ListWorkGroups'], resources: ['*'] }),
  ];
}

function athenaStatements(scope: Construct, { workGroupName }: QueryTarget): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: [
        'athena:BatchGetQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:GetQueryResultsStream',
        'athena:GetWorkGroup', 'athena:ListQueryExecutions', 'athena:StartQueryExecution', 'athena:StopQueryExecution',
      ],
      resources: [workGroupArn(scope, workGroupName)],
    }),
    new PolicyStatement({
      actions: ['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'],
      resources: [Stack.of(scope).formatArn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' })],
    }),
    // Athena has no narrower resource for this
    new PolicyStatement({ actions: ['athena:ListDataCatalogs'], resources: ['*'] }),
  ];
}

function workGroupArn(scope: Construct, workGroupName: string): string {
  return Stack.of(scope).formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroupName });
}

function glueStatement(scope: Construct, databaseName: string): PolicyStatement {
  const glue = (resource: string, resourceName?: string) => Stack.of(scope).formatArn({ service: 'glue', resource, resourceName });
  return new PolicyStatement({
    actions: [
      'glue:BatchGetPartition', 'glue:GetDatabase', 'glue:GetDatabases', 'glue:GetPartition', 'glue:GetPartitions',
      'glue:GetTable', 'glue:GetTables',
    ],
    resources: [
      glue('catalog'),
      // Athena looks at this one on the way to any other
      glue('database', 'default'),
      glue('database', databaseName),
      glue('table', `${databaseName}/*`),
    ],
  });
}

/** Reads records and the directory, and reads and writes results. What failed in delivery stays closed. */
function storageStatements({ bucket, logsPrefix, _resultsKey: resultsKey }: QueryTarget): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucket.bucketArn],
    }),
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects(`${logsPrefix}*`), bucket.arnForObjects(`${API_KEYS_PREFIX}*`)],
    }),
    new PolicyStatement({
      actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      resources: [bucket.arnForObjects(`${ATHENA_PREFIX}*`)],
    }),
    ...bucket.encryptionKey && bucket.encryptionKey !== resultsKey
      ? [new PolicyStatement({ actions: ['kms:Decrypt'], resources: [bucket.encryptionKey.keyArn] })]
      : [],
    ...resultsKey
      ? [new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [resultsKey.keyArn] })]
      : [],
  ];
}

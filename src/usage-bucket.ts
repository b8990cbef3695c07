import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ATHENA_PREFIX, ERRORS_PREFIX, LOGS_PREFIX } from './record/layout';

interface UsageBucketProps {
  readonly encryptionKey?: kms.IKey;
  readonly logRetention?: Duration;
  readonly logsPrefix?: string;
  readonly errorsPrefix?: string;
  readonly removalPolicy?: RemovalPolicy;
}

/** The bucket of an `ApiUsageAnalytics`. */
export function usageBucket(scope: Construct, props: UsageBucketProps): s3.Bucket {
  const { encryptionKey, logRetention, removalPolicy } = props;
  if (logRetention && !logRetention.isUnresolved()) {
    const days = logRetention.toDays({ integral: false });
    if (!Number.isInteger(days) || days < 1) {
      throw new Error(`${scope.node.path}: logRetention is ${logRetention.toHumanString()}, and S3 counts whole days; give Duration.days(${Math.max(1, Math.round(days))})`);
    }
  }
  if (removalPolicy === RemovalPolicy.SNAPSHOT) {
    throw new Error(`${scope.node.path}: removalPolicy is SNAPSHOT, and a bucket has no snapshots; give RETAIN or DESTROY`);
  }
  return new s3.Bucket(scope, 'Bucket', {
    encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
    encryptionKey,
    bucketKeyEnabled: encryptionKey ? true : undefined,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY ? true : undefined,
    lifecycleRules: [
      { id: 'query-results', prefix: ATHENA_PREFIX, expiration: Duration.days(7) },
      { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ...(logRetention ? [['logs', props.logsPrefix ?? LOGS_PREFIX], ['errors', props.errorsPrefix ?? ERRORS_PREFIX]] : [])
        .map(([id, prefix]) => ({ id: `${id}-retention`, prefix, expiration: logRetention })),
    ],
  });
}

/** Lists the folder of the records and reads below it, nothing else. */
export function grantReadLogs(bucket: s3.IBucket, logsPrefix: string, grantee: iam.IGrantable): iam.Grant {
  const list = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: bucket,
    actions: ['s3:ListBucket'],
    resourceArns: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': [`${logsPrefix}*`] } },
  });
  const read = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: bucket,
    actions: ['s3:GetObject'],
    resourceArns: [bucket.arnForObjects(`${logsPrefix}*`)],
  });
  const decrypt = bucket.encryptionKey?.grantDecrypt(grantee);
  return [read, ...(decrypt ? [decrypt] : [])].reduce((grant, next) => grant.combine(next), list);
}

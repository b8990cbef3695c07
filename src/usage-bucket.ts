import { CfnResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct, IConstruct } from 'constructs';
import { ATHENA_PREFIX, ERRORS_PREFIX, LOGS_PREFIX, REPLAYED_PREFIX } from './record/layout';
import { described, known, readable, rendered, Rendered, renderedProperties } from './rendered';

interface BucketUse {
  readonly by: Construct;
  readonly bucket: s3.IBucket;
}

/** Which buckets are in use in an app, by its root, in the order of their use. */
const USES = new WeakMap<IConstruct, BucketUse[]>();

/** How long records are kept in a bucket that is made here. */
const RETENTIONS = new WeakMap<s3.IBucket, Duration>();

/** Copies of what was delivered again: long enough to find out that something went wrong with it. */
const REPLAYED_RETENTION = Duration.days(30);

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
  if (logRetention !== undefined && typeof logRetention?.toDays !== 'function') {
    throw new Error(`${scope.node.path}: logRetention is ${String(logRetention)}, and a Duration is expected; give one such as Duration.days(${Number(logRetention) >= 1 ? Math.round(Number(logRetention)) : 30})`);
  }
  if (logRetention && !logRetention.isUnresolved()) {
    const days = logRetention.toDays({ integral: false });
    if (!Number.isInteger(days) || days < 1) {
      throw new Error(`${scope.node.path}: logRetention is ${logRetention.toHumanString()}, and S3 counts whole days; give Duration.days(${Math.max(1, Math.round(days))})`);
    }
  }
  if (removalPolicy === RemovalPolicy.SNAPSHOT) {
    throw new Error(`${scope.node.path}: removalPolicy is SNAPSHOT, and a bucket has no snapshots; give RETAIN or DESTROY`);
  }
  const bucket = new s3.Bucket(scope, 'Bucket', {
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
      { id: 'replayed-retention', prefix: REPLAYED_PREFIX, expiration: shorter(logRetention, REPLAYED_RETENTION) },
    ],
  });
  if (logRetention) {
    RETENTIONS.set(bucket, logRetention);
  }
  noteUse({ by: scope, bucket });
  return bucket;
}

/** How long records are kept in a bucket that is made here; undefined for ever, and for a given bucket, whose rules are its owner's. */
export function retentionOf(bucket: s3.IBucket): Duration | undefined {
  return RETENTIONS.get(bucket);
}

/** Keeps another folder as long as the logs, where the bucket is made here and does not keep them for ever. */
export function expireFolder(bucket: s3.IBucket, id: string, prefix: string): void {
  const expiration = retentionOf(bucket);
  if (expiration) {
    (bucket as s3.Bucket).addLifecycleRule({ id: `${id}-retention`, prefix, expiration });
  }
}

/** Where one of them is known at deployment only, it is the one that was asked for. */
function shorter(asked: Duration | undefined, usual: Duration): Duration {
  return asked && (asked.isUnresolved() || asked.toDays() < usual.toDays()) ? asked : usual;
}

/**
 * Refuses a bucket that cannot serve an `ApiUsageAnalytics`: one of another region, one that serves another `ApiUsageAnalytics` of the app, and
 * one with a key that its construct does not know. What is not known at synthesis passes.
 */
export function checkGivenBucket(scope: Construct, bucket: s3.IBucket): void {
  const [ours, theirs] = [Stack.of(scope).region, bucket.env.region];
  // https://repost.aws/knowledge-center/athena-invalid-s3-location-error
  if (!Token.isUnresolved(ours) && !Token.isUnresolved(theirs) && ours !== theirs) {
    throw new Error(`${scope.node.path}: the bucket ${bucket.node.path} is in region ${theirs}, and Athena in ${ours} writes results only to a bucket of its own region; give one of region ${ours}, which an imported bucket says by the 'region' of Bucket.fromBucketAttributes()`);
  }
  const use = { by: scope, bucket };
  noteUse(use);
  // at the end, because a bucket can be named and encrypted after it is given
  scope.node.addValidation({ validate: () => [...shared(use), ...unusableKey(bucket)] });
}

function noteUse(use: BucketUse): void {
  const root = use.by.node.root;
  USES.set(root, [...(USES.get(root) ?? []), use]);
}

/** Two would write the same directory, and read each other's records. */
function shared(use: BucketUse): string[] {
  const uses = USES.get(use.by.node.root) ?? [];
  const other = uses.slice(0, uses.indexOf(use)).find(({ bucket }) => isSame(bucket, use.bucket));
  return other
    ? [`the bucket ${use.bucket.node.path} serves ${other.by.node.path} already, and would mix its records and directory with those of ${use.by.node.path}; give each a bucket of its own, or attach the stages of both to one`]
    : [];
}

function isSame(one: s3.IBucket, other: s3.IBucket): boolean {
  const nameOf = (bucket: s3.IBucket) => known(rendered(bucket, bucket.bucketName), s3.CfnBucket.CFN_RESOURCE_TYPE_NAME);
  const name = nameOf(one);
  return one === other || (name !== undefined && name === nameOf(other) && !inOtherPartition(one, other));
}

/** A name is unique within a partition. */
function inOtherPartition(...buckets: s3.IBucket[]): boolean {
  const [one, other] = buckets.map(({ env: { region } }) => Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition);
  return one !== undefined && other !== undefined && one !== other;
}

/** Roles are allowed to use the key that the construct names, and no other. */
function unusableKey(bucket: s3.IBucket): string[] {
  const resource = bucket.node.defaultChild;
  if (bucket.encryptionKey || !CfnResource.isCfnResource(resource) || resource.cfnResourceType !== s3.CfnBucket.CFN_RESOURCE_TYPE_NAME) {
    return [];
  }
  const encryption = renderedProperties(resource)?.BucketEncryption;
  const rules = readable(encryption) ? encryption.ServerSideEncryptionConfiguration : [];
  const keyOf = (rule: Rendered) => (rule.ServerSideEncryptionByDefault as Rendered | undefined)?.KMSMasterKeyID;
  // anybody in the account may use the key that AWS manages
  const key = (Array.isArray(rules) ? rules.map(keyOf) : []).find((id) => known(id, 'AWS::KMS::Key') && !/alias\/aws\/s3$/.test(String(id)));
  return key
    ? [`the bucket ${bucket.node.path} is encrypted with the KMS key ${described(key)}, which its construct does not know as encryptionKey, so that no role would be allowed to use it; give that key to the bucket as its encryptionKey, or import it by Bucket.fromBucketAttributes({ encryptionKey })`]
    : [];
}

import { Annotations, ArnFormat, CfnResource, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';

/** What AWS documents for log groups, spelt out: all but pairs of keys, which CloudWatch Logs has no use for. */
const LOG_ACTIONS = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

const LOG_CONTEXT = 'kms:EncryptionContext:aws:logs:arn';

/** How the log group of a part differs from the others. */
export interface LogGroupOptions {
  readonly encryptionKey?: kms.IKey;
  readonly retention?: logs.RetentionDays;
  readonly removalPolicy?: RemovalPolicy;
}

/** Refuses a key that could not be used here. What is not known at synthesis passes. */
export function checkKey(scope: Construct, key: kms.IKey): void {
  if (typeof key?.addToResourcePolicy !== 'function') {
    throw new Error(`${scope.node.path}: encryptionKey is '${String(key)}', and a key's construct is expected; give an IKey, as by Key.fromKeyArn()`);
  }
  // an alias hands its own ARN out, by which a role's policy allows nothing: https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
  if ('aliasName' in key) {
    throw new Error(`${scope.node.path}: encryptionKey is the alias ${key.node.path}, and roles can be allowed to use a key only by the key's own ARN; give the key itself, as by aliasTargetKey or Key.fromKeyArn()`);
  }
  const [ours, theirs] = [Stack.of(scope).region, key.env.region];
  if (!Token.isUnresolved(ours) && !Token.isUnresolved(theirs) && ours !== theirs) {
    throw new Error(`${scope.node.path}: the KMS key ${key.node.path} is in region ${theirs}, and keys work in their own region alone; give a key of region ${ours}`);
  }
  const kind = unusableKind(key);
  if (kind !== undefined) {
    throw new Error(`${scope.node.path}: the KMS key ${key.node.path} is for ${kind}, and AWS services encrypt data by symmetric keys alone; give a key without keySpec and keyUsage`);
  }
}

/** What the key of this app is for, where that is not what data is encrypted with. */
function unusableKind(key: kms.IKey): string | undefined {
  const resource = key.node.defaultChild;
  if (!CfnResource.isCfnResource(resource) || resource.cfnResourceType !== kms.CfnKey.CFN_RESOURCE_TYPE_NAME) {
    return undefined;
  }
  const { keySpec, keyUsage } = resource as kms.CfnKey;
  const isOther = (kind: string | undefined, usual: string) => kind !== undefined && !Token.isUnresolved(kind) && kind !== usual;
  return isOther(keySpec, kms.KeySpec.SYMMETRIC_DEFAULT) ? keySpec : isOther(keyUsage, kms.KeyUsage.ENCRYPT_DECRYPT) ? keyUsage : undefined;
}

/** The log group of a part: kept for a month, and gone with the part. */
export function logGroupOf(scope: Construct, options: LogGroupOptions = {}): logs.LogGroup {
  const { encryptionKey } = options;
  if (encryptionKey) {
    allowLogGroups(scope, encryptionKey);
  }
  return new logs.LogGroup(scope, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY, ...options });
}

/**
 * How a forwarder's stream keeps records until they are delivered. Firehose uses the key by a grant that it makes when the stream is deployed, so the
 * stream's role needs nothing of it: aws-cdk-lib would let that do more. Whoever puts records on it does: `allowPutting()`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
 */
export function streamEncryption(role: iam.Role, encryptionKey?: kms.IKey): Pick<firehose.DeliveryStreamProps, 'encryption' | 'role'> {
  return encryptionKey
    ? { encryption: firehose.StreamEncryption.customerManagedKey(encryptionKey), role: role.withoutPolicyUpdates() }
    : { encryption: firehose.StreamEncryption.awsOwnedKey() };
}

/**
 * Lets a role put records on streams that are encrypted with a key. By the role's own policy: a grant would change the policy of a key in another
 * stack. The bucket's key it may use anyway.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
 */
export function allowPutting(role: iam.Role, encryptionKey: kms.IKey | undefined, bucketKey: kms.IKey | undefined): void {
  if (encryptionKey && encryptionKey !== bucketKey) {
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn] }));
  }
}

/**
 * CloudWatch Logs uses a key by the key's own policy, and refuses to make a log group where that does not allow it. The policy names all
 * log groups of the account: a log group's ARN in it would have the key and the log group wait for each other.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function allowLogGroups(scope: Construct, key: kms.IKey): void {
  const { region, urlSuffix } = Stack.of(scope);
  const { statementAdded } = key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.${urlSuffix}`)],
    actions: LOG_ACTIONS,
    resources: ['*'],
    conditions: { ArnLike: { [LOG_CONTEXT]: logGroupsOf(scope) } },
  }));
  if (!statementAdded) {
    Annotations.of(key).addWarningV2('cdk-api-usage-analytics:keyPolicyForLogs', `the policy of the KMS key ${key.node.path} is not of this app, and the deployment fails unless CloudWatch Logs may use the key; have this statement in that policy: ${missingStatement(scope)}`);
  }
}

function logGroupsOf(scope: Construct, place: { readonly region?: string; readonly account?: string; readonly partition?: string } = {}): string {
  return Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME, ...place });
}

/** As it is to be written by hand, with names in angle brackets for what is not known at synthesis. */
function missingStatement(scope: Construct): string {
  const stack = Stack.of(scope);
  const known = (value: string, name: string) => Token.isUnresolved(value) ? `<${name}>` : value;
  const region = known(stack.region, 'region');
  const { domainSuffix = 'amazonaws.com', partition = 'aws' } = RegionInfo.get(region);
  return JSON.stringify({
    Effect: 'Allow',
    Principal: { Service: `logs.${region}.${domainSuffix}` },
    Action: LOG_ACTIONS,
    Resource: '*',
    Condition: { ArnLike: { [LOG_CONTEXT]: logGroupsOf(scope, { region, account: known(stack.account, 'account'), partition }) } },
  });
}

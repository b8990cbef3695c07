import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/**
 * Lets somebody list a folder and read below it, nothing else: by a policy of their own in this account, or by those of the bucket and its key.
 *
 * A grant leaves conditions out of a bucket's policy, and says of a policy that is not of this app that it has changed it.
 */
export function grantReadFolder(scope: Construct, bucket: s3.IBucket, prefix: string, grantee: iam.IGrantable): iam.Grant {
  const { encryptionKey } = bucket;
  const conditions = { StringLike: { 's3:prefix': [`${prefix}*`] } };
  const list = iam.Grant.addToPrincipalOrResource({ grantee, resource: bucket, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn], conditions });
  list.resourceStatements.forEach((statement) => statement.addConditions(conditions));
  const read = iam.Grant.addToPrincipalOrResource({
    grantee, resource: bucket, actions: ['s3:GetObject'], resourceArns: [bucket.arnForObjects(`${prefix}*`)],
  });
  const decrypt = encryptionKey?.grantDecrypt(grantee);

  // the same statement once more, which a policy holds once
  const isRefused = (by: s3.IBucket | kms.IKey) => (statement: iam.PolicyStatement) => !by.addToResourcePolicy(statement).statementAdded;
  if ([...list.resourceStatements, ...read.resourceStatements].some(isRefused(bucket))) {
    throw new Error(`${scope.node.path}: nobody else can be let into the bucket ${bucket.node.path}, whose policy is not of this app; allow s3:ListBucket on the bucket and s3:GetObject on '${prefix}*' by that policy, and name no reader here`);
  }
  if (encryptionKey && decrypt?.resourceStatements.some(isRefused(encryptionKey))) {
    throw new Error(`${scope.node.path}: nobody else can be let use the KMS key ${encryptionKey.node.path}, whose policy is not of this app; allow kms:Decrypt, s3:ListBucket and s3:GetObject by the policies of the key and of the bucket, and name no reader here`);
  }
  return [read, ...(decrypt ? [decrypt] : [])].reduce((grant, next) => grant.combine(next), list);
}

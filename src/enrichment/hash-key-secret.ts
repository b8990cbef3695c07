import { RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { grantReadSecret } from '../grant-read-secret';

/**
 * The key that personal data is hashed with, made by Secrets Manager itself: no template and no log has it. It goes with the function: without it
 * nobody can trace the hashes that stay, and a new deployment would not take an old one up. It is not rotated, since a value's hash is to stay the same.
 */
export function hashKeySecret(scope: Construct, reader: iam.Role, encryptionKey?: kms.IKey): secretsmanager.Secret {
  const secret = new secretsmanager.Secret(scope, 'HashKey', {
    description: 'The key with which API usage analytics hash personal data',
    // letters and digits: some 380 bits
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    encryptionKey,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  grantReadSecret(reader, secret);
  return secret;
}

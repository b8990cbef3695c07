import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/**
 * Lets a role read a secret, by the role's own policy alone. `secret.grantRead()` would write the role into the policy of the secret's key as well, and
 * with a key of another stack the two stacks would wait for each other.
 *
 * @param encryptionKey the secret's key, where its construct does not know it
 */
export function grantReadSecret(role: iam.Role, secret: secretsmanager.ISecret, encryptionKey: kms.IKey | undefined = secret.encryptionKey): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    // a partial ARN lacks six characters
    resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
  }));
  if (encryptionKey) {
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [encryptionKey.keyArn] }));
  }
}

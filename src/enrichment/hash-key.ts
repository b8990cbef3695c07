import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Reads the key that personal data is hashed with. A batch waits for it, so one that does not come is soon given up. */
export async function readHashKey(secretArn: string): Promise<Buffer> {
  const client = new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
  const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  if (text === '') {
    throw new Error('The secret of the hash key is empty');
  }
  return Buffer.from(text, 'utf8');
}

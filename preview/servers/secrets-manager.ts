import type { ServerResponse } from 'node:http';
import { bodyOf, listen } from './loopback';
import type { LoopbackServer } from './loopback';

const TARGET = 'secretsmanager.GetSecretValue';

/**
 * Speaks as much of Secrets Manager's protocol as the functions of this library use: GetSecretValue.
 *
 * @param secrets the value of each secret, by its ARN
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export async function startSecretsManager(secrets: Record<string, string>): Promise<LoopbackServer> {
  return listen(async (request, response) => {
    const target = request.headers['x-amz-target'];
    if (request.method !== 'POST' || target !== TARGET) {
      return refuse(response, 'InvalidRequestException', `The preview's Secrets Manager has no ${request.method} of ${String(target)}; it has ${TARGET}`);
    }
    const { SecretId: arn } = JSON.parse((await bodyOf(request)).toString()) as { SecretId: string };
    return Object.hasOwn(secrets, arn)
      ? send(response, 200, { ARN: arn, Name: arn, VersionId: '00000000-0000-4000-8000-000000000000', SecretString: secrets[arn] })
      : refuse(response, 'ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.');
  });
}

function refuse(response: ServerResponse, type: string, message: string): void {
  send(response, 400, { __type: type, message });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}

import type { Assembly } from './assembly';
import type { Forwarded } from './forwarded';
import type { Outside } from './forwarding';
import { Forwarding } from './forwarding';
import { LambdaFunction } from './lambda/function';
import type { Endpoints } from './lambda/function';
import type { DeliveryStream } from './pipeline/delivery-stream';
import { Firehose } from './pipeline/firehose';
import { forwardersOf } from './pipeline/forwarder';
import { loggingStages } from './pipeline/stages';
import type { Stage } from './pipeline/stages';
import type { Progress } from './progress';
import { startApiGateway } from './servers/api-gateway';
import { startS3 } from './servers/s3';
import { startSecretsManager } from './servers/secrets-manager';
import { arrivals } from './traffic/arrivals';
import type { Traffic } from './traffic/traffic';

/** What is delivered, and where. */
export interface Delivery {
  readonly assembly: Assembly;
  /** The stream that the stages log to. */
  readonly stream: DeliveryStream;
  readonly bucketDirectory: string;
  readonly traffic: Traffic;
  readonly progress: Progress;
  readonly warn: (message: string) => void;
  /** What stands for the world that forwarders deliver to. */
  readonly outside?: Partial<Outside>;
}

/** Sends traffic through an app into the directory of its bucket, and to its forwarders, if it has any: then it returns what they did. */
export async function deliver(delivery: Delivery): Promise<Record<string, Forwarded> | undefined> {
  const { assembly, stream, bucketDirectory, traffic, progress, warn, outside } = delivery;
  const forwarders = forwardersOf(assembly, stream);
  const s3 = await startS3({ [stream.bucket]: bucketDirectory });
  const apiGateway = await startApiGateway(traffic.account);
  const secretsManager = await startSecretsManager(generatedSecrets(assembly));
  const forwarding = forwarders.length > 0
    ? await Forwarding.start(forwarders, { name: stream.bucket, directory: bucketDirectory }, outside) : undefined;
  const endpoints = { s3: s3.url, apiGateway: apiGateway.url, firehose: forwarding?.url, secretsManager: secretsManager.url };
  try {
    progress('Writing the directory of API keys');
    await runSchedules(assembly, endpoints);
    await sendThrough(delivery, endpoints, forwarding);
    if (!forwarding) {
      return undefined;
    }
    progress('Delivering to the receivers');
    const forwarded = await forwarding.end();
    forwarding.faults.forEach((fault) => warn(`A forwarder's receiver refused what it got at ${fault}`));
    return forwarded;
  } finally {
    s3.close();
    apiGateway.close();
    secretsManager.close();
    forwarding?.close();
  }
}

/** What Secrets Manager makes by itself, and the same in each run. */
function generatedSecrets({ template }: Assembly): Record<string, string> {
  const secrets = template.resourcesOfType('AWS::SecretsManager::Secret').map(({ id }) => template.resolve<string>({ Ref: id }));
  return Object.fromEntries(secrets.map((arn) => [arn, `made up for ${arn}`]));
}

/** The stages that log to a stream. */
export function stagesOf({ template }: Assembly, stream: DeliveryStream): Stage[] {
  return loggingStages(template).filter(({ deliveryStreamArn }) => deliveryStreamArn === stream.arn);
}

/** Scheduler runs a rate at once when it is made: so each scheduled function is invoked, once. */
async function runSchedules({ template, functionProps }: Assembly, endpoints: Endpoints): Promise<void> {
  const functions = template.resourcesOfType('AWS::Lambda::Function');
  for (const { properties } of template.resourcesOfType('AWS::Scheduler::Schedule')) {
    const { Arn, Input } = template.resolve<{ Arn: string; Input?: string }>(properties.Target);
    const target = functions.find(({ id }) => template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }) === Arn);
    if (target) {
      const lambda = new LambdaFunction(functionProps(target.id), endpoints);
      try {
        await lambda.invoke(JSON.parse(Input ?? '{}'));
      } finally {
        await lambda.close();
      }
    }
  }
}

async function sendThrough(
  { assembly, stream, bucketDirectory, traffic, progress }: Delivery, endpoints: Endpoints, forwarding: Forwarding | undefined,
): Promise<void> {
  const stages = stagesOf(assembly, stream);
  const lambda = stream.processor && new LambdaFunction(assembly.functionProps(stream.processor.functionId), endpoints);
  const firehose = await Firehose.open(stream, bucketDirectory, lambda);
  try {
    let sent = 0;
    for (const { request, arrival } of arrivals(traffic.read())) {
      const { format } = stages.find(({ apiId, stage }) => `${apiId}/${stage}` === request.stage) ?? stages[0];
      forwarding?.arriveAt(arrival);
      await firehose.put(format.render(request.context), arrival);
      await forwarding?.keepUp();
      progress('Sending requests', ++sent, traffic.requests);
    }
    await firehose.end();
  } finally {
    await lambda?.close();
  }
}

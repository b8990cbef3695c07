import type { App } from 'aws-cdk-lib';
import { Duration, Size, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ApiUsageAnalytics, LogForwarder } from '../../src';

/** An API whose log is forwarded to an HTTP endpoint and to a folder as well, all of it watched. */
export function monitoredApp(app: App): Stack {
  const stack = new Stack(app, 'Monitored');
  const api = new apigateway.RestApi(stack, 'PetStore', { deployOptions: { stageName: 'prod' } });
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com/pets'), { apiKeyRequired: true });
  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
    alarmTopic: new Topic(stack, 'Alarms'),
    bytesScannedLimit: Size.gibibytes(1),
    encryptionKey: new Key(stack, 'EncryptionKey'),
    forwarders: [
      LogForwarder.httpEndpoint({
        name: 'receiver',
        url: 'https://logs.example.com/in',
        accessKey: new Secret(stack, 'Key'),
        compressed: false,
        retryDuration: Duration.minutes(5),
      }),
    ],
  });
  // after the monitoring is made
  analytics.addForwarder(LogForwarder.s3({ name: 'folder', prefix: 'folder/' }));
  analytics.attachTo(api.deploymentStage);
  return stack;
}

import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics, LogForwarder } from 'cdk-api-usage-analytics';

/** The forwarder of `faultsApp`. */
export const FORWARDER = 'archive';

/** An API whose usage is analysed, and one receiver besides. */
export function faultsApp(app: App): Stack {
  const stack = new Stack(app, 'Faults');
  const api = new apigateway.RestApi(stack, 'PetStore', { deployOptions: { stageName: 'prod' } });
  api.root.addResource('pets').addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com/pets'), { apiKeyRequired: true });
  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
    forwarders: [LogForwarder.s3({ name: FORWARDER, prefix: 'archive/' })],
  });
  analytics.attachTo(api.deploymentStage);
  return stack;
}

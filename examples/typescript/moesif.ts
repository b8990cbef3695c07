import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ApiUsageAnalytics, LogForwarder } from 'cdk-api-usage-analytics';

/** Usage analytics, and a tenth of the requests in Moesif as well, without health checks. */
export function moesif(app: App): Stack {
  const stack = new Stack(app, 'Moesif');

  const api = new apigateway.RestApi(stack, 'PetStore', { deployOptions: { stageName: 'prod' } });
  const integration = new apigateway.HttpIntegration('https://petstore.example.com');
  api.root.addMethod('GET', integration);
  api.root.addResource('health').addMethod('GET', integration);

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
    forwarders: [
      LogForwarder.moesif({
        // Made by hand, as docs/forwarders.md says, so that no template holds its value; `aws secretsmanager create-secret` prints the whole ARN.
        applicationId: secretsmanager.Secret.fromSecretCompleteArn(stack, 'ApplicationId', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:moesif-AbCdEf'),
        // Moesif bills by the event. The dashboard of the analytics still counts all requests.
        filter: { stages: ['prod'], excludedResourcePaths: ['/health'], share: 0.1 },
      }),
    ],
  });
  analytics.attachTo(api.deploymentStage);

  return stack;
}

if (require.main === module) {
  moesif(new App());
}

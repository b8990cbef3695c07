import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ApiUsageAnalytics, LogForwarder } from 'cdk-api-usage-analytics';

/** Usage analytics, and each request in OpenObserve as well. */
export function openObserve(app: App): Stack {
  const stack = new Stack(app, 'OpenObserve');

  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics');
  analytics.attachTo(api.deploymentStage);

  analytics.addForwarder(LogForwarder.openObserve({
    endpoint: 'https://api.openobserve.ai',
    organization: 'example',
    stream: 'default', // the one that OpenObserve's own dashboard reads
    // Made by hand, as docs/forwarders.md says, so that no template holds its value; `aws secretsmanager create-secret` prints the whole ARN.
    credentials: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Credentials', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:openobserve-AbCdEf'),
  }));

  return stack;
}

if (require.main === module) {
  openObserve(new App());
}

import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics, LogForwarder } from 'cdk-api-usage-analytics';

/** Usage analytics, and each request in a folder that Apiable reads. */
export function apiable(app: App): Stack {
  const stack = new Stack(app, 'Apiable');

  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics');
  analytics.attachTo(api.deploymentStage);

  // The account that Apiable tells you: it may list and read the folder apiable/aws/logs/ of the bucket, and nothing else. The stage logs
  // two columns more, although it is attached already.
  analytics.addForwarder(LogForwarder.apiable({ accountId: '111122223333' }));

  return stack;
}

if (require.main === module) {
  apiable(new App());
}

import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics } from 'cdk-api-usage-analytics';

/** Usage analytics of an API with three stages. */
export function allStagesOfAnApi(app: App): Stack {
  const stack = new Stack(app, 'AllStagesOfAnApi');

  const api = new apigateway.RestApi(stack, 'PetStore', { deployOptions: { stageName: 'prod' } });
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics');
  analytics.attachToApi(api);

  // Stages that are made after the call are attached as well.
  for (const stageName of ['beta', 'gamma']) {
    new apigateway.Stage(stack, `PetStore-${stageName}`, { stageName, deployment: api.latestDeployment! });
  }

  return stack;
}

if (require.main === module) {
  allStagesOfAnApi(new App());
}

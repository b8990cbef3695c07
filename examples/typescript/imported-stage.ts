import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics } from 'cdk-api-usage-analytics';

/** Usage analytics of stages that another app, a tool or a hand has made: their ids are enough. */
export function importedStage(app: App): Stack {
  const stack = new Stack(app, 'ImportedStage');
  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics');

  // If this stage has an access log already, the deployment fails and leaves it as it is.
  const petStore = apigateway.RestApi.fromRestApiId(stack, 'PetStore', 'a1b2c3d4e5');
  analytics.attachTo(apigateway.Stage.fromStageAttributes(stack, 'PetStoreProd', { restApi: petStore, stageName: 'prod' }));

  // This one has an access log, which is to give way.
  const orders = apigateway.RestApi.fromRestApiId(stack, 'Orders', 'f6g7h8i9j0');
  const logging = analytics.attachTo(
    apigateway.Stage.fromStageAttributes(stack, 'OrdersProd', { restApi: orders, stageName: 'prod' }),
    { replaceExisting: true },
  );

  // What it takes to set the former access log again by hand.
  new CfnOutput(stack, 'ReplacedDestinationArn', { value: logging.replacedDestinationArn! });
  new CfnOutput(stack, 'ReplacedFormat', { value: logging.replacedFormat! });

  return stack;
}

if (require.main === module) {
  importedStage(new App());
}

import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { ApiUsageAnalytics } from 'cdk-api-usage-analytics';

/** Usage analytics of whatever APIs an app has, but for those that are left out. */
export function everyApi(app: App): void {
  const analytics = new ApiUsageAnalytics(new Stack(app, 'Analytics'), 'UsageAnalytics');

  const shop = new Stack(app, 'Shop');
  for (const name of ['pets', 'orders']) {
    new apigateway.RestApi(shop, name).root.addMethod('GET', new apigateway.HttpIntegration(`https://${name}.example.com`));
  }
  // An HTTP API cannot log to Firehose. Were it not left out below, synthesis would warn that it is skipped.
  const website = new apigatewayv2.HttpApi(shop, 'website');

  const operations = new Stack(app, 'Operations');
  const internal = new apigateway.RestApi(operations, 'internal');
  internal.root.addMethod('GET', new apigateway.HttpIntegration('https://internal.example.com'));

  analytics.attachAll(app, { exclude: [internal, website] });
}

if (require.main === module) {
  everyApi(new App());
}

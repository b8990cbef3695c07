import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics } from 'cdk-api-usage-analytics';

/** A stack for the usage analytics, and a stack for each API. */
export function otherStacks(app: App): void {
  const analytics = new ApiUsageAnalytics(new Stack(app, 'Analytics'), 'UsageAnalytics');

  for (const name of ['Pets', 'Orders']) {
    const api = new apigateway.RestApi(new Stack(app, name), 'Api');
    api.root.addMethod('GET', new apigateway.HttpIntegration(`https://${name.toLowerCase()}.example.com`));

    // The API's stack is deployed after the analytics, and nothing is exported from the one to the other.
    analytics.attachTo(api.deploymentStage);
  }
}

if (require.main === module) {
  otherStacks(new App());
}

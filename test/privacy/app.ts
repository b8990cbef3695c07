import { Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics, QuickSightPrincipal } from 'cdk-api-usage-analytics';
import type { ApiUsageAnalyticsProps } from 'cdk-api-usage-analytics';

/** An API with two usage plans, and analytics with a dashboard. */
export function app(props: ApiUsageAnalyticsProps = {}): (app: App) => Stack {
  return (scope) => {
    const stack = new Stack(scope, 'Privacy');
    const api = new apigateway.RestApi(stack, 'PetStore', { deployOptions: { stageName: 'prod' } });
    const integration = new apigateway.HttpIntegration('https://petstore.example.com/pets');
    api.root.addResource('pets').addMethod('GET', integration, { apiKeyRequired: true });
    api.root.addResource('orders').addMethod('POST', integration);
    for (const [name, customer] of [['Free', 'acme-labs'], ['Professional', 'globex']]) {
      const plan = api.addUsagePlan(name, { name, apiStages: [{ stage: api.deploymentStage }] });
      plan.addApiKey(api.addApiKey(`${name}Key`, { apiKeyName: customer }));
    }
    const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', { dashboardOwners: [QuickSightPrincipal.group('api-analysts')], ...props });
    analytics.attachTo(api.deploymentStage);
    return stack;
  };
}

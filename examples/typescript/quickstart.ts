import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics, QuickSightPrincipal } from 'cdk-api-usage-analytics';

/** An API with three usage plans, and usage analytics attached to it. */
export function quickstart(app: App): Stack {
  const stack = new Stack(app, 'Quickstart');

  // The API that a team has already.
  const api = new apigateway.RestApi(stack, 'PetStore', { deployOptions: { stageName: 'prod' } });
  const pets = api.root.addResource('pets');
  const integration = new apigateway.HttpIntegration('https://petstore.example.com/pets');
  pets.addMethod('GET', integration, { apiKeyRequired: true });
  pets.addMethod('POST', integration, { apiKeyRequired: true });
  pets.addResource('{petId}').addMethod('GET', integration, { apiKeyRequired: true });
  api.root.addResource('orders').addMethod('POST', integration, { apiKeyRequired: true });
  for (const [plan, customer, rateLimit] of [['Free', 'acme-labs', 5], ['Professional', 'globex', 50], ['Enterprise', 'initech', 500]] as const) {
    const usagePlan = api.addUsagePlan(plan, {
      name: plan,
      throttle: { rateLimit, burstLimit: 2 * rateLimit },
      quota: { limit: 100 * rateLimit, period: apigateway.Period.MONTH },
      apiStages: [{ stage: api.deploymentStage }],
    });
    usagePlan.addApiKey(api.addApiKey(`${plan}Key`, { apiKeyName: customer }));
  }

  // The analytics.
  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
    dashboardOwners: [QuickSightPrincipal.group('api-analysts')],
  });
  analytics.attachTo(api.deploymentStage);

  return stack;
}

if (require.main === module) {
  quickstart(new App());
}

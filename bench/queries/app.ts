import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { RecordFormat } from '../../src';
import { ApiUsageAnalytics, QuickSightPrincipal } from '../../src';

const COLLECTIONS = ['pets', 'orders', 'customers', 'invoices', 'payments', 'shipments', 'products', 'reviews', 'stores', 'carriers'];
/** Beside those whom the made-up traffic brings along. */
const CUSTOMERS = 400;

/** An API with 30 endpoints, three plans and 400 customers, and the analytics with all their defaults but the format. */
export function measuredApp(recordFormat: RecordFormat): (app: App) => Stack {
  return (app) => {
    // a key and its place on a plan are two resources; this stack is never deployed
    app.node.setContext('@aws-cdk/core:stackResourceLimit', 0);
    const stack = new Stack(app, 'Measured');
    const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { stageName: 'prod' } });
    for (const name of COLLECTIONS) {
      const integration = new apigateway.HttpIntegration(`https://backend.example.com/${name}`);
      const collection = api.root.addResource(name);
      const item = collection.addResource('{id}');
      [collection.addMethod.bind(collection, 'GET'), collection.addMethod.bind(collection, 'POST'), item.addMethod.bind(item, 'GET')]
        .forEach((addMethod) => addMethod(integration, { apiKeyRequired: true }));
    }
    const plans = [['Free', 5], ['Professional', 50], ['Enterprise', 500]].map(([name, rateLimit]) => api.addUsagePlan(`${name}`, {
      name: `${name}`,
      throttle: { rateLimit: Number(rateLimit), burstLimit: 2 * Number(rateLimit) },
      quota: { limit: 100_000 * Number(rateLimit), period: apigateway.Period.MONTH },
      apiStages: [{ stage: api.deploymentStage }],
    }));
    for (let index = 0; index < CUSTOMERS; index++) {
      // ten on the smallest plan to three on the next and one on the largest
      const plan = plans[index % 14 < 10 ? 0 : index % 14 < 13 ? 1 : 2];
      plan.addApiKey(api.addApiKey(`Key${index}`, { apiKeyName: `acme-${COLLECTIONS[index % 10]}-${index}` }));
    }
    const analytics = new ApiUsageAnalytics(stack, 'Analytics', { recordFormat, dashboardOwners: [QuickSightPrincipal.group('analysts')] });
    analytics.attachTo(api.deploymentStage);
    return stack;
  };
}

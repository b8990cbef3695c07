import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import {
  AccessLogColumn, ApiUsageAnalytics, BarChartVisual, DatasetColumnType, KpiVisual, LineChartVisual, MeasureFormat, QuickSightPrincipal, TableVisual,
} from 'cdk-api-usage-analytics';

/** A sheet of your own on the dashboard: by a column of your own, and by a query of your own. */
export function ownSheet(app: App): Stack {
  const stack = new Stack(app, 'OwnSheet');

  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
    dashboardOwners: [QuickSightPrincipal.group('api-analysts')],
    columns: [AccessLogColumn.string('tenant', '$context.authorizer.tenantId'), AccessLogColumn.double('price', '$context.authorizer.price')],
  });
  analytics.attachTo(api.deploymentStage);

  // there is one, since it has an owner
  const dashboard = analytics.dashboard!;
  const usage = dashboard.usageHourly;
  const requests = usage.sum('requests');
  const tenant = usage.dimension('tenant');
  const sheet = dashboard.addSheet('tenants', { name: 'Tenants', description: 'Who are our largest tenants, and what do they pay?' });
  sheet.addVisuals(
    new KpiVisual({ id: 'tenants', title: 'Tenants', value: usage.distinctCount('tenant', 'Tenants'), width: 6 }),
    new LineChartVisual({ id: 'requests-by-tenant', title: 'Requests by tenant', time: usage.timeline(), values: [requests], color: tenant }),
  );
  sheet.addVisuals(
    new BarChartVisual({ id: 'revenue-by-tenant', title: 'Revenue by tenant', by: tenant, values: [usage.sum('price', 'USD', MeasureFormat.DECIMAL)] }),
  );

  const keys = dashboard.addDataset('keys_by_plan', {
    sqlQuery: `SELECT coalesce(usage_plan, '(no plan)') AS usage_plan, count(DISTINCT api_key_id) AS keys FROM "${analytics.catalog.databaseName}"."api_keys" GROUP BY 1`,
    columns: [{ name: 'usage_plan', type: DatasetColumnType.STRING }, { name: 'keys', type: DatasetColumnType.INTEGER }],
  });
  sheet.addVisuals(new TableVisual({ id: 'keys-by-plan', title: 'API keys by usage plan', groupBy: [keys.dimension('usage_plan')], values: [keys.sum('keys')] }));

  return stack;
}

if (require.main === module) {
  ownSheet(new App());
}

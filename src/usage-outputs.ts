import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ApiUsageAnalytics } from './api-usage-analytics';
import { cloudWatchUrl } from './console-urls';

/** What somebody needs to find what an `ApiUsageAnalytics` has made, as outputs of its stack. */
export class UsageOutputs extends Construct {
  constructor(analytics: ApiUsageAnalytics, id: string) {
    super(analytics, id);
    const { bucket, catalog, dashboard, monitoring } = analytics;
    const values: Record<string, string | undefined> = {
      BucketName: bucket.bucketName,
      AthenaWorkGroup: catalog.workGroupName,
      AthenaDatabase: catalog.databaseName,
      DashboardUrl: dashboard?.url,
      OperationsDashboardUrl: monitoring.dashboardName && cloudWatchUrl(this, monitoring.dashboardName),
    };
    const prefix = keyOf(analytics);
    for (const [name, value] of Object.entries(values)) {
      if (value) {
        new CfnOutput(this, name, { value }).overrideLogicalId(`${prefix}${name}`);
      }
    }
  }
}

/** Its path in the stack, without the hash that CloudFormation's ids have: scripts and people read keys of outputs. */
function keyOf(construct: Construct): string {
  const inStack = construct.node.scopes.slice(Stack.of(construct).node.scopes.length);
  return inStack.map(({ node }) => node.id).join('').replace(/[^A-Za-z0-9]/g, '');
}

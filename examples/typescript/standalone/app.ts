import { createHash } from 'node:crypto';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics } from 'cdk-api-usage-analytics';
import { ContextError, readContext } from './context';

/** Usage analytics of one stage, which is named on the command line. */
export function standalone(app: App): Stack {
  const { restApiId, stageName, replaceExisting, dashboard } = readContext(app.node);
  // A stack for each stage, so that deploying for a second one leaves the first as it is.
  const stack = new Stack(app, stackName(restApiId, stageName), {
    description: `Usage analytics of API ${restApiId}, stage ${stageName}`,
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
  });

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', dashboard);
  const restApi = apigateway.RestApi.fromRestApiId(stack, 'Api', restApiId);
  const logging = analytics.attachTo(apigateway.Stage.fromStageAttributes(stack, 'Stage', { restApi, stageName }), { replaceExisting });

  const outputs: Record<string, string | undefined> = {
    BucketName: analytics.bucket.bucketName,
    AthenaWorkGroup: analytics.catalog.workGroupName,
    AthenaDatabase: analytics.catalog.databaseName,
    DashboardUrl: analytics.dashboard?.url,
    ...(replaceExisting ? { ReplacedDestinationArn: logging.replacedDestinationArn, ReplacedFormat: logging.replacedFormat } : {}),
  };
  Object.entries(outputs).forEach(([name, value]) => value && new CfnOutput(stack, name, { value }));

  return stack;
}

/** A stack's name has no underscores, and at most 128 characters. Where it loses any, a hash keeps the stages apart. */
function stackName(restApiId: string, stageName: string): string {
  const name = `ApiUsageAnalytics-${restApiId}-${stageName}`;
  const possible = name.replace(/_/g, '-').slice(0, 119);
  return name === possible ? name : `${possible}-${createHash('sha256').update(stageName).digest('hex').slice(0, 8)}`;
}

if (require.main === module) {
  try {
    standalone(new App());
  } catch (error) {
    console.error(error instanceof ContextError ? error.message : error);
    process.exitCode = 1;
  }
}

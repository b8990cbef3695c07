import { App, aws_quicksight as quicksight, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { renderDefinition } from '../../src/dashboard/definition';
import { USAGE_HOURLY } from '../../src/dashboard/usage-hourly';
import { USAGE_SHEET } from '../../src/dashboard/usage-sheet';

/** What the library itself puts into a template, in CloudFormation's spelling. */
export function libraryDefinition(): any {
  const stack = new Stack(new App(), 'Stack');
  new quicksight.CfnDashboard(stack, 'Dashboard', {
    awsAccountId: '123456789012',
    dashboardId: 'usage',
    name: 'Usage',
    definition: renderDefinition({ [USAGE_HOURLY]: 'arn:aws:quicksight:us-east-1:123456789012:dataset/usage' }, [USAGE_SHEET]),
  });
  const [dashboard] = Object.values(Template.fromStack(stack).findResources('AWS::QuickSight::Dashboard'));
  return dashboard.Properties.Definition;
}

import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';

/**
 * Regions without QuickSight, by two sources that agree: `endpoints.json` of botocore 1.44.5 (17 November 2026), and AWS's list of regions.
 * A region that is not listed passes, so that a new one is never refused.
 *
 * @see https://docs.aws.amazon.com/quick/latest/userguide/regions.html
 */
const WITHOUT_QUICKSIGHT = [
  'ap-east-1', 'ap-east-2', 'ap-northeast-3', 'ap-south-2', 'ap-southeast-4', 'ap-southeast-6', 'ap-southeast-7',
  'ca-west-1', 'me-south-1', 'mx-central-1', 'us-west-1',
  'cn-northwest-1',
  'eusc-de-east-1',
];

/** Lists age: whoever knows better sets this context to true. */
const IS_THERE = 'cdk-api-usage-analytics:quickSightIsThere';

/** QuickSight is in the stack's region, and its users in one of the same partition: of the property, as who gave it calls it. */
export function checkRegions(scope: Construct, prop: 'identityRegion' | 'quickSightIdentityRegion', identityRegion: string | undefined): void {
  const { region } = Stack.of(scope);
  if (isWithout(scope, region)) {
    throw new Error(`${scope.node.path}: region ${region} has no QuickSight (as of November 2026); leave the dashboard out there, as ApiUsageAnalytics does with dashboardContent set to DashboardContent.NONE, and query with Athena. If QuickSight has come to ${region}, set the context '${IS_THERE}' to true`);
  }
  if (identityRegion === undefined || Token.isUnresolved(identityRegion)) {
    return;
  }
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(identityRegion)) {
    throw new Error(`${scope.node.path}: ${prop} '${identityRegion}' is no AWS region; give the one that your QuickSight account was set up in, as in 'us-east-1'`);
  }
  if (isWithout(scope, identityRegion)) {
    throw new Error(`${scope.node.path}: ${prop} '${identityRegion}' has no QuickSight (as of November 2026), so no users and groups are there; give the region that your QuickSight account was set up in, as in 'us-east-1'. If QuickSight has come to ${identityRegion}, set the context '${IS_THERE}' to true`);
  }
  const [theirs, ours] = [partitionOf(identityRegion), partitionOf(region)];
  if (theirs && ours && theirs !== ours) {
    throw new Error(`${scope.node.path}: ${prop} '${identityRegion}' is in the partition ${theirs}, and the stack's region ${region} in ${ours}, whose QuickSight accounts are others; give a region of ${ours}`);
  }
}

function isWithout(scope: Construct, region: string): boolean {
  return WITHOUT_QUICKSIGHT.includes(region) && ![true, 'true'].includes(scope.node.tryGetContext(IS_THERE));
}

function partitionOf(region: string): string | undefined {
  return Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
}

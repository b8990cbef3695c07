import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { DashboardContent, QuickSightPrincipal, UsageCatalog, UsageDashboard } from '../../src';
import type { ApiUsageAnalyticsProps, UsageDashboardProps } from '../../src';
import { analyticsIn } from '../stack';

const IS_THERE = 'cdk-api-usage-analytics:quickSightIsThere';

function dashboard(region?: string, props: Partial<UsageDashboardProps> = {}, context: Record<string, unknown> = {}): UsageDashboard {
  const stack = new Stack(new App({ context }), 'Stack', { env: region ? { account: '111122223333', region } : undefined });
  const catalog = new UsageCatalog(stack, 'Catalog', { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket') });
  return new UsageDashboard(stack, 'Dashboard', { catalog, owners: [QuickSightPrincipal.user('ann')], ...props });
}

describe('a region without QuickSight', () => {
  test.each(['us-west-1', 'cn-northwest-1', 'eusc-de-east-1', 'mx-central-1'])('fails in %s, with datasets alone too', (region) => {
    const sentence = `Stack/Dashboard: region ${region} has no QuickSight (as of November 2026); leave the dashboard out there, as ApiUsageAnalytics does with dashboardContent set to DashboardContent.NONE, and query with Athena. If QuickSight has come to ${region}, set the context '${IS_THERE}' to true`;
    expect(() => dashboard(region)).toThrow(sentence);
    expect(() => dashboard(region, { content: DashboardContent.DATASETS })).toThrow(sentence);
  });

  test.each(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'xx-nowhere-1', undefined])('is none of %s', (region) => {
    expect(() => dashboard(region)).not.toThrow();
  });

  test.each([true, 'true'])('passes for whoever knows better, who sets the context to %o', (value) => {
    expect(() => dashboard('us-west-1', {}, { [IS_THERE]: value })).not.toThrow();
    expect(() => dashboard('us-east-1', { identityRegion: 'us-west-1' }, { [IS_THERE]: value })).not.toThrow();
  });
});

describe('the region of the users', () => {
  test('fails where there is no QuickSight', () => {
    expect(() => dashboard('us-east-1', { identityRegion: 'us-west-1' }))
      .toThrow("identityRegion 'us-west-1' has no QuickSight (as of November 2026), so no users and groups are there");
  });

  test.each([['cn-north-1', 'us-east-1', 'aws', 'aws-cn'], ['us-east-1', 'us-gov-west-1', 'aws-us-gov', 'aws']])(
    'fails in another partition: a stack in %s, users in %s', (region, identityRegion, theirs, ours) => {
      expect(() => dashboard(region, { identityRegion }))
        .toThrow(`identityRegion '${identityRegion}' is in the partition ${theirs}, and the stack's region ${region} in ${ours}`);
    });

  test('is called as who gave it calls it', () => {
    const analytics = (region: string, props: ApiUsageAnalyticsProps) => (
      () => analyticsIn({ dashboardOwners: [QuickSightPrincipal.user('ann')], ...props }, new Stack(new App(), 'Stack', { env: { account: '111122223333', region } }))
    );
    expect(analytics('us-east-1', { quickSightIdentityRegion: 'Virginia' }))
      .toThrow("Stack/Analytics: quickSightIdentityRegion 'Virginia' is no AWS region; give the one that your QuickSight account was set up in, as in 'us-east-1'");
    expect(analytics('us-east-1', { quickSightIdentityRegion: 'us-west-1' })).toThrow("Stack/Analytics: quickSightIdentityRegion 'us-west-1' has no QuickSight");
    expect(analytics('cn-north-1', { quickSightIdentityRegion: 'us-east-1' })).toThrow("Stack/Analytics: quickSightIdentityRegion 'us-east-1' is in the partition aws,");
    expect(analytics('us-west-1', { quickSightIdentityRegion: 'Virginia', dashboardContent: DashboardContent.NONE })).not.toThrow();
  });

  test('may be any where the region of the stack is not known', () => {
    expect(() => dashboard(undefined, { identityRegion: 'cn-north-1' })).not.toThrow();
  });
});

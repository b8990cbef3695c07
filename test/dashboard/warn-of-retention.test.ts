import { Annotations as CoreAnnotations, App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { DashboardContent, QuickSightPrincipal, UsageDashboard } from '../../src';
import type { ApiUsageAnalyticsProps } from '../../src';
import { analyticsIn } from '../stack';

const ID = 'cdk-api-usage-analytics:windowBeyondRetention';
const dashboardOwners = [QuickSightPrincipal.user('ann')];

function warningsOf(stack: Stack): [string, string][] {
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(ID)).map(({ id, entry }) => [id, String(entry.data)]);
}

function warnings(props: ApiUsageAnalyticsProps, stack = new Stack(new App(), 'Stack')): string[] {
  return warningsOf(analyticsIn({ dashboardOwners, ...props }, stack).stack).map(([, text]) => text);
}

describe('a window that goes back further than records are kept', () => {
  test('is told of, with what to do', () => {
    const { stack } = analyticsIn({ dashboardOwners, logRetention: Duration.days(60), usageWindow: Duration.days(120) });
    expect(warningsOf(stack)).toEqual([[
      '/Stack/Analytics/Dashboard',
      'usageWindow is 120 days and logRetention is 60 days, so that the window begins 60 days before the oldest record that is kept, and figures over all of it are too low; '
      + `make logRetention 120 days or longer, or usageWindow 60 days or shorter [ack: ${ID}]`,
    ]]);
  });

  test('is told of each, by its default too, and where none can be as short as that', () => {
    expect(warnings({ logRetention: Duration.days(7) })).toEqual([
      expect.stringMatching(/^usageWindow is 90 days by default and logRetention is 7 days, .* begins 83 days before .*; make logRetention 90 days or longer, or both 31 days \[/),
      expect.stringMatching(/^requestsWindow is 14 days by default and logRetention is 7 days, .* or requestsWindow 7 days or shorter \[/),
    ]);
    expect(warnings({ logRetention: Duration.days(30), usageWindow: Duration.days(31) })).toEqual([
      expect.stringMatching(/^usageWindow is 31 days and logRetention is 30 days, .* begins 1 day before .*; make logRetention 31 days or longer \[/),
    ]);
  });

  test('is told of for datasets alone, and for another dashboard on the same records', () => {
    expect(warnings({ logRetention: Duration.days(89), dashboardContent: DashboardContent.DATASETS })).toHaveLength(1);
    const { stack, analytics: { catalog } } = analyticsIn({ logRetention: Duration.days(89) });
    new UsageDashboard(stack, 'Other', { catalog, owners: dashboardOwners });
    expect(warningsOf(stack).map(([id]) => id)).toEqual(['/Stack/Other']);
  });

  test.each<[string, (stack: Stack) => ApiUsageAnalyticsProps]>([
    ['records are kept for ever', () => ({})],
    ['records are kept as long', () => ({ logRetention: Duration.days(90) })],
    ['the window is shortened', () => ({ logRetention: Duration.hours(31 * 24), usageWindow: Duration.days(31) })],
    ['there is no dashboard', () => ({ logRetention: Duration.days(7), dashboardContent: DashboardContent.NONE })],
    ['that is known at deployment only', (stack) => ({ logRetention: Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber) })],
    ['the bucket is given', (stack) => ({ bucket: new s3.Bucket(stack, 'Given', { lifecycleRules: [{ expiration: Duration.days(7) }] }) })],
  ])('is none where %s', (_, propsIn) => {
    const stack = new Stack(new App(), 'Stack');
    expect(warnings(propsIn(stack), stack)).toEqual([]);
  });

  test('is not told of to whoever wants it so', () => {
    const { stack, analytics } = analyticsIn({ dashboardOwners, logRetention: Duration.days(7) });
    CoreAnnotations.of(analytics).acknowledgeWarning(ID);
    expect(warningsOf(stack)).toEqual([]);
  });
});

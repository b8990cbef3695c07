import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { ApiUsageAnalytics, QuickSightPrincipal } from '../../src';

const OWNERS = { dashboardOwners: [QuickSightPrincipal.user('ann')] };

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'PetStore', { env: { region } });
}

function outputsOf(stack: Stack): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Template.fromStack(stack).findOutputs('*')).map(([key, output]) => {
    expect(Object.keys(output)).toEqual(['Value']);
    return [key, output.Value];
  }));
}

describe('outputs', () => {
  test('are made on request alone', () => {
    const stack = stackIn();
    new ApiUsageAnalytics(stack, 'UsageAnalytics', OWNERS);
    expect(outputsOf(stack)).toEqual({});
  });

  test('say where all of it is, under readable keys, and export nothing', () => {
    const stack = stackIn('eu-west-1');
    const { catalog, dashboard, monitoring } = addOutputs(new ApiUsageAnalytics(stack, 'UsageAnalytics', OWNERS));
    expect(outputsOf(stack)).toEqual({
      UsageAnalyticsBucketName: { Ref: expect.stringMatching(/^UsageAnalyticsBucket/) },
      UsageAnalyticsAthenaWorkGroup: catalog.workGroupName,
      UsageAnalyticsAthenaDatabase: catalog.databaseName,
      UsageAnalyticsDashboardUrl: `https://eu-west-1.quicksight.aws.amazon.com/sn/dashboards/${dashboard!.dashboardId}`,
      UsageAnalyticsOperationsDashboardUrl:
        `https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/${monitoring.dashboardName}`,
    });
  });

  test.each([
    ['cn-north-1', ['console.amazonaws.cn', 'quicksight.amazonaws.cn']],
    ['us-gov-west-1', ['console.amazonaws-us-gov.com']],
  ])('in %s have the URLs that are known there', (region, hosts) => {
    const stack = stackIn(region);
    addOutputs(new ApiUsageAnalytics(stack, 'UsageAnalytics', OWNERS));
    const urls = Object.values(outputsOf(stack)).filter((value) => typeof value === 'string' && value.startsWith('https://')) as string[];
    expect(urls.map((url) => new URL(url).host).sort()).toEqual(hosts.map((host) => `${region}.${host}`));
  });

  test('leave out what there is not', () => {
    const stack = stackIn();
    addOutputs(new ApiUsageAnalytics(stack, 'UsageAnalytics', { operationsDashboard: false }));
    expect(Object.keys(outputsOf(stack)).sort()).toEqual(['UsageAnalyticsAthenaDatabase', 'UsageAnalyticsAthenaWorkGroup', 'UsageAnalyticsBucketName']);
  });

  test('of several instances, also in a nested stack, are told apart', () => {
    const stack = stackIn();
    ['One', 'two-2'].forEach((id) => addOutputs(new ApiUsageAnalytics(stack, id)));
    const nested = new NestedStack(stack, 'Nested');
    addOutputs(new ApiUsageAnalytics(nested, 'One'));
    expect(Object.keys(outputsOf(stack)).filter((key) => key.endsWith('BucketName')).sort()).toEqual(['OneBucketName', 'two2BucketName']);
    expect(Object.keys(outputsOf(nested))).toContain('OneBucketName');
  });

  test('change nothing but the outputs', () => {
    const templates = [false, true].map((wanted) => {
      const stack = stackIn();
      const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', OWNERS);
      return Template.fromStack(wanted ? Stack.of(addOutputs(analytics)) : stack).toJSON();
    });
    expect({ ...templates[1], Outputs: undefined }).toEqual({ ...templates[0], Outputs: undefined });
  });

  test('fail when they are asked for twice', () => {
    const analytics = addOutputs(new ApiUsageAnalytics(stackIn(), 'UsageAnalytics'));
    expect(() => analytics.addOutputs()).toThrow('PetStore/UsageAnalytics: it has its outputs already; call addOutputs() once');
  });
});

function addOutputs(analytics: ApiUsageAnalytics): ApiUsageAnalytics {
  analytics.addOutputs();
  return analytics;
}

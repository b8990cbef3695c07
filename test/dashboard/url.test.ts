import { App, Aws, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { expect, test } from 'vitest';
import { DashboardContent, QuickSightPrincipal, UsageCatalog, UsageDashboard } from '../../src';

function urlIn(region: string | undefined, content?: DashboardContent): { url?: string; id?: string } {
  const stack = new Stack(new App(), 'Stack', { env: { region } });
  const catalog = new UsageCatalog(stack, 'Catalog', { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'logs') });
  const { url, dashboardId } = new UsageDashboard(stack, 'Dashboard', { catalog, owners: [QuickSightPrincipal.user('ann')], content });
  return { url, id: dashboardId };
}

test.each([
  ['eu-west-1', 'https://eu-west-1.quicksight.aws.amazon.com/sn/dashboards/'],
  ['cn-north-1', 'https://cn-north-1.quicksight.amazonaws.cn/sn/dashboards/'],
  ['zz-north-1', 'https://zz-north-1.quicksight.aws.amazon.com/sn/dashboards/'], // a region that aws-cdk-lib does not know yet
  [undefined, `https://${Aws.REGION}.quicksight.aws.amazon.com/sn/dashboards/`],
])('a dashboard in %s is opened at %s and its id', (region, address) => {
  const { url, id } = urlIn(region);
  expect(url).toBe(`${address}${id}`);
});

test.each(['us-gov-west-1', 'us-iso-east-1'])('a dashboard in %s has no address that AWS documents', (region) => {
  const { url, id } = urlIn(region);
  expect(id).toBeDefined();
  expect(url).toBeUndefined();
});

test('datasets alone have no address', () => {
  expect(urlIn('eu-west-1', DashboardContent.DATASETS)).toEqual({ url: undefined, id: undefined });
});

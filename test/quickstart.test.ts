import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { AcceptedFinding } from './nag';
import { ANALYTICS_FINDINGS, apiFindings, expected, findings, S3_BELOW } from './nag';
import { quickstart } from '../examples/quickstart';

describe('the template of the quickstart', () => {
  test('is the one that was last looked at', () => {
    const template = Template.fromStack(quickstart(new App())).toJSON();
    // ten thousand lines that nobody looks at: test/dashboard has an eye on them
    const [dashboard] = Object.values(Template.fromJSON(template).findResources('AWS::QuickSight::Dashboard'));
    const normalised = JSON.parse(JSON.stringify(template)
      .replace(JSON.stringify(dashboard.Properties.Definition), '"<definition>"')
      .replace(/[0-9a-f]{64}/g, '<asset>'));
    expect(normalised).toMatchSnapshot();
  });

  test('is far below CloudFormation\'s limit of 1 MB', () => {
    const template = Template.fromStack(quickstart(new App())).toJSON();
    expect(JSON.stringify(template).length).toBeLessThan(330_000);
  });
});

const ACCEPTED: readonly AcceptedFinding[] = [
  ...apiFindings('pets/GET', 'pets/POST', 'pets/{petId}/GET', 'orders/POST'),
  ...ANALYTICS_FINDINGS,
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::*]', 'athena:ListDataCatalogs has no narrower resource'],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/<database>/*]', 'all tables of the one database'],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::<bucket>/logs/*]', S3_BELOW],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::<bucket>/directory/api_keys/*]', S3_BELOW],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::<bucket>/athena/*]', S3_BELOW],
];

describe('a strict reader', () => {
  test('finds nothing that is not accepted with a reason, and each accepted finding is still there', () => {
    expect(findings(quickstart)).toEqual(expected('Quickstart', ACCEPTED));
  });
});

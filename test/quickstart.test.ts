import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

interface Finding { readonly rule: string; readonly path: string }

/** What a validation finds in the quickstart, by the names of rule and construct. */
function findings(outdir: string): Finding[] {
  const app = new App({
    outdir,
    context: { '@aws-cdk/core:validationReportJson': true, '@aws-cdk/core:failSynthOnValidationErrors': false },
  });
  quickstart(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: { violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[];
  };
  return pluginReports.flatMap(({ violations }) => violations)
    .flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => ({ rule: ruleName, path: constructPath })))
    .map(({ rule, path }) => ({ rule: rule.replace(/<\w+\.Arn>/, '<bucket>').replace(/:table\/\w+\//, ':table/<database>/'), path: path.replace(/\/Resource$/, '') }));
}

const S3_BELOW = 'the objects below one prefix cannot be named one by one';

/** What is found and stays: the construct, the rule, and why. */
const METHODS = ['pets/GET', 'pets/POST', 'pets/{petId}/GET', 'orders/POST'];
const EXAMPLE = 'the example\'s API is as plain as it can be: it stands for the one that a team has already';

const ACCEPTED: readonly (readonly [path: string, rule: string, reason: string])[] = [
  ['PetStore', 'APIG2', EXAMPLE],
  ['PetStore/CloudWatchRole', 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]', 'aws-cdk-lib makes this role with each RestApi'],
  ['PetStore/DeploymentStage.prod', 'APIG3', EXAMPLE],
  ['PetStore/DeploymentStage.prod', 'APIG6', EXAMPLE],
  ...METHODS.flatMap((method) => ['APIG4', 'COG4'].map((rule) => [`PetStore/Default/${method}`, rule, 'callers are known by their API keys'] as const)),
  ['UsageAnalytics/Bucket', 'S1', 'only the five roles of this construct read or write it, each by prefix; who wants a record of it has CloudTrail\'s data events, and a bucket for server access logs would need one for itself'],
  ['UsageAnalytics/Directory/Role/DefaultPolicy', 'IAM5[Resource::arn:<AWS::Partition>:apigateway:<AWS::Region>::/usageplans/*/keys]', 'ids of usage plans are not known before they are listed; GET only'],
  ['UsageAnalytics/Catalog/Crawler/Role', 'IAM5[Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/<database>/logs_*]', 'the crawler looks the names up that it would give to a table itself; it may read them, not make one'],
  ['UsageAnalytics/Catalog/Crawler/Role', 'IAM5[Resource::<bucket>/logs/*]', S3_BELOW],
  ['UsageAnalytics/Catalog/Crawler/Role', 'IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws-glue/crawlers:*]', 'Glue names the streams of its log group'],
  ['UsageAnalytics/Catalog/Crawler', 'GL1', 'its log holds names of tables and partitions, no record; encryption takes a key of KMS, and a setting for the whole account\'s log group'],
  ['UsageAnalytics/DeliveryStream/Role', 'IAM5[Resource::<bucket>/logs/*]', S3_BELOW],
  ['UsageAnalytics/DeliveryStream/Role', 'IAM5[Resource::<bucket>/errors/*]', S3_BELOW],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::*]', 'athena:ListDataCatalogs has no narrower resource'],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/<database>/*]', 'all tables of the one database'],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::<bucket>/logs/*]', S3_BELOW],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::<bucket>/directory/api_keys/*]', S3_BELOW],
  ['UsageAnalytics/Dashboard/DataSource/Role', 'IAM5[Resource::<bucket>/athena/*]', S3_BELOW],
];

describe('a strict reader', () => {
  let outdir: string;
  beforeEach(() => {
    outdir = mkdtempSync(join(tmpdir(), 'cdk-out-'));
    process.env.CDK_VALIDATION = 'true';
  });
  afterEach(() => {
    process.env.CDK_VALIDATION = 'false';
    rmSync(outdir, { recursive: true, force: true });
  });

  test('finds nothing that is not accepted with a reason, and each accepted finding is still there', () => {
    // aws-cdk-lib's stream brings a table of addresses along where the region is not known, and does not use it
    const expected = ['Quickstart W7001', ...ACCEPTED.map(([path, rule]) => `Quickstart/${path} AwsSolutions-${rule}`)];
    expect(findings(outdir).map(({ path, rule }) => `${path} ${rule}`).sort()).toEqual(expected.sort());
  });
});

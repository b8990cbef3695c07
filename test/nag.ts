import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** What is found and stays: the construct, the rule, and why. */
export type AcceptedFinding = readonly [path: string, rule: string, reason: string];

export const S3_BELOW = 'the objects below one prefix cannot be named one by one';

const EXAMPLE = 'the example\'s API is as plain as it can be: it stands for the one that a team has already';

/** Of the example's API, by the paths of its methods. */
export function apiFindings(...methods: string[]): AcceptedFinding[] {
  return [
    ['PetStore', 'APIG2', EXAMPLE],
    ['PetStore/CloudWatchRole', 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]', 'aws-cdk-lib makes this role with each RestApi'],
    ['PetStore/DeploymentStage.prod', 'APIG3', EXAMPLE],
    ['PetStore/DeploymentStage.prod', 'APIG6', EXAMPLE],
    ...methods.flatMap((method) => ['APIG4', 'COG4'].map((rule) => [`PetStore/Default/${method}`, rule, 'callers are known by their API keys'] as const)),
  ];
}

export const DIRECTORY_ROLE: AcceptedFinding = [
  'Directory/Role/DefaultPolicy', 'IAM5[Resource::arn:<AWS::Partition>:apigateway:<AWS::Region>::/usageplans/*/keys]', 'ids of usage plans are not known before they are listed; GET only',
];

/** Of an `ApiUsageAnalytics` without a dashboard. */
export const ANALYTICS_FINDINGS: readonly AcceptedFinding[] = [
  ['UsageAnalytics/Bucket', 'S1', 'only the five roles of this construct read or write it, each by prefix; who wants a record of it has CloudTrail\'s data events, and a bucket for server access logs would need one for itself'],
  [`UsageAnalytics/${DIRECTORY_ROLE[0]}`, DIRECTORY_ROLE[1], DIRECTORY_ROLE[2]],
  ['UsageAnalytics/Catalog/Crawler/Role', 'IAM5[Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/<database>/logs_*]', 'the crawler looks the names up that it would give to a table itself; it may read them, not make one'],
  ['UsageAnalytics/Catalog/Crawler/Role', 'IAM5[Resource::<bucket>/logs/*]', S3_BELOW],
  ['UsageAnalytics/Catalog/Crawler/Role', 'IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws-glue/crawlers:*]', 'Glue names the streams of its log group'],
  ['UsageAnalytics/Catalog/Crawler', 'GL1', 'its log holds names of tables and partitions, no record; encryption takes a key of KMS, and a setting for the whole account\'s log group'],
  ['UsageAnalytics/DeliveryStream/Role', 'IAM5[Resource::<bucket>/logs/*]', S3_BELOW],
  ['UsageAnalytics/DeliveryStream/Role', 'IAM5[Resource::<bucket>/errors/*]', S3_BELOW],
];

/** Each finding of the AwsSolutions pack in an example, by the names of construct and rule. */
export function findings(example: (app: App) => unknown): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  process.env.CDK_VALIDATION = 'true';
  try {
    const app = new App({
      outdir,
      context: { '@aws-cdk/core:validationReportJson': true, '@aws-cdk/core:failSynthOnValidationErrors': false },
    });
    example(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    app.synth();
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
      pluginReports: { violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[];
    };
    return pluginReports.flatMap(({ violations }) => violations)
      .flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => ({ rule: ruleName, path: constructPath })))
      .map(({ rule, path }) => ({ rule: rule.replace(/<\w+\.Arn>/, '<bucket>').replace(/:table\/\w+\//, ':table/<database>/'), path: path.replace(/\/Resource$/, '') }))
      .map(({ rule, path }) => `${path} ${rule}`)
      .sort();
  } finally {
    process.env.CDK_VALIDATION = 'false';
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What is to be found in a stack, and nothing else. */
export function expected(stack: string, accepted: readonly AcceptedFinding[]): string[] {
  // aws-cdk-lib's stream brings a table of addresses along where the region is not known, and does not use it
  return [`${stack} W7001`, ...accepted.map(([path, rule]) => `${stack}/${path} AwsSolutions-${rule}`)].sort();
}

import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import type { MakeApp, Resource, Resources } from './apps';
import { addAll, APPS, resourcesOf } from './apps';
import { nameOf, RESOURCE_TYPES } from './resource-types';

/** How long a name may be. */
const LONGEST: Record<string, number> = {
  'AWS::Athena::WorkGroup': 128,
  'AWS::CloudWatch::Alarm': 255,
  'AWS::CloudWatch::Dashboard': 255,
  'AWS::Glue::Crawler': 255,
  'AWS::Glue::Database': 255,
  'AWS::Glue::Table': 255,
  'AWS::KinesisFirehose::DeliveryStream': 64,
  'AWS::Logs::MetricFilter': 255,
  'AWS::QuickSight::Dashboard': 128,
  'AWS::QuickSight::DataSet': 128,
  'AWS::QuickSight::DataSource': 128,
  'AWS::QuickSight::RefreshSchedule': 128,
};

/** The same, of a text that is shown. */
const LONGEST_TEXTS: Record<string, Record<string, number>> = {
  'AWS::Athena::NamedQuery': { Name: 128, Description: 1_024 },
  'AWS::CloudWatch::Alarm': { AlarmDescription: 1_024 },
  'AWS::IAM::Role': { Description: 1_000 },
  'AWS::Lambda::Function': { Description: 256 },
  'AWS::QuickSight::Dashboard': { Name: 128 },
  'AWS::QuickSight::DataSet': { Name: 128 },
  'AWS::QuickSight::DataSource': { Name: 128 },
  'AWS::Scheduler::Schedule': { Description: 512 },
};

/** Of these, all regions of an account share the names, or the accounts of the world: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const GLOBAL = /^AWS::(IAM::(Role|ManagedPolicy|InstanceProfile|Group|User)|S3::Bucket|CloudWatch::Dashboard)$/;

/** What looks like a name and is that of something else, or only shown. */
const OTHERS_NAMES = /^(DatabaseName|RoleName|LogGroupName|FunctionName|BucketName|PolicyName|ServiceToken|MetricName|Name|StageName|\w*AccountId|CatalogId|DataSetId|RestApiId)$/;

function resourcesIn(...apps: MakeApp[]): Resources[] {
  return apps.flatMap((make) => Object.values(resourcesOf(make)));
}

/** Each name that a template says, with what it names. */
function namesIn(stacks: Resources[]): [type: string, name: string][] {
  return stacks.flatMap((resources) => Object.values(resources)).flatMap((resource): [string, string][] => {
    const name = nameOf(resource);
    return name === undefined || isMadeAtDeployment(resource, name) ? [] : [[resource.Type, JSON.stringify(name)]];
  });
}

/** CloudFormation makes up the name of what it belongs to. */
function isMadeAtDeployment({ Type }: Resource, name: unknown): boolean {
  return Type !== 'AWS::CloudWatch::Dashboard' && /"(Ref|Fn::GetAtt)":(?!"AWS::)/.test(JSON.stringify(name));
}

/** Names that two resources have. Two apps are in one account and region. */
function clashes(...apps: MakeApp[]): string[] {
  const names = namesIn(resourcesIn(...apps)).map(([type, name]) => `${type} ${name}`);
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** An app with usage analytics below constructs of the given ids, in a stack of the given name. */
function appOf(stackName: string, ...path: string[]): MakeApp {
  return (app) => addAll(below(new Stack(app, 'Stack', { stackName }), path), 'UsageAnalytics');
}

function below(scope: Construct, path: string[]): Construct {
  return path.reduce((parent, id) => new Construct(parent, id), scope);
}

const LONG = 'ofTheTeamThatWritesLongNames'.repeat(5);
const LONG_STACK = `Stack${LONG}`.slice(0, 128);

describe('two usage analytics', () => {
  test.each<[string, MakeApp[]]>([
    ['in one stack', [(app) => {
      const stack = new Stack(app, 'Stack');
      addAll(stack, 'One');
      addAll(stack, 'Two');
    }]],
    ['in one app', [(app) => ['One', 'Two'].forEach((name) => addAll(new Stack(app, name), 'UsageAnalytics'))]],
    ['in one account', [appOf('One'), appOf('Two')]],
    ['of two stages of an app', [(app) => ['Beta', 'Prod'].forEach((name) => addAll(new Stack(new Stage(app, name), 'Stack'), 'UsageAnalytics'))]],
    ['in nested stacks of two apps', ['One', 'Two'].map((stackName): MakeApp => (app) => {
      addAll(new NestedStack(new Stack(app, 'Stack', { stackName }), 'Nested'), 'UsageAnalytics');
    })],
    ['in stacks whose long names differ at the end', [appOf(`${LONG_STACK.slice(0, -1)}1`), appOf(`${LONG_STACK.slice(0, -1)}2`)]],
    ['in stacks whose long names differ in the middle', [appOf(LONG_STACK.replace(/^(.{60})./, '$11')), appOf(LONG_STACK.replace(/^(.{60})./, '$12'))]],
    ['below long paths that differ in the middle', [appOf('Stack', LONG, 'One', LONG), appOf('Stack', LONG, 'Two', LONG)]],
    ['below paths that differ only in what names cannot hold', [appOf('Stack', 'One-a'), appOf('Stack', 'Onea'), appOf('Stack', 'One_a')]],
    ['below paths that differ only in where they are cut', [appOf('Stack', 'One', 'Two'), appOf('Stack', 'OneTwo')]],
    ['in stacks whose names differ in their case', [appOf('Usage'), appOf('usage')]],
  ])('%s have no name in common', (_, apps) => {
    expect(clashes(...apps)).toEqual([]);
  });

  test('would be found out if they had', () => {
    expect(clashes(appOf('One'), appOf('One')).length).toBeGreaterThan(30);
    expect(new Set(namesIn(resourcesIn(appOf('One'))).map(([type]) => type))).toEqual(new Set(Object.keys(LONGEST)));
  });

  test('export nothing by a name', () => {
    for (const make of [...Object.values(APPS), appOf('Stack')]) {
      const app = new App();
      make(app);
      const outputs = app.synth().stacksRecursively.flatMap(({ template }) => Object.values<{ Export?: unknown }>(template.Outputs ?? {}));
      expect(outputs.filter(({ Export }) => Export)).toEqual([]);
    }
  });
});

describe('names', () => {
  const everywhere = resourcesIn(...Object.values(APPS), appOf(LONG_STACK, LONG, LONG));

  test('are all looked at here', () => {
    const names = everywhere.flatMap((resources) => Object.values(resources))
      .filter(({ Type }) => RESOURCE_TYPES[Type] && !RESOURCE_TYPES[Type].name)
      .flatMap(({ Type, Properties = {} }) => Object.keys(Properties).filter((key) => /(Name|Id)$/.test(key) && !OTHERS_NAMES.test(key)).map((key) => `${Type}.${key}`));
    expect([...new Set(names)]).toEqual([]);
  });

  test('are short enough, however long those of the stack and of constructs are', () => {
    const names = namesIn(everywhere);
    expect([...new Set(names.map(([type]) => type))].filter((type) => LONGEST[type] === undefined)).toEqual([]);
    for (const [type, name] of names) {
      const longest = [JSON.parse(name)].flat().map(lengthOf).reduce((one, other) => Math.max(one, other));
      expect(longest, `${type} ${name}`).toBeLessThanOrEqual(LONGEST[type]);
    }
  });

  test('that are shown are short enough as well', () => {
    for (const { Type, Properties = {} } of everywhere.flatMap((resources) => Object.values(resources))) {
      for (const [property, longest] of Object.entries(LONGEST_TEXTS[Type] ?? {})) {
        expect(lengthOf(Properties[property] ?? ''), `${Type} ${property} ${JSON.stringify(Properties[property])}`).toBeLessThanOrEqual(longest);
      }
    }
  });

  test('of which all regions share one space are made by CloudFormation, or hold the region', () => {
    const literal = everywhere.flatMap((resources) => Object.values(resources))
      .filter(({ Type }) => GLOBAL.test(Type))
      .filter((resource) => nameOf(resource) !== undefined && !JSON.stringify(nameOf(resource)).includes('{"Ref":"AWS::Region"}'));
    expect(literal).toEqual([]);
  });

  test('do not change with the region', () => {
    const inRegion = (region: string) => namesIn(resourcesIn((app) => addAll(new Stack(app, 'Stack', { env: { region, account: '111122223333' } }), 'UsageAnalytics')));
    expect(JSON.stringify(inRegion('eu-west-1'))).toEqual(JSON.stringify(inRegion('ap-southeast-2')).replaceAll('ap-southeast-2', 'eu-west-1'));
    const dashboards = inRegion('eu-west-1').filter(([type]) => type === 'AWS::CloudWatch::Dashboard');
    expect(dashboards.map(([, name]) => name)).toEqual(dashboards.map(() => expect.stringContaining('eu-west-1')));
  });
});

/** Of a text, or of one with a region or an account in it. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') {
    return value.length;
  }
  const parts = (value as Record<string, [string, unknown[]]>)['Fn::Join'];
  return parts ? parts[1].reduce<number>((sum, part) => sum + lengthOf(part), 0) : 'ap-southeast-10'.length;
}

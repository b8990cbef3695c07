import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { Duration, Size, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import type { Resource, Resources } from './apps';
import { APPS, attachStages, resourcesOf } from './apps';
import { keptResources, releasedApps, releasedResources, releasedVersions } from './released';
import { nameOf } from './resource-types';
import type { ApiUsageAnalyticsProps } from '../../src';
import {
  AccessLogColumn, ApiUsageAnalytics, CustomerIdentity, DatasetImportMode, LogForwarder, PersonalData, QuickSightPrincipal, RecordFormat,
} from '../../src';

const ROOT = resolve(__dirname, '../..');

const LOST = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE, ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN];

/** What an update would take away, of the resources that have to stay; what it adds is free. */
function losses(before: Resources, after: Resources): string[] {
  const { resources } = fullDiff({ Resources: structuredClone(before) }, { Resources: structuredClone(after) });
  return Object.entries(before).flatMap(([id, resource]) => {
    const impact = resources.has(id) ? resources.get(id).changeImpact : ResourceImpact.NO_CHANGE;
    const renamed = after[id] && JSON.stringify(nameOf(resource)) !== JSON.stringify(nameOf(after[id]));
    return [
      ...LOST.includes(impact) ? [`${id} (${resource.Type}): ${impact}`] : [],
      ...renamed ? [`${id} (${resource.Type}): ${JSON.stringify(nameOf(resource))} is called ${JSON.stringify(nameOf(after[id]))}`] : [],
      // it would go with the next release that drops it, or with its stack
      ...resource.DeletionPolicy === 'Retain' && after[id]?.DeletionPolicy !== 'Retain' ? [`${id} (${resource.Type}) is no longer retained`] : [],
    ];
  });
}

describe.each(releasedVersions())('an update from %s', (version) => {
  test.each(releasedApps(version))('of %s removes, replaces and renames nothing that holds data', (app) => {
    const today = resourcesOf(APPS[app]);
    const found = Object.entries(releasedResources(version, app))
      .flatMap(([stack, before]) => losses(before, keptResources(today[stack] ?? {})).map((loss) => `${stack}: ${loss}`));
    expect(found).toEqual([]);
  });

  test('is of every kind of resource that holds data', () => {
    const stacks = releasedApps(version).flatMap((app) => Object.values(releasedResources(version, app)));
    const types = stacks.flatMap((resources) => Object.values(resources)).map(({ Type }) => Type);
    expect([...new Set(types)].sort()).toEqual(expect.arrayContaining([
      'AWS::Athena::WorkGroup', 'AWS::Glue::Database', 'AWS::Glue::Table', 'AWS::KinesisFirehose::DeliveryStream', 'AWS::Logs::LogGroup',
      'AWS::QuickSight::Dashboard', 'AWS::QuickSight::DataSet', 'AWS::QuickSight::DataSource', 'AWS::S3::Bucket',
      'Custom::ApiGatewayAccessLogSetting', 'Custom::S3AutoDeleteObjects',
    ]));
  });
});

describe('an option that is set later', () => {
  test.each<[string, (stack: Stack) => ApiUsageAnalyticsProps]>([
    ['alarmTopic', (stack) => ({ alarmTopic: new sns.Topic(stack, 'Topic') })],
    ['bufferingInterval', () => ({ bufferingInterval: Duration.minutes(1) })],
    ['bytesScannedLimit', () => ({ bytesScannedLimit: Size.gibibytes(1) })],
    ['columns', () => ({ columns: [AccessLogColumn.string('tenant', '$context.authorizer.tenant')] })],
    ['crawler', () => ({ crawler: false })],
    ['customerIdentity', () => ({ customerIdentity: CustomerIdentity.apiKeyTag('customer') })],
    ['dashboardName', () => ({ dashboardName: 'Other' })],
    ['dashboardViewers', () => ({ dashboardViewers: [QuickSightPrincipal.user('bob')] })],
    ['datasetImportMode', () => ({ datasetImportMode: DatasetImportMode.SPICE })],
    ['directoryRefreshInterval', () => ({ directoryRefreshInterval: Duration.minutes(30) })],
    ['encryptionKey', (stack) => ({ encryptionKey: new kms.Key(stack, 'Key') })],
    ['forwarders', () => ({ forwarders: [LogForwarder.s3({ prefix: 'copy/' })] })],
    ['logRetention', () => ({ logRetention: Duration.days(30) })],
    ['logsPrefix', () => ({ logsPrefix: 'other/', errorsPrefix: 'failed/' })],
    ['omitColumns', () => ({ omitColumns: ['path'] })],
    ['operationsDashboard', () => ({ operationsDashboard: false })],
    ['quickSightIdentityRegion', () => ({ quickSightIdentityRegion: 'us-east-1' })],
    ['recordFormat', () => ({ recordFormat: RecordFormat.JSON })],
    ['replaySchedule', () => ({ replaySchedule: scheduler.ScheduleExpression.rate(Duration.hours(1)) })],
    ['requestsWindow', () => ({ requestsWindow: Duration.days(30), usageWindow: Duration.days(31) })],
    ['sourceIp', () => ({ sourceIp: PersonalData.HASH, userAgent: PersonalData.OMIT })],
  ])('replaces nothing that holds data: %s', (_, option) => {
    const resources = (props: (stack: Stack) => ApiUsageAnalyticsProps) => resourcesOf((app) => {
      const stack = new Stack(app, 'Stack');
      const analytics = new ApiUsageAnalytics(stack, 'Analytics', { dashboardOwners: [QuickSightPrincipal.user('ann')], ...props(stack) });
      attachStages(stack, analytics);
    }).Stack;
    const [without, withIt] = [resources(() => ({})), resources(option)];
    expect(withIt).not.toEqual(without);
    // but for what the option is there to remove
    const lost = losses(keptResources(without), keptResources(withIt)).filter((loss) => !/^AnalyticsCatalogCrawlerRole\w+ .*WILL_DESTROY$/.test(loss));
    expect(lost).toEqual([]);
  });
});

describe('the comparison', () => {
  const [, before] = Object.entries(keptOf('every-option'))[0];

  /** The template after a mistake in the resource of a type. */
  function after(type: string, mistake: (resource: Record<string, any>, id: string, all: Record<string, Resource>) => void): Resources {
    const changed = structuredClone(before) as Record<string, Resource>;
    const [id] = Object.keys(changed).filter((name) => changed[name].Type === type).sort();
    mistake(changed[id], id, changed);
    return changed;
  }

  test('finds nothing where nothing changes, and where something is added', () => {
    expect(losses(before, before)).toEqual([]);
    expect(losses(before, { ...before, ReplayFunction: { Type: 'AWS::Lambda::Function', Properties: {} } })).toEqual([]);
  });

  test('finds nothing where settings change in place', () => {
    expect(losses(before, after('AWS::S3::Bucket', ({ Properties }) => delete Properties.LifecycleConfiguration))).toEqual([]);
    expect(losses(before, after('AWS::Glue::Database', ({ Properties }) => Properties.DatabaseInput.Description = 'Other words'))).toEqual([]);
  });

  test.each([...new Set(Object.values(before).map(({ Type }) => Type))])('finds a %s whose construct has got another id', (type) => {
    const renamed = after(type, (resource, id, all) => {
      delete all[id];
      all[`Other${id}`] = resource as Resource;
    });
    expect(losses(before, renamed)).toContainEqual(expect.stringMatching(new RegExp(`\\(${type}\\): WILL_(DESTROY|ORPHAN)$`)));
  });

  test.each<[string, string, (properties: Record<string, any>) => void]>([
    ['stream', 'AWS::KinesisFirehose::DeliveryStream', (properties) => properties.DeliveryStreamName = 'amazon-apigateway-other'],
    ['database', 'AWS::Glue::Database', ({ DatabaseInput }) => DatabaseInput.Name = 'other'],
    ['table', 'AWS::Glue::Table', ({ TableInput }) => TableInput.Name = 'other'],
    ['table\'s database', 'AWS::Glue::Table', (properties) => properties.DatabaseName = 'other'],
    ['work group', 'AWS::Athena::WorkGroup', (properties) => properties.Name = 'other'],
    ['data source', 'AWS::QuickSight::DataSource', (properties) => properties.DataSourceId = 'other'],
    ['dataset', 'AWS::QuickSight::DataSet', (properties) => properties.DataSetId = 'other'],
    ['dashboard', 'AWS::QuickSight::Dashboard', (properties) => properties.DashboardId = 'other'],
    ['bucket', 'AWS::S3::Bucket', (properties) => properties.BucketName = 'other'],
    ['role', 'AWS::IAM::Role', (properties) => properties.RoleName = 'other'],
    ['log group', 'AWS::Logs::LogGroup', (properties) => properties.LogGroupName = 'other'],
  ])('finds another name of a %s', (_, type, rename) => {
    const renamed = after(type, ({ Properties }) => rename(Properties));
    expect(losses(before, renamed)).toContainEqual(expect.stringMatching(new RegExp(`\\(${type}\\): .* is called `)));
  });

  test('finds what is replaced although its name stays, and what is no longer retained', () => {
    expect(losses(before, after('AWS::KinesisFirehose::DeliveryStream', ({ Properties }) => Properties.DeliveryStreamType = 'KinesisStreamAsSource')))
      .toContainEqual(expect.stringMatching(/DeliveryStream\): WILL_REPLACE$/));
    expect(losses(before, after('AWS::S3::Bucket', (bucket) => bucket.DeletionPolicy = 'Delete'))).toContainEqual(expect.stringMatching(/is no longer retained$/));
  });
});

describe('the snapshot of a release', () => {
  test('is written by the script, once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'released-'));
    try {
      const run = (...args: string[]) => spawnSync('npx', ['tsx', '--tsconfig', 'tsconfig.dev.json', 'test/lifecycle/snapshot.ts', ...args], { cwd: ROOT, encoding: 'utf8' });
      expect(run('next').stderr).toContain('The version is \'next\'; give that of the release, as in 1.2.3.');
      expect(run('0.0.0').stderr).toContain('Version 0.0.0 has a snapshot already, of what was released; give the version that is to be released.');
      expect(run('9.9.9', folder).status).toBe(0);
      expect(readdirSync(join(folder, '9.9.9')).map((file) => file.replace('.json', ''))).toEqual(Object.keys(APPS).sort());
      const written = JSON.parse(readFileSync(join(folder, '9.9.9', 'quickstart.json'), 'utf8'));
      expect(written).toEqual(JSON.parse(JSON.stringify(keptOf('quickstart'))));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function keptOf(app: string): Record<string, Resources> {
  return Object.fromEntries(Object.entries(resourcesOf(APPS[app])).map(([stack, resources]) => [stack, keptResources(resources)]));
}

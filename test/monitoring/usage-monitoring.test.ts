import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { calculate } from './cloudwatch';
import { receiverOnly } from '../../examples/typescript/receiver-only';
import { Template as Evaluated } from '../../preview/template';
import {
  AccessLogDeliveryStream, ApiKeyDirectory, ApiUsageAnalytics, ApiUsageAnalyticsProps, EnrichmentFunction, LogForwarder, LogForwarderConfig,
  RecordFormat, RecordLayout, UsageMonitoring,
} from '../../src';
import { runbookOf } from '../../src/monitoring/runbook';

const ROOT = join(__dirname, '../..');

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alarms';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: unknown[];
  readonly OKActions: unknown[];
  readonly EvaluationPeriods: number;
  readonly Period?: number;
  readonly Metrics?: { readonly Expression?: string; readonly MetricStat?: { readonly Period: number } }[];
  readonly Threshold: unknown;
  readonly Dimensions?: unknown;
}

function watched(props: ApiUsageAnalyticsProps = {}, stack = new Stack(new App(), 'Stack')) {
  const analytics = new ApiUsageAnalytics(stack, 'Analytics', { alarmTopic: Topic.fromTopicArn(stack, 'Topic', TOPIC), ...props });
  return { stack, analytics, alarms: () => alarmsIn(stack) };
}

/** By the ends of their names. */
function alarmsIn(stack: Stack): Record<string, AlarmProperties> {
  const found = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties as AlarmProperties);
  return Object.fromEntries(found.map((alarm) => [alarm.AlarmName.replace(/^.*-[0-9A-F]{8}-/, ''), alarm]));
}

const http = (stack: Stack, name = 'receiver') => LogForwarder.httpEndpoint({ name, url: 'https://logs.example.com/in', accessKey: new Secret(stack, `Key-${name}`) });

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\w\s-]/g, '').replace(/\s/g, '-'));
}

describe('alarms', () => {
  test('have names of their own, a sentence, a link into the runbook, and tell the topic both ways', () => {
    const stack = new Stack(new App(), 'Stack');
    const { analytics, alarms } = watched({ encryptionKey: new Key(stack, 'Key') }, stack);
    analytics.addForwarder(http(stack));
    analytics.addForwarder(LogForwarder.s3({ prefix: 'folder/' }));
    const anchors = anchorsOf('docs/operations.md');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    for (const alarm of Object.values(alarms())) {
      expect(alarm.AlarmActions).toEqual([TOPIC]);
      expect(alarm.OKActions).toEqual([TOPIC]);
      const [, page, anchor] = /^[A-Z].*\. (https:\/\/[^ #]+)#([\w-]+)$/.exec(alarm.AlarmDescription) ?? [];
      expect(page, alarm.AlarmDescription).toBe(runbookOf(version));
      expect(anchors).toContain(anchor);
    }
    expect(analytics.monitoring.alarms).toHaveLength(Object.keys(alarms()).length);
  });

  test('link to the runbook of the library\'s own version, as it is tagged', () => {
    const repository = 'https://github.com/cdk-api-usage-analytics/cdk-api-usage-analytics';
    expect(runbookOf('1.2.3')).toBe(`${repository}/blob/v1.2.3/docs/operations.md`);
    expect(runbookOf('1.2.3-beta.0')).toBe(`${repository}/blob/v1.2.3-beta.0/docs/operations.md`);
    expect(runbookOf('0.0.0')).toBe(`${repository}/blob/main/docs/operations.md`);
  });

  test('do not clash, whether analytics are in one stack or in several', () => {
    const app = new App();
    const [one, other] = [new Stack(app, 'One'), new Stack(app, 'Other')];
    for (const [stack, id] of [[one, 'A'], [one, 'B'], [other, 'A']] as const) {
      new ApiUsageAnalytics(stack, id, { alarmTopic: new Topic(stack, `Topic${id}`), forwarders: [LogForwarder.s3({ prefix: 'folder/' })] });
    }
    const names = [one, other].flatMap((stack) => Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')))
      .map(({ Properties }) => Properties.AlarmName as unknown);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(40);
  });

  test('have names that CloudWatch takes, however long the path is', () => {
    const { stack, analytics, alarms } = watched({}, new Stack(new App(), `Stack${'WithAVeryLongName'.repeat(7)}`));
    analytics.addForwarder(http(stack, 'x'.repeat(32)));
    const { deliveryStream } = analytics;
    const { node: { path } } = new UsageMonitoring(new Construct(stack, 'Path'.repeat(60)), 'More', { deliveryStream, alarmTopic: new Topic(stack, 'T') });
    expect(path.length).toBeGreaterThan(255);
    for (const { AlarmName, AlarmDescription } of Object.values(alarms())) {
      expect(AlarmName).toMatch(/^[\w-]{1,255}$/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1_024);
    }
  });

  test('fail for a topic of another region', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
    expect(() => watched({}, stack)).toThrow('Stack/Analytics/Monitoring: the alarmTopic Stack/Topic is in region us-east-1, and alarms in eu-west-1 tell topics of their own region alone; give a topic of eu-west-1');
  });

  test('are not made without a topic, nor what they need', () => {
    const { stack, alarms } = watched({ alarmTopic: undefined });
    expect(alarms()).toEqual({});
    Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 0);
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 0);
  });

  test('leave out what there is not: conversion to Parquet, a crawler', () => {
    const all = Object.keys(watched().alarms());
    const some = Object.keys(watched({ recordFormat: RecordFormat.JSON, crawler: false }).alarms());
    expect(all.filter((id) => !some.includes(id))).toEqual(['FailedConversions', 'CrawlerFailures']);
  });

  test('wait for the interval that records are gathered, and ten minutes more', () => {
    const thresholdOf = (props: ApiUsageAnalyticsProps) => watched(props).alarms().DataFreshness.Threshold;
    expect(thresholdOf({})).toBe(300 + 60 + 600);
    expect(thresholdOf({ bufferingInterval: Duration.seconds(0) })).toBe(660);
    const stack = new Stack(new App(), 'Stack');
    const interval = Duration.seconds(new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber);
    expect(watched({ bufferingInterval: interval }, stack).alarms().DataFreshness.Threshold).toBe(1_560);
  });

  test('of the directory look at three of its intervals, whatever they are', () => {
    for (const minutes of [2, 5, 59, 60, 720, 721, 1_440]) {
      const { DirectoryAge: age, UnattributedRecords: share } = watched({ directoryRefreshInterval: Duration.minutes(minutes) }).alarms();
      expect(periodsOf(age)).toEqual([minutes * 60, minutes * 60]);
      expect(age).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 3, TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold', Threshold: 1 });
      const [period] = periodsOf(share);
      // a new key is unknown for two intervals at most, and touches one period more than has room in them
      expect((share.EvaluationPeriods - 1) * period).toBeGreaterThan(2 * minutes * 60);
      for (const alarm of [age, share]) {
        const [length] = periodsOf(alarm);
        expect(length).toBeLessThanOrEqual(86_400);
        expect(length * alarm.EvaluationPeriods).toBeLessThanOrEqual(length < 3_600 ? 86_400 : 7 * 86_400);
      }
    }
    const stack = new Stack(new App(), 'Stack');
    const unknown = Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber);
    expect(periodsOf(watched({ directoryRefreshInterval: unknown }, stack).alarms().DirectoryAge)).toEqual([86_400, 86_400]);
  });

  test('take metrics that nothing has published for zero', () => {
    const { DirectoryAge: age, UnattributedRecords: share } = watched().alarms();
    const expressionOf = ({ Metrics }: AlarmProperties) => Metrics!.flatMap(({ Expression }) => Expression ?? [])[0];
    expect(calculate(expressionOf(age), { refreshes: undefined, failed: undefined })).toBe(0);
    expect(calculate(expressionOf(age), { refreshes: 2, failed: undefined })).toBe(2);
    expect(expressionOf(share)).toContain('FILL(unattributed, 0)');
    expect(calculate(expressionOf(share), { unattributed: undefined, records: 5 })).toBe(0);
    expect(calculate(expressionOf(share), { unattributed: undefined, records: undefined })).toBeUndefined();
  });

  test('of refusals wait for a second one, because Firehose repeats by itself', () => {
    expect(watched().alarms().EnrichmentThrottles).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
  });

  test('of the directory are made when the first run is under way', () => {
    const { stack } = watched();
    const [alarm] = Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).filter(([id]) => id.includes('DirectoryAge'));
    expect(alarm[1].DependsOn).toEqual(expect.arrayContaining([
      expect.stringMatching(/^AnalyticsDirectorySchedule[0-9A-F]{8}$/), expect.stringMatching(/^AnalyticsDeliveryStream[0-9A-F]{8}$/),
    ]));
  });

  test('of queries go off at the limit of the work group', () => {
    expect(watched({ bytesScannedLimit: Size.gibibytes(2) }).alarms().QueryLimit).toMatchObject({
      Namespace: 'AWS/Athena',
      MetricName: 'ProcessedBytes',
      // as Athena's page on its metrics has it; the API says CANCELLED
      Dimensions: expect.arrayContaining([{ Name: 'QueryState', Value: 'CANCELED' }, { Name: 'QueryType', Value: 'DML' }]),
      Statistic: 'Maximum',
      Threshold: 2 * 1024 ** 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  test('of the crawler listen to its own events, which a queue keeps', () => {
    const { stack } = watched();
    const template = Template.fromStack(stack);
    const [{ Properties: { Name } }] = Object.values(template.findResources('AWS::Glue::Crawler'));
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.glue'], detail: Match.objectLike({ crawlerName: [Name] }) },
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('CrawlerFailuresQueue'), 'Arn'] }, Id: 'Target0' }],
    });
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
  });

  test('of a given stream look at it by its name', () => {
    const stack = new Stack(new App(), 'Stack');
    const { alarms } = watched({
      deliveryStream: DeliveryStream.fromDeliveryStreamName(stack, 'Given', 'amazon-apigateway-given'), bucket: Bucket.fromBucketName(stack, 'Bucket', 'given'),
    }, stack);
    const ofStream = [{ Name: 'DeliveryStreamName', Value: 'amazon-apigateway-given' }];
    expect(alarms().DataFreshness).toMatchObject({ Dimensions: ofStream, Threshold: 1_560 });
    expect(alarms().ThrottledRecords.Dimensions).toEqual(ofStream);
  });
});

test('the runbook\'s commands find the resources that they mean', () => {
  const stack = new Stack(new App(), 'Stack');
  // the latter's name begins like the former's
  watched({ forwarders: ['first', 'first-2'].map((name) => LogForwarder.s3({ name, prefix: `${name}/` })) }, stack);
  const ids = Object.entries(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>);
  const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  const asked = [...page.matchAll(/\$\(named ([\w:]+) ([\w<>]+)\)/g)].map(([, type, part]) => [type, part.replace('<name>', 'first')]);
  expect(asked.length).toBeGreaterThan(18);
  for (const [type, part] of asked) {
    const found = ids.filter(([id, { Type }]) => Type === `AWS::${type}` && id.startsWith(`Analytics${part}`));
    expect(found.length, `${type} ${part}: ${found.map(([id]) => id).join(', ')}`).toBe(1);
  }
});

test('parts without ApiUsageAnalytics are watched and put back as well, as the example has it', () => {
  const stack = receiverOnly(new App());
  expect(Object.keys(alarmsIn(stack)).sort()).toEqual([
    'DataFreshness', 'DirectoryAge', 'EnrichmentDuration', 'EnrichmentErrors', 'EnrichmentThrottles', 'FailedRecords',
    'Forwarder-openobserve-DroppedBatches', 'Forwarder-openobserve-FailedDelivery', 'Forwarder-openobserve-LostRecords', 'Forwarder-openobserve-ParkedRecords',
    'ReplayErrors', 'SetAsideRecords', 'ThrottledRecords', 'UnattributedRecords',
  ]);
});

describe('forwarders', () => {
  test('have alarms of their own, also those that are added later', () => {
    const { stack, analytics, alarms } = watched({ forwarders: [LogForwarder.s3({ name: 'first', prefix: 'first/' })] });
    analytics.addForwarder(http(stack, 'second'));
    expect(Object.keys(alarms()).filter((id) => id.startsWith('Forwarder-'))).toEqual([
      'Forwarder-first-ParkedRecords', 'Forwarder-first-LostRecords', 'Forwarder-first-FailedDelivery',
      'Forwarder-second-ParkedRecords', 'Forwarder-second-LostRecords', 'Forwarder-second-DroppedBatches', 'Forwarder-second-FailedDelivery',
    ]);
    expect(alarms()['Forwarder-first-FailedDelivery']).toMatchObject({ MetricName: 'DeliveryToS3.DataFreshness' });
    expect(alarms()['Forwarder-second-FailedDelivery']).toMatchObject({ MetricName: 'DeliveryToHttpEndpoint.Success', Statistic: 'Average' });
  });

  test('of one\'s own have what is known of them', () => {
    const { analytics, alarms } = watched();
    analytics.addForwarder(new class extends LogForwarder {
      public constructor() {
        super('own');
      }
      public bind(scope: Construct): LogForwarderConfig {
        return { deliveryStream: DeliveryStream.fromDeliveryStreamName(scope, 'Stream', 'own'), layout: RecordLayout.allColumns() };
      }
    }());
    expect(Object.keys(alarms()).filter((id) => id.startsWith('Forwarder-'))).toEqual(['Forwarder-own-ParkedRecords', 'Forwarder-own-LostRecords']);
  });

  test('count dropped batches where there are any', () => {
    const { stack, analytics: { enrichment } } = watched();
    enrichment.addForwarder(http(stack));
    enrichment.addForwarder(LogForwarder.s3({ name: 'folder', prefix: 'folder/' }));
    expect(enrichment.metricDroppedBatches('receiver', { statistic: 'Maximum' })).toMatchObject({ metricName: expect.stringMatching(/^DroppedBatches-/), statistic: 'Maximum' });
    expect(() => enrichment.metricDroppedBatches('folder')).toThrow('Stack/Analytics/Enrichment: the receiver of forwarder \'folder\' drops nothing, because it is no HTTP endpoint; leave the metric out');
    expect(() => enrichment.metricDroppedBatches('other')).toThrow('there is no forwarder \'other\'');
  });
});

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: string[];
    readonly metrics?: unknown[];
    readonly region?: string;
  };
}

function dashboardsIn(stack: Stack): { name: string; widgets: Widget[] }[] {
  const template = Template.fromStack(stack).toJSON() as { Resources: Record<string, unknown> };
  const evaluated = new Evaluated(JSON.parse(JSON.stringify(template).replace(/\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g, '"arn:$1"')) as object);
  return evaluated.resourcesOfType('AWS::CloudWatch::Dashboard').map(({ properties }) => ({
    name: evaluated.resolve<string>(properties.DashboardName),
    widgets: (JSON.parse(evaluated.resolve<string>(properties.DashboardBody)) as { widgets: Widget[] }).widgets,
  }));
}

describe('the dashboard', () => {
  test('answers its questions in order, and shows forwarders that are added later', () => {
    const { stack, analytics } = watched();
    analytics.addForwarder(LogForwarder.s3({ name: 'later', prefix: 'later/' }));
    const [{ name, widgets }] = dashboardsIn(stack);
    expect(name).toMatch(/^[\w-]+-us-east-1$/);
    expect(widgets.flatMap(({ properties }) => properties.markdown ?? [])).toEqual([
      '## Does traffic arrive, and is it delivered?', '## Is something failing?', '## Is it known who calls?', '## Do the forwarders deliver?', '## What do queries read?',
    ]);
    expect(widgets.map(({ properties }) => properties.title)).toContain('later');
    expect(widgets[0].properties.alarms).toHaveLength(analytics.monitoring.alarms.length);
    expect(widgets.filter(({ type, properties }) => type === 'metric' && (!properties.metrics?.length || properties.region !== 'us-east-1'))).toEqual([]);
    expect(overlaps(widgets)).toEqual([]);
  });

  test('has no row for what there is not', () => {
    const stack = new Stack(new App(), 'Stack');
    const bucket = new Bucket(stack, 'Bucket');
    const enrichment = new EnrichmentFunction(stack, 'Enrichment', { directory: new ApiKeyDirectory(stack, 'Directory', { bucket }) });
    const monitoring = new UsageMonitoring(stack, 'Monitoring', { deliveryStream: new AccessLogDeliveryStream(stack, 'Stream', { bucket, enrichment }) });
    const [{ widgets }] = dashboardsIn(stack);
    expect(widgets.map(({ type }) => type)).not.toContain('alarm');
    expect(widgets.flatMap(({ properties }) => properties.markdown ?? [])).toHaveLength(3);
    expect(JSON.stringify(stack.resolve(monitoring.dashboardName))).toMatch(/"Stack-Monitoring-\w+-",\{"Ref":"AWS::Region"\}/);
  });

  test('is one for each analytics, with a name of its own, and can be left out', () => {
    const stack = new Stack(new App(), 'Stack');
    new ApiUsageAnalytics(stack, 'A');
    new ApiUsageAnalytics(stack, 'B');
    const { monitoring } = new ApiUsageAnalytics(stack, 'C', { operationsDashboard: false });
    expect(new Set(dashboardsIn(stack).map(({ name }) => name)).size).toBe(2);
    expect(dashboardsIn(stack)).toHaveLength(2);
    expect(monitoring.dashboardName).toBeUndefined();
  });

  test('has room for many forwarders', () => {
    const { stack, analytics } = watched();
    for (const index of Array(6).keys()) {
      analytics.addForwarder(LogForwarder.s3({ name: `f${index}`, prefix: `f${index}/` }));
    }
    const [{ widgets }] = dashboardsIn(stack);
    expect(overlaps(widgets)).toEqual([]);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
  });
});

test('each part has its metrics', () => {
  const { stack, analytics: { directory, enrichment, deliveryStream, catalog } } = watched();
  const of = (metric: { namespace: string; metricName: string; statistic: string; dimensions?: object }) => [
    metric.namespace, metric.metricName, metric.statistic, stack.resolve(Object.keys(metric.dimensions ?? {})),
  ];
  expect([
    directory.metricRefreshes(), directory.metricFailedRefreshes(), enrichment.metricFailedRecords(), enrichment.metricUnattributedRecords(),
    deliveryStream.metricIncomingRecords(), deliveryStream.metricThrottledRecords(),
    deliveryStream.metricDataFreshness(), deliveryStream.metricDeliveredRecords(),
    deliveryStream.metricFailedConversions(), catalog.metricScannedBytes(), catalog.metricCancelledQueryBytes(), catalog.metricQueryTime({ statistic: 'p90' }),
  ].map(of)).toEqual([
    ['AWS/Lambda', 'Invocations', 'Sum', ['FunctionName']],
    ['AWS/Lambda', 'Errors', 'Sum', ['FunctionName']],
    ['ApiUsageAnalytics', 'FailedRecords', 'Sum', ['FunctionName']],
    ['ApiUsageAnalytics', 'UnattributedRecords', 'Sum', ['FunctionName']],
    ['AWS/Firehose', 'IncomingRecords', 'Sum', ['DeliveryStreamName']],
    ['AWS/Firehose', 'ThrottledRecords', 'Sum', ['DeliveryStreamName']],
    ['AWS/Firehose', 'DeliveryToS3.DataFreshness', 'Maximum', ['DeliveryStreamName']],
    ['AWS/Firehose', 'DeliveryToS3.Records', 'Sum', ['DeliveryStreamName']],
    ['AWS/Firehose', 'FailedConversion.Records', 'Sum', ['DeliveryStreamName']],
    ['AWS/Athena', 'ProcessedBytes', 'Sum', ['WorkGroup', 'QueryState', 'QueryType']],
    ['AWS/Athena', 'ProcessedBytes', 'Maximum', ['WorkGroup', 'QueryState', 'QueryType']],
    ['AWS/Athena', 'TotalExecutionTime', 'p90', ['WorkGroup', 'QueryState', 'QueryType']],
  ]);
});

function periodsOf({ Period, Metrics }: AlarmProperties): number[] {
  return Metrics?.flatMap(({ MetricStat }) => MetricStat?.Period ?? []) ?? [Period!];
}

function overlaps(widgets: readonly Widget[]): [Widget, Widget][] {
  const apart = (one: Widget, other: Widget) => (
    one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y
  );
  return widgets.flatMap((one, index) => (
    widgets.slice(index + 1).filter((other) => !apart(one, other)).map((other): [Widget, Widget] => [one, other])
  ));
}

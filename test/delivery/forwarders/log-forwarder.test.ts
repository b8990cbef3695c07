import { App, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { apiable, http, moesif, openObserve, propertiesOf, settingsIn, streamArn, vendorsIn } from './vendors';
import {
  AccessLogColumn, AccessLogDeliveryStream, ApiKeyDirectory, EnrichmentFunction, LogForwarder, LogForwarderConfig, LogForwarderPlace, RecordFilter,
  RecordLayout, StatusClass,
} from '../../../src';
import { statementsOf } from '../../stack';
import { synthesisOf } from '../own-stream';

/** A forwarder of a consumer's own. */
class OwnForwarder extends LogForwarder {
  public place?: LogForwarderPlace;

  constructor(private readonly config: Partial<LogForwarderConfig> = {}, name = 'own') {
    super(name);
  }

  public bind(scope: Construct, place: LogForwarderPlace): LogForwarderConfig {
    this.place = place;
    const deliveryStream = firehose.DeliveryStream.fromDeliveryStreamName(scope, 'Imported', 'their-stream');
    return { deliveryStream, layout: RecordLayout.allColumns(), ...this.config };
  }
}

/** What synthesis says to a layout, with a forwarder of it. */
function faultsOf(layout: RecordLayout, columns: AccessLogColumn[] = []): string[] {
  const { analytics, stack } = vendorsIn({ columns });
  analytics.addForwarder(new OwnForwarder({ layout }));
  return synthesisOf(stack).map((fault) => fault.replace('[Stack/Analytics/Enrichment] ', ''));
}

describe('forwarders', () => {
  test('are told to the function, in the order in which they were added', () => {
    const { secret, analytics, template } = vendorsIn();
    const filter: RecordFilter = { apiIds: ['a1'], stages: ['prod'], usagePlans: ['Gold'], statusClasses: [StatusClass.SERVER_ERROR], excludedResourcePaths: ['/health'], share: 0.25 };
    analytics.addForwarder(openObserve(secret, { filter }));
    analytics.addForwarder(apiable());
    expect(settingsIn(template())).toEqual([
      {
        name: 'openobserve',
        streamName: expect.stringMatching(/^AnalyticsEnrichmentForwarderopenobserveStream/),
        errorsPrefix: 'errors/forwarders/openobserve/',
        severalLines: true,
        layout: RecordLayout.openObserve()._settings,
        filter: { apiIds: ['a1'], stages: ['prod'], usagePlans: ['Gold'], statusClasses: ['5xx'], excludedResourcePaths: ['/health'], share: 0.25 },
      },
      expect.objectContaining({ name: 'apiable', errorsPrefix: 'errors/forwarders/apiable/', layout: RecordLayout.apiable()._settings, filter: {} }),
    ]);
  });

  test('are the same by the property and by addForwarder()', () => {
    const [one, other] = [new App(), new App()].map((app) => new Stack(app, 'Stack'));
    const byProperty = vendorsIn({ forwarders: [apiable(), new OwnForwarder()] }, one);
    const byMethod = vendorsIn({}, other);
    byMethod.analytics.addForwarder(apiable());
    byMethod.analytics.enrichment.addForwarder(new OwnForwarder());
    expect(byMethod.template().toJSON()).toEqual(byProperty.template().toJSON());
  });

  test('take an API id and a plan that are not known at synthesis', () => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(moesif(secret));
    analytics.addForwarder(http(secret, { filter: { apiIds: [Fn.importValue('api')], share: Lazy.number({ produce: () => 0.5 }) } }));
    expect(template).not.toThrow();
    expect(settingsIn(template())[1].filter).toMatchObject({ share: 0.5 });
  });

  test('can be three that are offered, with all that a consumer may want beside, within the function\'s environment', () => {
    const columns = Array.from({ length: 10 }, (_, index) => AccessLogColumn.string(`own_column_${index}`, `$context.authorizer.ownColumn${index}`));
    const { secret, analytics, stack } = vendorsIn({ columns });
    [openObserve(secret), moesif(secret), apiable()].forEach((forwarder) => analytics.addForwarder(forwarder));
    expect(synthesisOf(stack)).toEqual([]);
  });

  test('can be a consumer\'s own', () => {
    const { analytics, template } = vendorsIn();
    const own = new OwnForwarder({ severalLinesPerRecord: true, layout: RecordLayout.of({ fields: { code: 'status' } }) });
    analytics.addForwarder(own);
    expect(own.place).toEqual({ bucket: analytics.bucket, errorsPrefix: 'errors/forwarders/own/', takenPrefixes: ['logs/', 'errors/'] });
    const { FORWARDERS } = propertiesOf(template(), 'AWS::Lambda::Function', 'AnalyticsEnrichmentFunction').Environment.Variables;
    expect(JSON.parse(FORWARDERS)).toEqual([{
      name: 'own', streamName: 'their-stream', errorsPrefix: 'errors/forwarders/own/', severalLines: true, layout: { fields: [['code', 'status']], absent: 'omitted', time: 'iso_8601' }, filter: {},
    }]);
    expect(statementsOf(template(), 'AnalyticsEnrichmentRole')).toContainEqual({
      Effect: 'Allow', Action: 'firehose:PutRecordBatch', Resource: { 'Fn::Join': ['', expect.arrayContaining([':deliverystream/their-stream'])] },
    });
  });

  test('get one line a record, unless they say otherwise', () => {
    const { analytics, template } = vendorsIn();
    analytics.addForwarder(new OwnForwarder());
    expect(JSON.parse(propertiesOf(template(), 'AWS::Lambda::Function', 'AnalyticsEnrichmentFunction').Environment.Variables.FORWARDERS)[0].severalLines).toBe(false);
  });

  test('go with an enrichment and a stream alone, without catalog and dashboard', () => {
    const stack = new Stack(new App(), 'Stack');
    const bucket = new s3.Bucket(stack, 'Bucket');
    const directory = new ApiKeyDirectory(stack, 'Directory', { bucket });
    const enrichment = new EnrichmentFunction(stack, 'Enrichment', { directory, forwarders: [apiable()] });
    new AccessLogDeliveryStream(stack, 'Delivery', { bucket, enrichment });
    const template = Template.fromStack(stack);
    for (const [type, count] of Object.entries({ 'AWS::KinesisFirehose::DeliveryStream': 2, 'AWS::Glue::Table': 0, 'AWS::QuickSight::Dashboard': 0, 'AWS::Athena::WorkGroup': 0 })) {
      template.resourceCountIs(type, count);
    }
  });

  test('of one kind can be several, with streams of their own', () => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(moesif(secret));
    analytics.addForwarder(moesif(secret, 'moesif-eu'));
    expect(statementsOf(template(), 'AnalyticsEnrichmentRole')).toEqual(expect.arrayContaining(['moesif', 'moesifeu'].map((name) => expect.objectContaining({ Resource: streamArn(`${name}(?=Stream)`) }))));
  });
});

describe('names of forwarders', () => {
  test('are those of their kinds by themselves', () => {
    const { secret } = vendorsIn();
    expect([openObserve(secret), moesif(secret), apiable(), http(secret), LogForwarder.s3({ prefix: 'x/' })].map(({ name }) => name)).toEqual(['openobserve', 'moesif', 'apiable', 'http', 's3']);
  });

  test('fail where they are in use', () => {
    const { secret, analytics } = vendorsIn({ forwarders: [apiable()] });
    analytics.addForwarder(moesif(secret));
    for (const [forwarder, name] of [[moesif(secret), 'moesif'], [apiable(), 'apiable'], [http(secret, { name: 'moesif' }), 'moesif']] as const) {
      expect(() => analytics.addForwarder(forwarder)).toThrow(
        `Stack/Analytics/Enrichment: there is a forwarder '${name}' already; give this one another 'name', such as '${name}-2'`);
    }
  });

  test.each(['', 'Moesif', '-moesif', 'moesif_eu', 'a/b', 'a b', 'x'.repeat(33), 'moesif\n', '../x'])('fail for %j', (name) => {
    const sentence = `LogForwarder '${name}': its name is a part of a folder's name; give one of at most 32 lower-case letters, digits and dashes`;
    expect(() => apiable({ name })).toThrow(sentence);
    expect(() => new OwnForwarder({}, name)).toThrow(sentence);
  });

  test.each(['a', '1', 'moesif-eu-2', 'x'.repeat(32)])('can be %s', (name) => {
    expect(apiable({ name }).name).toBe(name);
  });
});

describe('filters', () => {
  const withFilter = (filter: RecordFilter) => () => apiable({ filter });

  test.each([0, -0.1, 1.1, 100, NaN, Infinity])('fail for a share of %f', (share) => {
    expect(withFilter({ share })).toThrow(`LogForwarder 'apiable': its filter's share is ${share}; give more than 0 and at most 1, as in 0.1 for a tenth`);
  });

  test.each([0.0001, 0.5, 1, Token.asNumber(Fn.ref('Share'))])('take a share of %f', (share) => {
    expect(withFilter({ share })).not.toThrow();
  });

  test.each(['apiIds', 'stages', 'usagePlans', 'statusClasses'])('fail for no %s', (name) => {
    expect(withFilter({ [name]: [] })).toThrow(`LogForwarder 'apiable': its filter's ${name} is an empty list, which lets nothing through; leave it out`);
  });

  test('fail for no excluded paths', () => {
    expect(withFilter({ excludedResourcePaths: [] })).toThrow('LogForwarder \'apiable\': its filter\'s excludedResourcePaths is an empty list; leave it out');
  });

  test.each([
    [{ stages: [Lazy.string({ produce: () => 'prod' })] }, 'stages holds a value that is known at deployment only, when the enrichment has to be there before stages and plans; write the name itself'],
    [{ usagePlans: [Fn.importValue('plan')] }, 'usagePlans holds a value that is known at deployment only, when the enrichment has to be there before stages and plans; write the name or id itself'],
    [{ excludedResourcePaths: ['health'] }, "excludedResourcePaths holds 'health', and no resource's path begins so; give '/health'"],
    [{ stages: ['prod', undefined as unknown as string] }, 'stages holds "prod", undefined; give texts that are not empty'],
  ])('%o is refused, since it lets through what is not meant, or cannot be deployed', (filter, message) => {
    expect(withFilter(filter)).toThrow(`LogForwarder 'apiable': its filter's ${message}`);
  });

  test('by APIs of the same stack leads to no circle, and by those of another is refused', () => {
    const { stack, analytics, template } = vendorsIn();
    const apiIn = (scope: Stack) => {
      const api = new apigateway.RestApi(scope, 'Api');
      api.root.addMethod('GET', new apigateway.MockIntegration());
      return api;
    };
    const own = apiIn(stack);
    analytics.attachTo(own.deploymentStage);
    analytics.addForwarder(apiable({ filter: { apiIds: [own.restApiId] } }));
    // Template.fromStack() fails for a circle
    expect(template).not.toThrow();
    const other = apiIn(new Stack(stack.node.root as App, 'Other'));
    expect(() => analytics.addForwarder(apiable({ name: 'other', filter: { apiIds: [other.restApiId] } }))).toThrow(
      "Stack/Analytics/Enrichment: the filter of forwarder 'other' holds the id of Other/Api/Resource, an API of another stack, and the two would wait for each other; give its id as a text, or make usage analytics in that stack");
  });

  test('take what is left out', () => {
    expect(withFilter({ stages: undefined, share: undefined })).not.toThrow();
    expect(apiable().filter).toEqual({});
    expect(apiable({ filter: { stages: ['prod'] } }).filter).toEqual({ stages: ['prod'] });
  });
});

describe('layouts', () => {
  const tenant = AccessLogColumn.string('tenant', '$context.authorizer.tenant');

  test('fail for a column that there is not', () => {
    expect(faultsOf(RecordLayout.of({ fields: { who: 'tenant', code: 'status' } }))).toEqual([
      'the layout of forwarder \'own\' fills \'who\' from \'tenant\', which is no column; docs/columns.md lists them, and columns of your own are given by { columns }',
    ]);
    expect(faultsOf(RecordLayout.of({ fields: { year: 'year' } }))).toHaveLength(1); // of the table alone
  });

  test('pass for columns of the consumer, of the layout, and such as are added later', () => {
    expect(faultsOf(RecordLayout.of({ fields: { who: 'tenant' } }), [tenant])).toEqual([]);
    expect(faultsOf(RecordLayout.of({ fields: { who: 'tenant' }, columns: [tenant] }))).toEqual([]);
    const { analytics, stack } = vendorsIn();
    analytics.addForwarder(new OwnForwarder({ layout: RecordLayout.of({ fields: { who: 'tenant' } }) }));
    analytics.enrichment.schema.addColumn(tenant);
    expect(synthesisOf(stack)).toEqual([]);
  });

  test('fail at once for a column of their own whose name is taken by another', () => {
    const { analytics } = vendorsIn({ columns: [tenant] });
    const other = AccessLogColumn.string('tenant', '$context.authorizer.other');
    expect(() => analytics.addForwarder(new OwnForwarder({ layout: RecordLayout.of({ fields: { who: 'tenant' }, columns: [other] }) })))
      .toThrow('AccessLogColumn \'tenant\': there is a column of that name already');
  });

  test.each([
    ['status', { status: 'http_method' }, 'http_method', 'status'],
    ['tenant', { tenant: 'customer' }, 'customer', 'tenant'],
    ['customer.id', { 'customer.id': 'customer_id' }, 'customer_id', 'customer'],
    ['tenant.plan.name', { 'tenant.plan.name': 'usage_plan' }, 'usage_plan', 'tenant'],
  ])('fail for the field %s, which would be there twice with the other columns', (field, fields, column, other) => {
    const twice = `the layout of forwarder 'own' fills '${field}' from '${column}', and a column is called '${other}' as well; rename the field, or leave otherColumns out`;
    expect(faultsOf(RecordLayout.of({ fields: fields as unknown as Record<string, string>, otherColumns: true }), [tenant])).toEqual([twice]);
    expect(faultsOf(RecordLayout.of({ fields: fields as unknown as Record<string, string> }), [tenant])).toEqual([]);
  });

  test('fail for a column of the consumer that is called as one of OpenObserve\'s fields', () => {
    const { secret, analytics, stack } = vendorsIn({ columns: [AccessLogColumn.string('httpmethod', '$context.authorizer.httpmethod')] });
    analytics.addForwarder(openObserve(secret));
    expect(synthesisOf(stack)).toEqual([
      '[Stack/Analytics/Enrichment] the layout of forwarder \'openobserve\' fills \'httpmethod\' from \'http_method\', and a column is called \'httpmethod\' as well; rename the field, or leave otherColumns out',
    ]);
  });

  test('pass where fields change names with each other, or have their column\'s own', () => {
    expect(faultsOf(RecordLayout.of({ fields: { 'path': 'resource_path', 'resource_path': 'path', 'status': 'status', 'customer.name': 'customer' }, otherColumns: true }))).toEqual([]);
  });

  test('fail where they are too large for the function\'s environment, which is told with all forwarders', () => {
    const large = RecordLayout.of({ fields: Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`field_with_a_long_name_${index}`, 'response_latency_ms'])) });
    const [fault, ...others] = faultsOf(large);
    expect(others).toEqual([]);
    expect(fault).toMatch(/^the forwarders and columns take \d+ bytes of the enrichment function's environment, and AWS Lambda takes 4096; use fewer forwarders or shorter layouts$/);
    const half = RecordLayout.of({ fields: Object.fromEntries(Object.entries(Object.fromEntries(large._settings.fields)).slice(0, 40)) });
    expect(faultsOf(half)).toEqual([]);
    const { analytics, stack } = vendorsIn();
    ['one', 'two'].forEach((name) => analytics.addForwarder(new OwnForwarder({ layout: half }, name)));
    expect(synthesisOf(stack)).toEqual([expect.stringContaining('the forwarders and columns take ')]);
  });

  test('are measured as CloudFormation sends them: the function\'s variables together are not more than was counted', () => {
    for (const columns of [[], [tenant]]) {
      const { secret, analytics, template, stack } = vendorsIn({ columns });
      [openObserve(secret), moesif(secret), apiable(), new OwnForwarder()].forEach((forwarder) => analytics.addForwarder(forwarder));
      expect(synthesisOf(stack)).toEqual([]);
      const variables = propertiesOf(template(), 'AWS::Lambda::Function', 'AnalyticsEnrichmentFunction').Environment.Variables;
      // the longest name that a bucket or a stream can have
      const text = (value: unknown): string => typeof value === 'string' ? value
        : 'Ref' in (value as object) ? 'x'.repeat(64) : (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].map(text).join('');
      const bytes = Object.entries(variables).reduce((sum, [name, value]) => sum + name.length + text(value).length, 0);
      expect(bytes).toBeLessThan(4_096);
    }
  });

  test('do not count without forwarders', () => {
    const { stack } = vendorsIn({ columns: Array.from({ length: 20 }, (_, index) => AccessLogColumn.string(`c${index}`, `$context.authorizer.c${index}`)) });
    expect(synthesisOf(stack)).toEqual([]);
  });
});

test('a forwarder\'s metrics are of the function and the forwarder', () => {
  const { analytics, stack, secret } = vendorsIn();
  const metricOf = (name: string) => analytics.enrichment.metricParkedRecords(name);
  expect(() => metricOf('moesif')).toThrow("Stack/Analytics/Enrichment: there is no forwarder 'moesif' to count the records of; add one first");
  analytics.addForwarder(moesif(secret));
  expect(() => metricOf('mosif')).toThrow("Stack/Analytics/Enrichment: there is no forwarder 'mosif' to count the records of; give one of moesif");
  const metric = metricOf('moesif');
  expect(stack.resolve(metric.toMetricConfig().metricStat)).toMatchObject({
    namespace: 'ApiUsageAnalytics',
    metricName: 'ParkedRecords',
    statistic: 'Sum',
    dimensions: [{ name: 'Forwarder', value: 'moesif' }, { name: 'FunctionName', value: { Ref: expect.stringMatching(/^AnalyticsEnrichmentFunction/) } }],
  });
});

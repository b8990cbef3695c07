import { App, Aspects, CfnResource, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { ApiUsageAnalytics } from '../../src';
import { analyticsIn, restApi } from '../stack';

/** The stages of a stack that log to a stream of this library, by name. */
function attached(stack: Stack): string[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Stage'))
    .filter(({ Properties }) => JSON.stringify(Properties.AccessLogSetting ?? '').includes(':deliverystream/amazon-apigateway-'))
    .map(({ Properties }) => Properties.StageName as string).sort();
}

function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
}

function named(scope: Stack, stageName: string, options: apigateway.RestApiProps = {}): apigateway.RestApi {
  return restApi(scope, `Api-${stageName}`, { ...options, deployOptions: { stageName, ...options.deployOptions } });
}

function logged(stack: Stack, stageName: string): apigateway.RestApi {
  return named(stack, stageName, { deployOptions: { accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Logs')) } });
}

describe('attaching every stage of a scope', () => {
  test('attaches all that there are, and those that are made later, in all stacks of the app', () => {
    const app = new App();
    const other = new Stack(app, 'Other');
    named(other, 'before');
    const { stack, analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    analytics.attachAll(app);
    const later = named(stack, 'later');
    new apigateway.Stage(other, 'Second', { stageName: 'second', deployment: later.latestDeployment! });
    named(new NestedStack(other, 'Nested'), 'nested');
    app.synth();
    expect([attached(stack), attached(other)]).toEqual([['later'], ['before', 'second']]);
    expect(attached(other.node.findChild('Nested') as Stack)).toEqual(['nested']);
    expect(warnings(stack)).toEqual([]);
  });

  test('leaves out what is excluded: a stage, an API with the stages that are made elsewhere, a stack', () => {
    const app = new App();
    const { stack, analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    const internal = named(stack, 'internal');
    const resource = named(stack, 'l1');
    const excludedStack = new Stack(app, 'Internal');
    named(excludedStack, 'whole-stack');
    const both = named(stack, 'kept');
    const beta = new apigateway.Stage(stack, 'Beta', { stageName: 'beta', deployment: both.latestDeployment! });
    new apigateway.Stage(stack, 'Gamma', { stageName: 'gamma', deployment: internal.latestDeployment! });
    named(stack, 'imported');
    const imported = apigateway.Stage.fromStageAttributes(stack, 'Imported', { restApi: stack.node.findChild('Api-imported') as apigateway.RestApi, stageName: 'imported' });
    analytics.attachAll(app, { exclude: [internal, resource.deploymentStage.node.defaultChild!, beta, excludedStack, imported] });
    app.synth();
    expect([attached(stack), attached(excludedStack), warnings(stack)]).toEqual([['kept'], [], []]);
  });

  test('knows an API also by the attribute that is its id', () => {
    const { stack, analytics } = analyticsIn();
    const api = restApi(stack, 'Api', { deploy: false });
    const resource = api.node.defaultChild as apigateway.CfnRestApi;
    new apigateway.CfnStage(stack, 'Stage', { restApiId: resource.attrRestApiId, stageName: 'excluded', deploymentId: 'd1' });
    analytics.attachAll(stack, { exclude: [api] });
    expect(attached(stack)).toEqual([]);
    const { stack: other, analytics: attaching } = analyticsIn();
    const l1 = new apigateway.CfnRestApi(other, 'L1', { name: 'l1' });
    new apigateway.CfnStage(other, 'Stage', { restApiId: l1.attrRestApiId, stageName: 'found', deploymentId: 'd1' });
    attaching.attachToApi(l1);
    expect(attached(other)).toEqual(['found']);
  });

  test('comes before aspects that look whether stages have an access log', () => {
    const { stack, analytics } = analyticsIn();
    const seen: unknown[] = [];
    Aspects.of(stack).add({ visit: (node) => { if (node instanceof apigateway.CfnStage) { seen.push(node.accessLogSetting !== undefined); } } });
    named(stack, 'prod');
    analytics.attachAll(stack);
    Template.fromStack(stack);
    expect(seen).toEqual([true]);
  });

  test('leaves those attached that are attached already', () => {
    const { stack, analytics } = analyticsIn();
    const api = named(stack, 'prod');
    analytics.attachAll(stack);
    analytics.attachTo(api.deploymentStage);
    expect([attached(stack), warnings(stack)]).toEqual([['prod'], []]);
  });

  test('leaves imported stages alone', () => {
    const { stack, analytics, template } = analyticsIn();
    named(stack, 'prod');
    apigateway.Stage.fromStageAttributes(stack, 'Imported', { restApi: apigateway.RestApi.fromRestApiId(stack, 'Api', 'a1b2c3d4e5'), stageName: 'imported' });
    analytics.attachAll(stack);
    template().resourceCountIs('Custom::ApiGatewayAccessLogSetting', 0);
    expect(warnings(stack)).toEqual([]);
  });

  test('skips a stage that has a destination, with a warning, and leaves it as it is', () => {
    const { stack, analytics } = analyticsIn();
    logged(stack, 'logged');
    named(stack, 'prod');
    analytics.attachAll(stack);
    expect(attached(stack)).toEqual(['prod']);
    expect(warnings(stack)).toEqual([
      expect.stringMatching(/^attachAll\(\) skips a stage: stage Stack\/Api-logged\/DeploymentStage\.logged has an access log destination already \(Stack\/Logs\), and .*\[ack: cdk-api-usage-analytics:stageSkipped\]$/),
    ]);
  });

  test('takes its place, if told to', () => {
    const { stack, analytics } = analyticsIn();
    logged(stack, 'logged');
    analytics.attachAll(stack, { replaceExisting: true });
    expect([attached(stack), warnings(stack)]).toEqual([['logged'], []]);
  });

  test('skips stages of HTTP and WebSocket APIs, with a warning for each that is not excluded', () => {
    const { stack, analytics } = analyticsIn();
    new apigatewayv2.HttpApi(stack, 'Http');
    const excluded = new apigatewayv2.HttpApi(stack, 'Excluded');
    new apigatewayv2.WebSocketStage(stack, 'WebSocketStage', { webSocketApi: new apigatewayv2.WebSocketApi(stack, 'WebSocket'), stageName: 'live' });
    const webSocket = new apigatewayv2.WebSocketApi(stack, 'ExcludedWebSocket');
    new apigatewayv2.WebSocketStage(stack, 'ExcludedStage', { webSocketApi: webSocket, stageName: 'live' });
    analytics.attachAll(stack, { exclude: [excluded, webSocket] });
    expect(warnings(stack).map((warning) => /skips a stage: (\S+) is AWS::ApiGatewayV2::Stage/.exec(warning)?.[1])).toEqual(['Stack/Http/DefaultStage', 'Stack/WebSocketStage']);
  });

  test('warns of stages that have no resource of their own', () => {
    const { stack, analytics } = analyticsIn();
    new apigateway.CfnDeployment(stack, 'Deployment', { restApiId: 'a1b2c3d4e5', stageName: 'hidden' });
    new CfnResource(stack, 'Sam', { type: 'AWS::Serverless::Api', properties: { StageName: 'prod' } });
    analytics.attachAll(stack);
    expect(warnings(stack)).toEqual([
      expect.stringContaining('Stack/Deployment makes stage hidden by itself, without a resource of its own; attach it with attachTo() and Stage.fromStageAttributes()'),
      expect.stringContaining('Stack/Sam is an API of AWS SAM, which makes its stage by itself; attach that by Stage.fromStageAttributes()'),
    ]);
  });

  test('warns of stages in another region', () => {
    const app = new App();
    const { stack, analytics } = analyticsIn({}, new Stack(app, 'Analytics', { env: { region: 'eu-west-1' } }));
    named(new Stack(app, 'Elsewhere', { env: { region: 'us-east-1' } }), 'prod');
    analytics.attachAll(app);
    expect(warnings(stack)).toEqual([expect.stringContaining('Elsewhere/Api-prod/DeploymentStage.prod: the stage is in region us-east-1')]);
  });

  test('warns of stages under a cdk.Stage of their own', () => {
    const app = new App();
    const { stack, analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    const prod = new Stack(new CdkStage(app, 'Prod'), 'Apis');
    named(prod, 'prod');
    analytics.attachAll(app);
    expect(warnings(stack)).toEqual([expect.stringContaining('Prod/Apis/Api-prod/DeploymentStage.prod is under another stage of the CDK app (cdk.Stage); make usage analytics under that cdk.Stage, or name it in \'exclude\'')]);
    expect(attached(prod)).toEqual([]);
    const { stack: other, analytics: excluding } = analyticsIn({}, new Stack(app, 'Excluding'));
    excluding.attachAll(app, { exclude: [prod] });
    expect(warnings(other)).toEqual([]);
  });

  test('warns of a scope without any stage', () => {
    const { stack, analytics } = analyticsIn();
    analytics.attachAll(new Construct(stack, 'Empty'));
    expect(warnings(stack)).toEqual([expect.stringContaining('attachAll() finds no stage in Stack/Empty, but for imported ones, which it leaves alone; give a scope that has stages of REST APIs in it')]);
  });

  test('fails for a scope under another cdk.Stage', () => {
    const app = new App();
    const { analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    expect(() => analytics.attachAll(new CdkStage(app, 'Prod')))
      .toThrow('Analytics/Analytics: attachAll() is given Prod, under another stage of the CDK app (cdk.Stage), and dependencies cannot cross; make usage analytics under each cdk.Stage, and give a scope there');
  });

  test.each([
    ['deploymentStage of an imported API in { exclude }', (analytics: ApiUsageAnalytics, stack: Stack) => analytics.attachAll(stack, { exclude: [undefined as unknown as IConstruct] }), 'attachAll() is given nothing in \'exclude\', and an API that is imported or made with \'deploy\' set to false has no \'deploymentStage\'; give constructs'],
    ['missing scope', (analytics: ApiUsageAnalytics) => analytics.attachAll(undefined as unknown as IConstruct), 'attachAll() is given no scope; give constructs'],
    ['missing API', (analytics: ApiUsageAnalytics) => analytics.attachToApi(undefined as unknown as apigateway.IRestApi), 'attachToApi() is given no API; give a REST API, or a stage to attachTo()'],
    ['HTTP API', (analytics: ApiUsageAnalytics, stack: Stack) => analytics.attachToApi(new apigatewayv2.HttpApi(stack, 'Http') as unknown as apigateway.IRestApi), 'attachToApi() is given Stack/Http, which is no REST API; give'],
  ])('fails for a %s', (_what, call, message) => {
    const { stack, analytics } = analyticsIn();
    expect(() => call(analytics, stack)).toThrow(`Stack/Analytics: ${message}`);
  });

  describe('with an aspect that gives each stage a destination', () => {
    const policy = { visit: (node: IConstruct) => { if (node instanceof apigateway.CfnStage) { node.accessLogSetting = { destinationArn: 'arn:policy', format: '$context.requestId' }; } } };

    test.each([100, 200, 500])('skips the stages with a warning, at priority %i', (priority) => {
      const { stack, analytics } = analyticsIn();
      Aspects.of(stack).add(policy, { priority });
      named(stack, 'prod');
      analytics.attachAll(stack);
      expect(attached(stack)).toEqual([]);
      const [{ DependsOn = [] }] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Stage'));
      expect(JSON.stringify(DependsOn)).not.toContain('DeliveryStream');
      expect(warnings(stack)).toEqual([expect.stringMatching(/^attachAll\(\) skips a stage: stage Stack\/Api-prod\/DeploymentStage\.prod .*'replaceExisting' to true/)]);
    });

    test('keeps those for which it sets the very same', () => {
      const { stack, analytics } = analyticsIn();
      Aspects.of(stack).add({
        visit: (node) => {
          if (node instanceof apigateway.CfnStage) {
            node.accessLogSetting = { ...node.accessLogSetting as apigateway.CfnStage.AccessLogSettingProperty };
          }
        },
      });
      named(stack, 'prod');
      analytics.attachAll(stack);
      expect([attached(stack), warnings(stack)]).toEqual([['prod'], []]);
    });

    test.each([100, 200, 500])('takes their place, if told to, at priority %i', (priority) => {
      const { stack, analytics } = analyticsIn();
      Aspects.of(stack).add(policy, { priority });
      named(stack, 'prod');
      analytics.attachAll(stack, { replaceExisting: true });
      expect([attached(stack), warnings(stack)]).toEqual([['prod'], []]);
    });
  });

  test('works with aspects that are applied until nothing changes any more', () => {
    const app = new App({ context: { '@aws-cdk/core:aspectStabilization': true } });
    const { stack, analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    named(stack, 'prod');
    analytics.attachAll(app);
    expect([attached(stack), warnings(stack)]).toEqual([['prod'], []]);
  });

  test('of two instances, the first has the stage and the second warns', () => {
    const { stack, analytics } = analyticsIn();
    named(stack, 'prod');
    analytics.attachAll(stack);
    new ApiUsageAnalytics(stack, 'Other').attachAll(stack);
    expect(attached(stack)).toEqual(['prod']);
    expect(warnings(stack)).toEqual([expect.stringContaining('has an access log destination already')]);
  });
});

describe('attaching all stages of an API', () => {
  test('attaches those that there are, wherever they are made, and those that are made later', () => {
    const app = new App();
    const { stack, analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    const apis = new Stack(app, 'Apis');
    const api = named(apis, 'prod');
    const stageOf = (scope: Stack, stageName: string) => new apigateway.Stage(scope, stageName, { stageName, deployment: api.latestDeployment! });
    stageOf(apis, 'beta');
    named(apis, 'other');
    analytics.attachToApi(api);
    stageOf(new Stack(app, 'More'), 'later');
    app.synth();
    expect([attached(apis), attached(app.node.findChild('More') as Stack), warnings(stack)]).toEqual([['beta', 'prod'], ['later'], []]);
  });

  test('leaves those attached that are attached already', () => {
    const { stack, analytics } = analyticsIn();
    const api = named(stack, 'prod');
    analytics.attachTo(api.deploymentStage);
    analytics.attachToApi(api);
    expect(attached(stack)).toEqual(['prod']);
  });

  test('works for an imported API whose stages are made here, and for an L1 API', () => {
    const { stack, analytics } = analyticsIn();
    const imported = apigateway.RestApi.fromRestApiId(stack, 'Imported', 'a1b2c3d4e5');
    new apigateway.Stage(stack, 'Stage', { stageName: 'imported', deployment: new apigateway.Deployment(stack, 'Deployment', { api: imported }) });
    const l1 = new apigateway.CfnRestApi(stack, 'L1', { name: 'l1' });
    new apigateway.CfnStage(stack, 'L1Stage', { restApiId: l1.ref, stageName: 'l1', deploymentId: 'd1' });
    analytics.attachToApi(imported);
    analytics.attachToApi(l1);
    expect(attached(stack)).toEqual(['imported', 'l1']);
  });

  test('works for an API under a cdk.Stage', () => {
    const app = new App();
    const prod = new CdkStage(app, 'Prod');
    const { analytics } = analyticsIn({}, new Stack(prod, 'Analytics'));
    const api = named(new Stack(prod, 'Apis'), 'prod');
    analytics.attachToApi(api);
    const later = new apigateway.Stage(new Stack(prod, 'More'), 'Later', { stageName: 'later', deployment: api.latestDeployment! });
    app.synth();
    expect(attached(Stack.of(api))).toEqual(['prod']);
    expect(attached(Stack.of(later))).toEqual(['later']);
  });

  test('fails at once for a stage that has a destination, unless that is to be replaced', () => {
    const { stack, analytics } = analyticsIn();
    const api = logged(stack, 'logged');
    expect(() => analytics.attachToApi(api)).toThrow('stage Stack/Api-logged/DeploymentStage.logged has an access log destination already');
    analytics.attachToApi(api, { replaceExisting: true });
    expect(attached(stack)).toEqual(['logged']);
  });

  test('fails for an API of which the app has no stage', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachToApi(apigateway.RestApi.fromRestApiId(stack, 'Imported', 'a1b2c3d4e5'));
    expect(template).toThrow('attachToApi() finds no stage of Stack/Imported in the app; name its stage to attachTo(), such as Stage.fromStageAttributes(this, \'Stage\', { restApi, stageName: \'prod\' })');
  });
});

import { App, Aspects, CfnResource, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { AccessLogColumn, AccessLogSchema, ApiUsageAnalytics, StageAccessLogging } from '../../src';
import { analyticsIn, restApi } from '../stack';

/** The one setting of all stages in a template. */
function settings(template: Template): { DestinationArn: unknown; Format: string }[] {
  return Object.values(template.findResources('AWS::ApiGateway::Stage')).map(({ Properties }) => Properties.AccessLogSetting);
}

const arnOf = (name: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':firehose:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:deliverystream/${name}`]],
});

describe('attaching a stage', () => {
  test('sends its access log to the stream, in the schema\'s format', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(restApi(stack).deploymentStage);
    expect(settings(template())).toEqual([{
      DestinationArn: arnOf(analytics.deliveryStream.deliveryStreamName),
      Format: new AccessLogSchema().format,
    }]);
  });

  test('waits for the stream', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(restApi(stack).deploymentStage);
    template().hasResource('AWS::ApiGateway::Stage', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^AnalyticsDeliveryStream[0-9A-F]{8}$')]),
    });
  });

  test('works for an API that was there before the analytics, and for one that comes later', () => {
    const stack = new Stack(new App(), 'Stack');
    const before = restApi(stack, 'Before');
    const { analytics, template } = analyticsIn({}, stack);
    const after = restApi(stack, 'After');
    analytics.attachTo(after.deploymentStage);
    analytics.attachTo(before.deploymentStage);
    const destination = arnOf(analytics.deliveryStream.deliveryStreamName);
    expect(settings(template()).map(({ DestinationArn }) => DestinationArn)).toEqual([destination, destination]);
  });

  test('takes several stages of several APIs to one stream', () => {
    const { stack, analytics, template } = analyticsIn();
    for (const name of ['One', 'Two', 'Three']) {
      const api = restApi(stack, name);
      analytics.attachTo(api.deploymentStage);
      analytics.attachTo(new apigateway.Stage(stack, `${name}Beta`, { deployment: api.latestDeployment!, stageName: 'beta' }));
    }
    expect(settings(template()).filter(Boolean)).toHaveLength(6);
    template().resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
  });

  test('works from another stack, which comes to depend on this one and imports nothing of it', () => {
    const app = new App();
    const { analytics, stack } = analyticsIn({}, new Stack(app, 'Analytics'));
    const apiStack = new Stack(app, 'Apis');
    analytics.attachTo(restApi(apiStack).deploymentStage);
    const template = Template.fromStack(apiStack);
    expect(settings(template)[0].DestinationArn).toEqual(arnOf(analytics.deliveryStream.deliveryStreamName));
    expect(JSON.stringify(template.toJSON())).not.toContain('Fn::ImportValue');
    expect(Template.fromStack(stack).toJSON()).not.toHaveProperty('Outputs');
    expect(apiStack.dependencies).toEqual([stack]);
  });

  test('logs the columns that are added later', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(restApi(stack).deploymentStage);
    analytics.enrichment.schema.addColumn(AccessLogColumn.string('tenant', '$context.authorizer.tenant'));
    expect(settings(template())[0].Format).toContain('"tenant":"$context.authorizer.tenant"');
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { COLUMNS: '[["tenant","string","$context.authorizer.tenant"]]' } },
    });
    template().hasResourceProperties('AWS::Glue::Table', {
      TableInput: { Name: 'logs', StorageDescriptor: { Columns: Match.arrayWith([Match.objectLike({ Name: 'tenant', Type: 'string' })]) } },
    });
  });

  test('replaces the destination that a stage has, if told to', () => {
    const { stack, analytics, template } = analyticsIn();
    const api = restApi(stack, 'Api', { deployOptions: { accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Logs')) } });
    analytics.attachTo(api.deploymentStage, { replaceExisting: true });
    expect(settings(template())[0].DestinationArn).toEqual(arnOf(analytics.deliveryStream.deliveryStreamName));
  });
});

test('a stage of one instance can be taken over by another', () => {
  const { stack, analytics, template } = analyticsIn();
  const { deploymentStage } = restApi(stack);
  analytics.attachTo(deploymentStage);
  const other = new ApiUsageAnalytics(stack, 'Other');
  other.attachTo(deploymentStage, { replaceExisting: true });
  expect(settings(template())[0].DestinationArn).toEqual(arnOf(other.deliveryStream.deliveryStreamName));
  const [{ DependsOn }] = Object.values(template().findResources('AWS::ApiGateway::Stage'));
  expect(DependsOn).toContainEqual(expect.stringMatching(/^OtherDeliveryStream/));
  expect(DependsOn).not.toContainEqual(expect.stringMatching(/^AnalyticsDeliveryStream/));
});

describe('an aspect that gives each stage a destination', () => {
  const policy = { visit: (node: IConstruct) => { if (node instanceof apigateway.CfnStage) { node.accessLogSetting = { destinationArn: 'arn:policy', format: '$context.requestId' }; } } };

  test.each([200, 500])('is an error that names it, at priority %i', (priority) => {
    const { stack, analytics, template } = analyticsIn();
    Aspects.of(stack).add(policy, { priority });
    analytics.attachTo(restApi(stack).deploymentStage);
    expect(template).toThrow('has another access log setting in the template than it was attached with (arn:policy), by an assignment, an aspect or an override');
  });

  test.each([200, 500])('gives way to { replaceExisting }, at priority %i', (priority) => {
    const { stack, analytics, template } = analyticsIn();
    Aspects.of(stack).add(policy, { priority });
    const api = restApi(stack);
    analytics.attachToApi(api, { replaceExisting: true });
    expect(settings(template())).toEqual([{
      DestinationArn: arnOf(analytics.deliveryStream.deliveryStreamName),
      Format: new AccessLogSchema().format,
    }]);
  });

  test('is no trouble if it sets the very same', () => {
    const { stack, analytics, template } = analyticsIn();
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof apigateway.CfnStage) {
          node.accessLogSetting = { ...node.accessLogSetting as apigateway.CfnStage.AccessLogSettingProperty };
        }
      },
    });
    analytics.attachTo(restApi(stack).deploymentStage);
    expect(template).not.toThrow();
  });
});

describe('attaching fails', () => {
  test('for a stage that has an access log destination', () => {
    const { stack, analytics } = analyticsIn();
    const api = restApi(stack, 'Api', { deployOptions: { accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Logs')) } });
    expect(() => analytics.attachTo(api.deploymentStage))
      .toThrow('stage Stack/Api/DeploymentStage.prod has an access log destination already (Stack/Logs), and a stage has only one; leave that out, or set \'replaceExisting\' to true to take its place');
  });

  test('for a stage that is attached already, here or to another instance', () => {
    const { stack, analytics } = analyticsIn();
    const { deploymentStage } = restApi(stack);
    analytics.attachTo(deploymentStage);
    expect(() => new ApiUsageAnalytics(stack, 'Other').attachTo(deploymentStage)).toThrow('has an access log destination already');
    expect(() => analytics.attachTo(deploymentStage, { replaceExisting: true }))
      .toThrow('Stack/Analytics: stage Stack/Api/DeploymentStage.prod is attached already; call attachTo() for it once');
    expect(() => analytics.attachTo(deploymentStage.node.defaultChild as apigateway.CfnStage, { replaceExisting: true }))
      .toThrow('Stack/Analytics: stage Stack/Api/DeploymentStage.prod is attached already; call attachTo() for it once');
    expect(() => new StageAccessLogging(stack, 'Again', { stage: deploymentStage, deliveryStream: analytics.deliveryStream }))
      .toThrow('Stack: stage Stack/Api/DeploymentStage.prod is attached to Stack/Analytics/DeliveryStream already; attach it once');
  });

  test('for an API without a stage', () => {
    const { stack, analytics } = analyticsIn();
    const imported = apigateway.RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'a1b2c3', rootResourceId: 'r' });
    expect(() => analytics.attachTo(imported.deploymentStage))
      .toThrow('Stack/Analytics: there is no stage to attach, and an API that is imported or made with \'deploy\' set to false has no \'deploymentStage\'; give the stage itself, or import it by Stage.fromStageAttributes(), with its \'restApi\' and \'stageName\'');
  });

  test('for a stage that is given another destination afterwards', () => {
    const { stack, analytics, template } = analyticsIn();
    const { deploymentStage } = restApi(stack);
    analytics.attachTo(deploymentStage);
    (deploymentStage.node.defaultChild as apigateway.CfnStage).accessLogSetting = { destinationArn: 'arn:other' };
    expect(template).toThrow('stage Stack/Api/DeploymentStage.prod has another access log setting in the template than it was attached with (arn:other), by an assignment, an aspect or an override; leave that out, or attach the stage with \'replaceExisting\' set to true');
  });

  test.each(['AccessLogSetting', 'AccessLogSetting.DestinationArn', 'AccessLogSetting.Format'])('for a stage whose %s is overridden', (property) => {
    const { stack, analytics, template } = analyticsIn();
    const { deploymentStage } = restApi(stack);
    (deploymentStage.node.defaultChild as apigateway.CfnStage).addPropertyOverride(property, property.includes('.') ? 'arn:other' : { DestinationArn: 'arn:other' });
    analytics.attachTo(deploymentStage);
    expect(template).toThrow('stage Stack/Api/DeploymentStage.prod has another access log setting in the template');
  });

  test('not for a stage of which something else is overridden', () => {
    const { stack, analytics, template } = analyticsIn();
    const { deploymentStage } = restApi(stack);
    (deploymentStage.node.defaultChild as apigateway.CfnStage).addPropertyOverride('TracingEnabled', true);
    analytics.attachTo(deploymentStage);
    expect(template).not.toThrow();
  });

  test('for an API in the place of a stage', () => {
    const { stack, analytics } = analyticsIn();
    expect(() => analytics.attachTo(restApi(stack) as unknown as apigateway.IStage))
      .toThrow('Stack/Analytics: Stack/Api is an API, which may have several stages; give one of them, as its deploymentStage, or the API to attachToApi()');
    expect(() => analytics.attachTo('prod' as unknown as apigateway.IStage)).toThrow("Stack/Analytics: there is no stage to attach, got 'prod'");
  });

  test('for a plain CfnResource, whose properties are not to be seen', () => {
    const { stack, analytics } = analyticsIn();
    const plain = new CfnResource(stack, 'Plain', { type: 'AWS::ApiGateway::Stage', properties: { RestApiId: 'a1b2c3d4e5' } });
    expect(() => analytics.attachTo(plain as unknown as apigateway.CfnStage)).toThrow('Stack/Analytics: Stack/Plain is a CfnResource of a stage, whose properties are not to be seen; make it a CfnStage');
  });

  test('for a stage whose stack the analytics depend on, and leaves the stage as it is', () => {
    const app = new App();
    const apis = new Stack(app, 'Apis');
    const { deploymentStage } = restApi(apis);
    const { stack, analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    stack.addStackDependency(apis);
    expect(() => analytics.attachTo(deploymentStage)).toThrow(/^Analytics\/Analytics: stage Apis\/Api\/DeploymentStage\.prod would have to wait for the delivery stream, and stack Analytics depends on its stack Apis already \(.*\); make usage analytics in a stack that depends on no stack of an API$/);
    expect(settings(Template.fromStack(apis))).toEqual([undefined]);
  });

  test('and can be tried again', () => {
    const { stack, analytics, template } = analyticsIn();
    const api = restApi(stack, 'Api', { deployOptions: { accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Logs')) } });
    expect(() => analytics.attachTo(api.deploymentStage)).toThrow('has an access log destination already');
    analytics.attachTo(api.deploymentStage, { replaceExisting: true });
    expect(settings(template())[0].DestinationArn).toEqual(arnOf(analytics.deliveryStream.deliveryStreamName));
  });

  test('for a stage of another region or account', () => {
    const app = new App();
    const { analytics } = analyticsIn({}, new Stack(app, 'Analytics', { env: { region: 'eu-west-1', account: '111111111111' } }));
    const elsewhere = new Stack(app, 'Elsewhere', { env: { region: 'us-east-1', account: '111111111111' } });
    expect(() => analytics.attachTo(restApi(elsewhere).deploymentStage))
      .toThrow('Elsewhere/Api/DeploymentStage.prod: the stage is in region us-east-1 and the delivery stream Analytics/Analytics/DeliveryStream in eu-west-1, and a stage logs only to its own; make usage analytics in region us-east-1 as well and attach the stage there');
    expect(() => analytics.attachTo(restApi(new Stack(app, 'Agnostic')).deploymentStage)).not.toThrow(); // known only at deployment
    const foreign = new Stack(app, 'Foreign', { env: { region: 'eu-west-1', account: '222222222222' } });
    expect(() => analytics.attachTo(restApi(foreign).deploymentStage)).toThrow('the stage is in account 222222222222');
  });

  test('for a stage under another cdk.Stage', () => {
    const app = new App();
    const { analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    const inStage = new Stack(new CdkStage(app, 'Prod'), 'Apis');
    expect(() => analytics.attachTo(restApi(inStage).deploymentStage))
      .toThrow('are under different stages of the CDK app (cdk.Stage), which cannot depend on each other; make usage analytics under the stage\'s own cdk.Stage');
  });

  test('for a stage of an HTTP API', () => {
    const { stack, analytics } = analyticsIn();
    const http = new apigatewayv2.HttpApi(stack, 'Http');
    expect(() => analytics.attachTo(http.defaultStage as unknown as apigateway.IStage))
      .toThrow('Stack/Analytics: Stack/Http/DefaultStage is AWS::ApiGatewayV2::Stage, and only stages of REST APIs (AWS::ApiGateway::Stage) can log to Firehose; give a stage of a REST API');
    const webSocket = new apigatewayv2.WebSocketStage(stack, 'WebSocketStage', { webSocketApi: new apigatewayv2.WebSocketApi(stack, 'WebSocket'), stageName: 'live' });
    expect(() => analytics.attachTo(webSocket as unknown as apigateway.IStage)).toThrow('Stack/Analytics: Stack/WebSocketStage is AWS::ApiGatewayV2::Stage');
    const imported = apigatewayv2.HttpStage.fromHttpStageAttributes(stack, 'Imported', { api: http, stageName: 'prod' });
    expect(() => analytics.attachTo(imported as unknown as apigateway.IStage))
      .toThrow('Stack/Analytics: Stack/Imported is no stage of a REST API, and only stages of REST APIs');
  });
});

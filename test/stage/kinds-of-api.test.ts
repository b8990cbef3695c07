import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import type { IConstruct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { AccessLogSchema, ApiUsageAnalytics } from '../../src';
import { temporaryDirectory } from '../preview/temporary';
import { analyticsIn, restApi } from '../stack';

const OPEN_API = { openapi: '3.0.1', info: { title: 'pets', version: '1' }, paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'MOCK' } } } } };

const directory = temporaryDirectory();

/** Stages of each kind, by the name that their user knows. */
const KINDS: Record<string, (stack: Stack) => apigateway.IStageRef> = {
  'RestApi': (stack) => restApi(stack).deploymentStage,
  'LambdaRestApi': (stack) => new apigateway.LambdaRestApi(stack, 'Api', {
    handler: new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') }),
  }).deploymentStage,
  'SpecRestApi': (stack) => new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(OPEN_API) }).deploymentStage,
  'StepFunctionsRestApi': (stack) => new apigateway.StepFunctionsRestApi(stack, 'Api', {
    stateMachine: new stepfunctions.StateMachine(stack, 'Machine', {
      stateMachineType: stepfunctions.StateMachineType.EXPRESS,
      definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Pass')),
    }),
  }).deploymentStage,
  'a second stage of an API': (stack) => {
    const api = restApi(stack, 'Api', { deploy: false });
    return new apigateway.Stage(stack, 'Beta', { stageName: 'beta', deployment: new apigateway.Deployment(stack, 'Deployment', { api }) });
  },
  'a new stage of an imported API': (stack) => {
    const api = apigateway.RestApi.fromRestApiId(stack, 'Api', 'a1b2c3d4e5');
    return new apigateway.Stage(stack, 'Beta', { stageName: 'beta', deployment: new apigateway.Deployment(stack, 'Deployment', { api }) });
  },
  'CfnStage': (stack) => new apigateway.CfnStage(stack, 'Stage', {
    restApiId: new apigateway.CfnRestApi(stack, 'Api', { name: 'api' }).ref,
    stageName: 'prod',
    deploymentId: 'd1',
  }),
  'a stage of an included template': (stack) => {
    const templateFile = directory.write('template.json', JSON.stringify({
      Resources: { Prod: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: 'a1b2c3d4e5', StageName: 'prod', DeploymentId: 'd1' } } },
    }));
    return new CfnInclude(stack, 'Template', { templateFile }).getResource('Prod') as apigateway.CfnStage;
  },
};

function settingOf(template: Template) {
  const stages = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  expect(stages).toHaveLength(1);
  return stages[0].Properties.AccessLogSetting;
}

function expectAttached(template: Template, analytics: ApiUsageAnalytics) {
  const { DestinationArn, Format } = settingOf(template);
  expect(JSON.stringify(DestinationArn)).toContain(`:deliverystream/${analytics.deliveryStream.deliveryStreamName}"`);
  expect(Format).toBe(new AccessLogSchema().format);
}

describe.each(Object.entries(KINDS))('%s', (_kind, make) => {
  test('is attached by a setting of the stage, without a custom resource', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(make(stack));
    expectAttached(template(), analytics);
    template().resourceCountIs('Custom::ApiGatewayAccessLogSetting', 0);
  });

  test('is attached from another stack, which depends on the analytics\' and never the other way', () => {
    const app = new App();
    const { analytics, stack } = analyticsIn({}, new Stack(app, 'Analytics'));
    const apis = new Stack(app, 'Apis');
    analytics.attachTo(make(apis));
    app.synth();
    expectAttached(Template.fromStack(apis), analytics);
    expect(apis.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
    expect(JSON.stringify(Template.fromStack(apis).toJSON())).not.toContain('Fn::ImportValue');
  });

  test('is found by attachAll()', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachAll(stack);
    make(stack);
    expectAttached(template(), analytics);
  });
});

test('a stage of a nested stack is attached, and its parent stack makes the stream first', () => {
  const { stack, analytics } = analyticsIn();
  const nested = new NestedStack(stack, 'Nested');
  analytics.attachTo(restApi(nested).deploymentStage);
  Template.fromStack(stack).hasResource('AWS::CloudFormation::Stack', { DependsOn: [expectId(analytics.deliveryStream.deliveryStream)] });
  expectAttached(Template.fromStack(nested), analytics);
});

function expectId(construct: IConstruct): string {
  return Stack.of(construct).getLogicalId(construct.node.defaultChild as apigateway.CfnStage);
}

test('ten APIs of three stages each share one stream: thirty settings, and no custom resource', () => {
  const { stack, analytics, template } = analyticsIn();
  for (let number = 1; number <= 10; number++) {
    const api = restApi(stack, `Api${number}`);
    for (const stageName of ['beta', 'gamma']) {
      new apigateway.Stage(stack, `${number}${stageName}`, { stageName, deployment: api.latestDeployment! });
    }
    analytics.attachToApi(api);
  }
  const stages = Object.values(template().findResources('AWS::ApiGateway::Stage'));
  expect(stages.filter(({ Properties }) => Properties.AccessLogSetting?.DestinationArn)).toHaveLength(30);
  template().resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
  template().resourceCountIs('Custom::ApiGatewayAccessLogSetting', 0);
  template().resourceCountIs('AWS::Lambda::Function', 3);
});

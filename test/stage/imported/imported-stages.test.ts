import { App, CfnParameter, CfnResource, Fn, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { describe, expect, test } from 'vitest';
import { AccessLogColumn, AccessLogSchema, ApiUsageAnalytics, QuickSightPrincipal, StageAccessLogging } from '../../../src';
import { analyticsIn, restApi, statementsOf } from '../../stack';

const SETTING = 'Custom::ApiGatewayAccessLogSetting';

function importedStage(stack: Stack, id = 'Imported', restApiId = 'a1b2c3d4e5', stageName = 'prod'): apigateway.IStage {
  return apigateway.Stage.fromStageAttributes(stack, id, { restApi: apigateway.RestApi.fromRestApiId(stack, `${id}Api`, restApiId), stageName });
}

/** The policy that lets the function set one stage, by the stage's path. */
function stagePolicies(template: Template) {
  return Object.values(template.findResources('AWS::IAM::RolePolicy')).map(({ Properties }) => Properties);
}

const logStatement = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: { 'Fn::GetAtt': [expect.stringMatching(/ImportedStagesLogGroup/), 'Arn'] },
};

describe('attaching an imported stage', () => {
  test('sets destination and format by a custom resource, once the stream and the permission are there', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(importedStage(stack));
    template().hasResource(SETTING, {
      Properties: {
        ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('ImportedStagesProviderframeworkonEvent'), 'Arn'] },
        RestApiId: 'a1b2c3d4e5',
        StageName: 'prod',
        DestinationArn: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':firehose:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:deliverystream/${analytics.deliveryStream.deliveryStreamName}`]],
        },
        DestinationIsShared: 'false',
        Format: new AccessLogSchema().format,
        ReplaceExisting: 'false',
        ServiceTimeout: '900',
      },
      DependsOn: [Match.stringLikeRegexp('AccessLoga1b2c3d4e5prodPolicy'), Match.stringLikeRegexp('^AnalyticsDeliveryStream[0-9A-F]{8}$')],
    });
  });

  test('logs the columns that are added later', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(importedStage(stack));
    analytics.enrichment.schema.addColumn(AccessLogColumn.string('tenant', '$context.authorizer.tenant'));
    template().hasResourceProperties(SETTING, { Format: Match.stringLikeRegexp('"tenant":"\\$context.authorizer.tenant"') });
  });

  test('may read and change that one stage, and have API Gateway make its role; the whole of the permissions', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(importedStage(stack));
    expect(stagePolicies(template())).toEqual([{
      RoleName: { Ref: expect.stringMatching(/ImportedStagesRole/) },
      PolicyName: expect.stringMatching(/^access-log-a1b2c3d4e5-prod-[0-9a-f]{8}$/),
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow',
          Action: ['apigateway:GET', 'apigateway:PATCH'],
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, '::/restapis/a1b2c3d4e5/stages/prod']] },
        }],
      },
    }]);
    expect(statementsOf(template(), 'AnalyticsDeliveryStreamImportedStagesRole')).toEqual([
      {
        Effect: 'Allow',
        Action: 'iam:CreateServiceLinkedRole',
        Resource: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway']],
        },
        Condition: { StringEquals: { 'iam:AWSServiceName': 'ops.apigateway.amazonaws.com' } },
      },
      { Effect: 'Allow', Action: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], Resource: { Ref: 'AWS::StackId' } },
      logStatement,
    ]);
    expect(statementsOf(template(), 'AnalyticsDeliveryStreamImportedStagesProviderRole')).toEqual([
      {
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction', 'lambda:GetFunction'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/ImportedStagesFunction/), 'Arn'] },
      },
      logStatement,
    ]);
    const roles = template().findResources('AWS::IAM::Role', Match.objectLike({ Properties: { ManagedPolicyArns: Match.anyValue() } }));
    expect(Object.keys(roles).filter((id) => id.includes('ImportedStages'))).toEqual([]);
  });

  test('makes one provider for all of them, and a permission for each', () => {
    const functions = Object.keys(analyticsIn().template().findResources('AWS::Lambda::Function')).length;
    const { stack, analytics, template } = analyticsIn();
    for (let api = 0; api < 10; api++) {
      ['prod', 'beta', 'gamma'].forEach((stageName) => analytics.attachTo(importedStage(stack, `Imported${api}${stageName}`, `a1b2c3d4e${api}`, stageName)));
    }
    template().resourceCountIs(SETTING, 30);
    template().resourceCountIs('AWS::Lambda::Function', functions + 2); // the function and the framework's
    template().resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
    expect(new Set(Object.values(template().findResources(SETTING)).map(({ Properties }) => JSON.stringify(Properties.ServiceToken))).size).toBe(1);
    expect(new Set(stagePolicies(template()).map(({ PolicyName }) => PolicyName)).size).toBe(30);
  });

  test('makes none of it for a stage that this app makes', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(restApi(stack).deploymentStage);
    template().resourceCountIs(SETTING, 0);
    template().resourceCountIs('AWS::Lambda::Function', 3);
  });

  test('reports what it replaced', () => {
    const { stack, analytics, template } = analyticsIn();
    const logging = analytics.attachTo(importedStage(stack), { replaceExisting: true });
    template().hasResourceProperties(SETTING, { ReplaceExisting: 'true' });
    expect(stack.resolve([logging.replacedDestinationArn, logging.replacedFormat])).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/a1b2c3d4e5prodSetting/), 'ReplacedDestinationArn'] },
      { 'Fn::GetAtt': [expect.stringMatching(/a1b2c3d4e5prodSetting/), 'ReplacedFormat'] },
    ]);
    expect(analytics.attachTo(restApi(stack).deploymentStage).replacedDestinationArn).toBeUndefined();
  });

  test('keeps the log of it when the stack has gone', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(importedStage(stack));
    const [logGroup] = Object.entries(template().findResources('AWS::Logs::LogGroup')).filter(([id]) => id.includes('ImportedStages')).map(([, resource]) => resource);
    expect(logGroup).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 365 } });
  });

  test('keeps its logical id when the construct that imports the stage is renamed, so that the setting is not taken away', () => {
    const idsOf = (name: string, restApiId: (stack: Stack) => string) => {
      const { stack, analytics, template } = analyticsIn();
      analytics.attachTo(importedStage(stack, name, restApiId(stack)));
      return Object.keys(template().findResources(SETTING));
    };
    const sources: ((stack: Stack) => string)[] = [
      () => 'a1b2c3d4e5',
      () => Fn.importValue('api-id'),
      (stack) => new CfnParameter(stack, 'ApiId').valueAsString,
    ];
    const ids = sources.map((source) => idsOf('Before', source));
    expect(sources.map((source) => idsOf('After', source))).toEqual(ids);
    expect(new Set(ids.flat()).size).toBe(3);
  });

  test('works for ids that are known only at deployment, of which the permission\'s name changes with the stage', () => {
    const { stack, analytics, template } = analyticsIn();
    const parameter = new CfnParameter(stack, 'ApiId');
    analytics.attachTo(importedStage(stack, 'Imported', parameter.valueAsString));
    template().hasResourceProperties(SETTING, { RestApiId: { Ref: 'ApiId' } });
    expect(stagePolicies(template())[0].PolicyName).toEqual({ 'Fn::Join': ['', ['access-log-', { Ref: 'ApiId' }, expect.stringMatching(/^-prod-[0-9a-f]{8}$/)]] });
  });

  test('names the permission of a stage with the longest name within what IAM takes', () => {
    const { stack, analytics, template } = analyticsIn();
    ['a', 'b'].forEach((last) => analytics.attachTo(importedStage(stack, last, 'a1b2c3d4e5', 'x'.repeat(127) + last)));
    const names = stagePolicies(template()).map(({ PolicyName }) => PolicyName as string);
    expect([new Set(names).size, ...names.map(({ length }) => length)]).toEqual([2, 128, 128]);
  });

  test.each<[string, (stack: Stack) => string]>([
    ['imported', () => Fn.importValue('ApiId')],
    ['looked up', (stack) => ssm.StringParameter.valueFromLookup(stack, '/api/id')],
    ['the same text', () => 'a1b2c3d4e5'],
  ])('works in two regions of one app for ids that are %s', (_what, idIn) => {
    const app = new App();
    for (const region of ['eu-west-1', 'us-east-1']) {
      const { stack, analytics } = analyticsIn({}, new Stack(app, region, { env: { region, account: '111111111111' } }));
      analytics.attachTo(importedStage(stack, 'Imported', idIn(stack)));
    }
    app.node.children.forEach((stack) => Template.fromStack(stack as Stack).resourceCountIs(SETTING, 1));
  });

  test('may ask about the stack that the setting is in, where that is not the stream\'s', () => {
    const app = new App();
    const { analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    const other = new Stack(app, 'Other');
    new StageAccessLogging(other, 'Logging', { stage: importedStage(other), deliveryStream: analytics.deliveryStream });
    const [{ PolicyDocument }] = stagePolicies(Template.fromStack(other));
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Action: ['apigateway:GET', 'apigateway:PATCH'] }),
      { Effect: 'Allow', Action: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], Resource: { Ref: 'AWS::StackId' } },
    ]);
  });

  test('works for a stage that is imported in another stack', () => {
    const app = new App();
    const { stack, analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    const apis = new Stack(app, 'Apis');
    analytics.attachTo(importedStage(apis));
    app.synth();
    Template.fromStack(stack).resourceCountIs(SETTING, 1);
    expect([stack.dependencies, apis.dependencies]).toEqual([[], []]);
  });

  test('works for an id that is looked up, and not known in the first synthesis', () => {
    const { stack, analytics, template } = analyticsIn({}, new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111111111111' } }));
    analytics.attachTo(importedStage(stack, 'Imported', ssm.StringParameter.valueFromLookup(stack, '/api/id')));
    template().resourceCountIs(SETTING, 1);
  });

  test('waits for what it is made to wait for, and can be waited for', () => {
    const { stack, analytics, template } = analyticsIn();
    const [before, after] = ['Before', 'After'].map((id) => new CfnResource(stack, id, { type: 'AWS::Serverless::Api' }));
    const logging = analytics.attachTo(importedStage(stack));
    logging.node.addDependency(before);
    after.node.addDependency(logging);
    template().hasResource(SETTING, { DependsOn: Match.arrayWith(['Before']) });
    template().hasResource('AWS::Serverless::Api', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('AccessLoga1b2c3d4e5prodSetting')]) });
  });

  test('waits for a deployment of the app that makes the stage by itself', () => {
    const { stack, analytics, template } = analyticsIn();
    const api = new apigateway.CfnRestApi(stack, 'L1', { name: 'api' });
    new apigateway.CfnDeployment(stack, 'Deployment', { restApiId: api.ref, stageName: 'prod' });
    analytics.attachTo(importedStage(stack, 'Imported', api.ref));
    template().hasResource(SETTING, { DependsOn: Match.arrayWith(['Deployment']) });
  });

  test('is told whether somebody else may have a setting of the same stream', () => {
    const { stack, template } = analyticsIn();
    const given = new ApiUsageAnalytics(stack, 'Given', {
      deliveryStream: firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Stream', 'amazon-apigateway-given'),
      bucket: s3.Bucket.fromBucketName(stack, 'Logs', 'logs'),
    });
    given.attachTo(importedStage(stack));
    template().hasResourceProperties(SETTING, { DestinationIsShared: 'true' });
  });

  test('is done three at a time, for the sake of Lambda\'s and API Gateway\'s quotas', () => {
    const { stack, analytics, template } = analyticsIn();
    for (let api = 0; api < 7; api++) {
      analytics.attachTo(importedStage(stack, `Imported${api}`, `a1b2c3d4e${api}`));
    }
    const settings = Object.entries(template().findResources(SETTING)).map(([id, { DependsOn }]) => [id, DependsOn.filter((name: string) => name.includes('Setting'))]);
    const ids = settings.map(([id]) => id);
    expect(settings.map(([, waitsFor]) => waitsFor)).toEqual([[], [], [], [ids[0]], [ids[1]], [ids[2]], [ids[3]]]);
  });

  test('has the time that the SDK\'s retries take', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(importedStage(stack));
    const [[, { Properties }]] = Object.entries(template().findResources('AWS::Lambda::Function')).filter(([id]) => /ImportedStagesFunction/.test(id));
    expect(Properties).toMatchObject({ Timeout: 300, MemorySize: 256, Architectures: ['arm64'] });
  });

  test('comes after the dashboard, so that nothing is replaced if that fails', () => {
    const { stack, analytics, template } = analyticsIn({ dashboardOwners: [QuickSightPrincipal.group('analysts')] });
    analytics.attachTo(importedStage(stack));
    analytics.attachTo(restApi(stack).deploymentStage);
    const [dashboard] = Object.keys(template().findResources('AWS::QuickSight::Dashboard'));
    template().hasResource(SETTING, { DependsOn: Match.arrayWith([dashboard]) });
    template().hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.not(Match.arrayWith([dashboard])) });
  });

  test('does not make the stages of the app wait for it', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(restApi(stack).deploymentStage);
    analytics.attachTo(importedStage(stack));
    const [stage] = Object.values(template().findResources('AWS::ApiGateway::Stage'));
    expect(JSON.stringify(stage.DependsOn)).not.toContain('ImportedStages');
  });
});

describe('attaching an imported stage fails', () => {
  test('for the same stage imported twice, here or at another instance', () => {
    const { stack, analytics } = analyticsIn();
    analytics.attachTo(importedStage(stack, 'One'));
    const other = new ApiUsageAnalytics(stack, 'Other');
    expect(() => other.attachTo(importedStage(stack, 'Three'), { replaceExisting: true }))
      .toThrow('Stack/Other: stage Stack/Three is attached by Stack/Analytics/AccessLoga1b2c3d4e5-prod already; attach it once');
    expect(() => analytics.attachTo(importedStage(stack, 'Two')))
      .toThrow('Stack/Analytics: stage Stack/Two is attached already; call attachTo() for it once');
  });

  test.each([
    ['arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5', 'prod', "Stack/Analytics: of the imported stage Stack/Imported 'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5' is no id of a REST API, which has letters and digits alone; give the id, as in 'a1b2c3d4e5'"],
    ['', 'prod', "of the imported stage Stack/Imported '' is no id of a REST API"],
    ['a1b2c3d4e5', '$default', "Stack/Analytics: of the imported stage Stack/Imported '$default' is no name of a REST API's stage ($default is a stage of an HTTP API, and those cannot log to Firehose); give 1 to 128 letters, digits, hyphens and underscores, as in 'prod'"],
    ['a1b2c3d4e5', 'x'.repeat(129), "is no name of a REST API's stage; give 1 to 128 letters"],
  ])('for the ids %j and %j, which are none', (restApiId, stageName, message) => {
    const { stack, analytics } = analyticsIn();
    expect(() => analytics.attachTo(importedStage(stack, 'Imported', restApiId, stageName))).toThrow(message);
  });

  test('and makes nothing', () => {
    const { stack, analytics, template } = analyticsIn();
    expect(() => analytics.attachTo(importedStage(stack, 'Imported', 'my-api'))).toThrow('is no id of a REST API');
    template().resourceCountIs('AWS::Lambda::Function', 3);
  });

  test('without a name of the stage', () => {
    const { stack, analytics } = analyticsIn();
    expect(() => analytics.attachTo(importedStage(stack, 'Imported', 'a1b2c3d4e5', undefined as unknown as string)))
      .not.toThrow(); // the default of the helper
    const stage = apigateway.Stage.fromStageAttributes(stack, 'Nameless', {
      restApi: apigateway.RestApi.fromRestApiId(stack, 'Api', 'b1b2c3d4e5'),
      stageName: undefined as unknown as string,
    });
    expect(() => analytics.attachTo(stage)).toThrow("of the imported stage Stack/Nameless '' is no name of a REST API's stage");
  });

  test.each([[47, 'prod'], [29, 'x'.repeat(128)]])('for %i stages, whose policies one role has no place for', (count, stageName) => {
    const { stack, analytics, template } = analyticsIn();
    const attach = (number: number) => analytics.attachTo(importedStage(stack, `Imported${number}`, `a1b2c3d4${10 + number}`, stageName));
    for (let number = 1; number < count; number++) {
      attach(number);
    }
    expect(() => attach(count)).toThrow(`Stack/Analytics: ${count - 1} imported stages are attached, and the policies of one role have 10,240 characters at most, which are used up; attach the others to an ApiUsageAnalytics of their own`);
    // as CloudFormation would write them, in a stack with the longest name
    const name = 's'.repeat(128);
    const resolved = (statement: unknown) => JSON.stringify(statement, (_key, value) => {
      const join = value?.['Fn::Join']?.[1] as (string | object)[] | undefined;
      const getAtt = value?.['Fn::GetAtt'] as string[] | undefined;
      if (join) {
        return join.map((part) => typeof part === 'string' ? part : { Partition: 'aws', Region: 'ap-southeast-1', AccountId: '111111111111' }[Object.values(part)[0].slice(5) as 'Region']).join('');
      }
      return getAtt ? `arn:aws:logs:ap-southeast-1:111111111111:log-group:${name}-${getAtt[0]}-ABCDEFGHIJKL:*`
        : value?.Ref === 'AWS::StackId' ? `arn:aws:cloudformation:ap-southeast-1:111111111111:stack/${name}/00000000-0000-4000-8000-000000000000` : value;
    });
    const stages = stagePolicies(template()).map(({ PolicyDocument }) => resolved(PolicyDocument).length);
    const own = resolved({ Version: '2012-10-17', Statement: statementsOf(template(), 'AnalyticsDeliveryStreamImportedStagesRole') }).length;
    expect(own).toBeGreaterThan(900);
    expect(own).toBeLessThan(1_150);
    const sum = stages.reduce((total, length) => total + length, own);
    expect(sum).toBeGreaterThan(9_300);
    expect(sum).toBeLessThan(10_240);
  });

  test('for ids that come from another stack, on which the analytics would depend', () => {
    const app = new App();
    const { analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    const apis = new Stack(app, 'Apis');
    const stage = apigateway.Stage.fromStageAttributes(apis, 'ByHand', { restApi: restApi(apis), stageName: 'byhand' });
    expect(() => analytics.attachTo(stage)).toThrow('Analytics/Analytics: of the imported stage Apis/ByHand the ids come from Apis/Api/Resource in another stack, on which the analytics would then depend; make the stage in the app, or import it by ids that are text or come from stack Analytics');
  });

  test('for the id of an HTTP API of the app', () => {
    const { stack, analytics } = analyticsIn();
    const http = new apigatewayv2.HttpApi(stack, 'Http');
    expect(() => analytics.attachTo(importedStage(stack, 'Imported', http.apiId)))
      .toThrow('of the imported stage Stack/Imported the API is Stack/Http/Resource, an HTTP or WebSocket API, and those cannot log to Firehose; give a stage of a REST API');
  });

  test('not for one whose name only begins like that of a stage of the app', () => {
    const { stack, analytics, template } = analyticsIn();
    const environment = new CfnParameter(stack, 'Environment').valueAsString;
    const api = new apigateway.CfnRestApi(stack, 'L1', { name: 'api' });
    new apigateway.CfnStage(stack, 'Here', { restApiId: api.ref, stageName: `${environment}-a`, deploymentId: 'd1' });
    analytics.attachTo(importedStage(stack, 'Imported', api.ref, `${environment}-b`));
    expect(template).not.toThrow();
  });

  test('for a stage that this app makes itself, named by that', () => {
    const { stack, analytics, template } = analyticsIn();
    const api = restApi(stack);
    analytics.attachTo(apigateway.Stage.fromStageAttributes(stack, 'Imported', { restApi: api, stageName: api.deploymentStage.stageName }));
    expect(template).toThrow('and Stack/Api/DeploymentStage.prod makes it; attach that one');
  });

  test('without the id of an API', () => {
    const { stack, analytics } = analyticsIn();
    const stage = apigateway.Stage.fromStageAttributes(stack, 'Nameless', {
      restApi: apigateway.RestApi.fromRestApiId(stack, 'Api', undefined as unknown as string),
      stageName: 'prod',
    });
    expect(() => analytics.attachTo(stage)).toThrow("of the imported stage Stack/Nameless '' is no id of a REST API");
  });

  test('for a stage that this app makes itself', () => {
    const { stack, analytics, template } = analyticsIn();
    const api = restApi(stack);
    analytics.attachTo(apigateway.Stage.fromStageAttributes(stack, 'Imported', { restApi: api, stageName: 'prod' }));
    expect(template).toThrow('Stack/Imported imports stage prod of an API of this app, and Stack/Api/DeploymentStage.prod makes it; attach that one');
  });

  test('for one of another region', () => {
    const app = new App();
    const { analytics } = analyticsIn({}, new Stack(app, 'Analytics', { env: { region: 'eu-west-1' } }));
    const elsewhere = new Stack(app, 'Elsewhere', { env: { region: 'us-east-1' } });
    expect(() => analytics.attachTo(importedStage(elsewhere))).toThrow('Elsewhere/Imported: the stage is in region us-east-1 and the delivery stream Analytics/Analytics/DeliveryStream in eu-west-1');
  });

  test('for one under another cdk.Stage', () => {
    const app = new App();
    const { analytics } = analyticsIn({}, new Stack(app, 'Analytics'));
    expect(() => analytics.attachTo(importedStage(new Stack(new CdkStage(app, 'Prod'), 'Apis')))).toThrow('are under different stages of the CDK app (cdk.Stage)');
  });
});

test('two instances have a provider each', () => {
  const { stack, analytics, template } = analyticsIn();
  analytics.attachTo(importedStage(stack, 'One', 'a1b2c3d4e5'));
  new ApiUsageAnalytics(stack, 'Other').attachTo(importedStage(stack, 'Two', 'b1b2c3d4e5'));
  expect(new Set(Object.values(template().findResources(SETTING)).map(({ Properties }) => JSON.stringify(Properties.ServiceToken))).size).toBe(2);
});

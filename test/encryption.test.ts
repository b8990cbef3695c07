import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, test } from 'vitest';
import { everyOption } from './every-option';
import { APPS } from './security/apps';
import { analyticsIn, restApi, statementsOf } from './stack';
import { ApiKeyDirectory, ApiUsageAnalyticsProps, EnrichmentFunction, LogForwarder, QuickSightPrincipal } from '../src';

type Resources = [id: string, properties: Record<string, any>][];

const ENV = { account: '111122223333', region: 'eu-west-1' };
const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';

const LOG_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** All of a type, whatever they are called. */
function resources(template: Template, type: string): Resources {
  return Object.entries(template.findResources(type)).map(([id, { Properties = {} }]) => [id, Properties]);
}

/** What a resource is encrypted with, by its type: where each type that can be encrypted says so. */
const KEY_OF: Record<string, (properties: Record<string, any>) => unknown> = {
  'AWS::S3::Bucket': ({ BucketEncryption }) => BucketEncryption?.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID,
  'AWS::KinesisFirehose::DeliveryStream': ({ DeliveryStreamEncryptionConfigurationInput: input }) => input?.KeyType === 'CUSTOMER_MANAGED_CMK' ? input.KeyARN : undefined,
  'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
  'AWS::SecretsManager::Secret': ({ KmsKeyId }) => KmsKeyId,
  'AWS::Athena::WorkGroup': ({ WorkGroupConfiguration: { ResultConfiguration } }) => ResultConfiguration.EncryptionConfiguration.KmsKey,
};

/** Types of which the data is nowhere at rest, or which a setting of the account encrypts. A new type has to be looked at, and put here or above. */
const WITHOUT_KEY = new Set([
  'AWS::ApiGateway::Account', 'AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Method', 'AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage',
  'AWS::Athena::NamedQuery', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::Events::Rule', 'AWS::Glue::Crawler', 'AWS::Glue::Database', 'AWS::Glue::Table',
  'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::KMS::Key', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::Function',
  'AWS::Lambda::Permission', 'AWS::Logs::LogStream', 'AWS::Logs::MetricFilter', 'AWS::QuickSight::DataSet', 'AWS::QuickSight::DataSource', 'AWS::QuickSight::Dashboard', 'AWS::QuickSight::RefreshSchedule',
  // names of crawlers and messages of Glue, by a key of SQS
  'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy',
  'AWS::S3::BucketPolicy', 'AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::Scheduler::Schedule',
  'Custom::ApiGatewayAccessLogSetting', 'Custom::S3AutoDeleteObjects',
]);

/** The statements of a key's policy beside the account's own. */
function policyOf(template: Template): any[] {
  const [[, { KeyPolicy }], ...more] = resources(template, 'AWS::KMS::Key');
  expect(more).toEqual([]);
  return KeyPolicy.Statement.filter(({ Action }: { Action: unknown }) => Action !== 'kms:*');
}

function withKey(keyIn: (stack: Stack) => kms.IKey, props: ApiUsageAnalyticsProps = {}, stack = new Stack(new App(), 'Stack', { env: ENV })) {
  const made = analyticsIn({ encryptionKey: keyIn(stack), ...props }, stack);
  return { ...made, text: () => JSON.stringify(made.template().toJSON()) };
}

const ownKey = (stack: Stack) => new kms.Key(stack, 'Key');
const importedKey = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);

describe('with a key for all of it', () => {
  const template = Template.fromStack(everyOption(new App()));
  const theKey = { 'Fn::GetAtt': [resources(template, 'AWS::KMS::Key')[0][0], 'Arn'] };
  // the secret of the receiver is the app's own
  const given = /^ApplicationId/;

  test.each(Object.keys(KEY_OF))('each %s is encrypted with it', (type) => {
    const made = resources(template, type).filter(([id, { DeliveryStreamName }]) => !given.test(id) && !DeliveryStreamName);
    expect(made.map(([id, properties]) => [id, KEY_OF[type](properties)])).toEqual(made.map(([id]) => [id, theKey]));
    expect(made).not.toEqual([]);
  });

  test('the stream that API Gateway puts records on has a key that AWS owns: its role may use no other', () => {
    const [stream, ...more] = resources(template, 'AWS::KinesisFirehose::DeliveryStream').filter(([, { DeliveryStreamName }]) => DeliveryStreamName);
    expect([stream[1].DeliveryStreamEncryptionConfigurationInput, more]).toEqual([{ KeyType: 'AWS_OWNED_CMK' }, []]);
  });

  test('no kind of resource is overlooked', () => {
    const types = new Set(Object.values<{ Type: string }>(template.toJSON().Resources).map(({ Type }) => Type));
    expect([...types].filter((type) => !(type in KEY_OF) && !WITHOUT_KEY.has(type))).toEqual([]);
  });

  test('the bucket makes few requests to KMS', () => {
    template.hasResourceProperties('AWS::S3::Bucket', { BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true }] } });
  });

  test('CloudWatch Logs may use it for log groups of this account, by one statement', () => {
    const statements = policyOf(template).filter(({ Principal }) => JSON.stringify(Principal).includes('logs.'));
    expect(statements).toEqual([{
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } },
      Action: LOG_ACTIONS,
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:*']],
          },
        },
      },
    }]);
  });

  test('its policy lets nobody else do everything', () => {
    const [[, { KeyPolicy }]] = resources(template, 'AWS::KMS::Key');
    const everything = KeyPolicy.Statement.filter(({ Action }: { Action: unknown }) => [Action].flat().some((action) => action === 'kms:*' || action === '*'));
    const root = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] } };
    expect(everything).toEqual([{ Effect: 'Allow', Action: 'kms:*', Principal: root, Resource: '*' }]);
  });
});

describe('a role may do with the key what it needs, and no more', () => {
  const { stack, analytics, template } = withKey(ownKey, { dashboardOwners: [QuickSightPrincipal.user('ann')] });
  analytics.addForwarder(LogForwarder.moesif({ applicationId: new secretsmanager.Secret(stack, 'Secret') }));
  analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/' }));
  analytics.attachTo(apigateway.Stage.fromStageAttributes(stack, 'Prod', { restApi: apigateway.RestApi.fromRestApiId(stack, 'Api', 'a1b2c3d4e5'), stageName: 'prod' }));
  analytics.grantRead(new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountPrincipal(ENV.account) }));
  analytics.catalog.grantQuery(new iam.Role(stack, 'Analyst', { assumedBy: new iam.AccountPrincipal(ENV.account) }));
  const made = template();

  const READ_AND_WRITE = ['kms:Decrypt', 'kms:GenerateDataKey'];
  test.each([
    ['AnalyticsDirectoryRole', READ_AND_WRITE],
    ['AnalyticsDirectoryScheduleRole', []],
    ['AnalyticsEnrichmentRole', READ_AND_WRITE],
    ['AnalyticsEnrichmentForwardermoesifRole', READ_AND_WRITE],
    ['AnalyticsEnrichmentForwarders3Role', READ_AND_WRITE],
    ['AnalyticsDeliveryStreamRole', READ_AND_WRITE],
    ['AnalyticsDeliveryStreamImportedStagesRole', []],
    ['AnalyticsDeliveryStreamImportedStagesProviderRole', []],
    ['AnalyticsCatalogCrawlerRole', ['kms:Decrypt']],
    ['AnalyticsDashboardDataSourceRole', READ_AND_WRITE],
    ['AnalyticsReplayRole', READ_AND_WRITE],
    ['Reader', ['kms:Decrypt']],
    ['Analyst', READ_AND_WRITE],
  ] as const)('%s: %j', (role, actions) => {
    const uses = (statementsOf(made, role) as { Effect: string; Action: string | string[]; Resource: unknown }[])
      .filter(({ Action }) => [Action].flat().some((action) => /^(kms:|\*)/.test(action)));
    expect([...new Set(uses.flatMap(({ Action }) => Action))].sort()).toEqual(actions);
    uses.forEach(({ Effect, Resource }) => expect([Effect, Resource]).toEqual(['Allow', { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }]));
  });

  test('there is no role beside those', () => {
    // one that aws-cdk-lib makes for a stream would be let do more with the key
    expect(resources(made, 'AWS::IAM::Role').filter(([id]) => /ServiceRole/.test(id))).toEqual([]);
  });
});

describe('a key', () => {
  test('of another stack has its policy there, and neither stack waits for the other in a circle', () => {
    const app = new App();
    const keyStack = new Stack(app, 'KeyStack', { env: ENV });
    const { template } = withKey(() => new kms.Key(keyStack, 'Key'), { dashboardOwners: [QuickSightPrincipal.user('ann')] }, new Stack(app, 'Stack', { env: ENV }));
    template().allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: { 'Fn::ImportValue': Match.anyValue() } });
    expect(policyOf(Template.fromStack(keyStack)).map(({ Principal }) => Principal)).toEqual([
      { Service: { 'Fn::Join': ['', ['logs.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
    ]);
  });

  test('that several analytics share lets CloudWatch Logs in once', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const key = ownKey(stack);
    withKey(() => key, {}, stack);
    new ApiKeyDirectory(stack, 'Directory', { bucket: new s3.Bucket(stack, 'Other'), encryptionKey: key });
    expect(policyOf(Template.fromStack(stack))).toHaveLength(1);
  });

  test('that is imported warns, once, by the statement that its policy needs', () => {
    const { stack, text } = withKey(importedKey);
    text();
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('KMS key')).map(({ id, entry }) => [id, entry.data as string]);
    expect(warnings).toHaveLength(1);
    const [[id, warning]] = warnings;
    expect(id).toBe('/Stack/Key');
    expect(warning).toContain('the policy of the KMS key Stack/Key is not of this app, and the deployment fails unless CloudWatch Logs may use the key; have this statement in that policy: ');
    expect(JSON.parse(/\{.*\}/.exec(warning)![0])).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
      Action: LOG_ACTIONS,
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111122223333:log-group:*' } },
    });
  });

  test('that is imported warns for China by its names, and by names in angle brackets where the place is not known', () => {
    const warningIn = (env?: { region: string; account: string }) => {
      const stack = new Stack(new App(), 'Stack', { env });
      withKey((scope) => kms.Key.fromKeyArn(scope, 'Key', KEY_ARN.replace('eu-west-1', env?.region ?? 'eu-west-1')), {}, stack).text();
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('KMS key'))[0].entry.data;
    };
    expect(warningIn({ region: 'cn-north-1', account: '111122223333' })).toMatch(/logs\.cn-north-1\.amazonaws\.com\.cn.*arn:aws-cn:logs:cn-north-1:111122223333:log-group:\*/);
    expect(warningIn()).toMatch(/logs\.<region>\.amazonaws\.com.*arn:aws:logs:<region>:<account>:log-group:\*/);
  });

  test('of this app does not warn', () => {
    const { stack, text } = withKey(ownKey);
    text();
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('KMS key'))).toEqual([]);
  });

  test('fails where it is an alias, by which no role could be let use it', () => {
    expect(() => withKey((stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/usage'))).toThrow(
      'Stack/Analytics: encryptionKey is the alias Stack/Alias, and roles can be allowed to use a key only by the key\'s own ARN; give the key itself, as by aliasTargetKey or Key.fromKeyArn()');
    expect(() => withKey((stack) => ownKey(stack).addAlias('usage'))).toThrow('encryptionKey is the alias');
  });

  test('fails where it is no key, or one that encrypts nothing here', () => {
    expect(() => withKey(() => KEY_ARN as unknown as kms.IKey)).toThrow(
      `Stack/Analytics: encryptionKey is '${KEY_ARN}', and a key's construct is expected; give an IKey, as by Key.fromKeyArn()`);
    expect(() => withKey((stack) => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.RSA_2048, keyUsage: kms.KeyUsage.ENCRYPT_DECRYPT }))).toThrow(
      'Stack/Analytics: the KMS key Stack/Key is for RSA_2048, and AWS services encrypt data by symmetric keys alone; give a key without keySpec and keyUsage');
    expect(() => withKey((stack) => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC }))).toThrow('is for HMAC_256');
    expect(() => withKey((stack) => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.SYMMETRIC_DEFAULT, keyUsage: kms.KeyUsage.ENCRYPT_DECRYPT }))).not.toThrow();
  });

  test('fails where it is of another region', () => {
    expect(() => withKey((stack) => kms.Key.fromKeyArn(stack, 'Key', KEY_ARN.replace('eu-west-1', 'us-east-1')))).toThrow(
      'Stack/Analytics: the KMS key Stack/Key is in region us-east-1, and keys work in their own region alone; give a key of region eu-west-1');
    // not known at synthesis
    expect(() => withKey(importedKey, {}, new Stack(new App(), 'Stack'))).not.toThrow();
  });
});

describe('a key together with what is there already', () => {
  test('encrypts all but the bucket, which stays as it is', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const other = withKey(ownKey, { bucket: s3.Bucket.fromBucketName(stack, 'Lake', 'lake'), forwarders: [LogForwarder.s3({ prefix: 'vendor/' })] }, stack);
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
    for (const type of ['AWS::Logs::LogGroup', 'AWS::KinesisFirehose::DeliveryStream', 'AWS::Athena::WorkGroup']) {
      const made = resources(other.template(), type).filter(([, { DeliveryStreamName }]) => !DeliveryStreamName);
      expect(made.map(([, properties]) => KEY_OF[type](properties))).toEqual(made.map(() => key));
    }
    for (const [, { ExtendedS3DestinationConfiguration }] of resources(other.template(), 'AWS::KinesisFirehose::DeliveryStream')) {
      expect(ExtendedS3DestinationConfiguration.EncryptionConfiguration).toBeUndefined();
    }
    // who puts records on the forwarder's stream needs its key
    for (const role of ['AnalyticsEnrichmentRole', 'AnalyticsReplayRole']) {
      expect(statementsOf(other.template(), role)).toContainEqual({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key });
    }
    expect(statementsOf(other.template(), 'AnalyticsDeliveryStreamRole').filter((statement) => JSON.stringify(statement).includes('kms:'))).toEqual([]);
  });

  test('is for results alone what the role needs of it, and the bucket\'s own key for the rest', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const bucket = new s3.Bucket(stack, 'Lake', { encryptionKey: new kms.Key(stack, 'LakeKey') });
    const { template } = withKey(ownKey, { bucket, dashboardOwners: [QuickSightPrincipal.user('ann')] }, stack);
    const use = (key: string, Action: unknown) => ({ Effect: 'Allow', Action, Resource: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${key}[0-9A-F]{8}$`)), 'Arn'] } });
    expect(statementsOf(template(), 'AnalyticsDashboardDataSourceRole').filter((statement) => JSON.stringify(statement).includes('kms:')))
      .toEqual([use('LakeKey', 'kms:Decrypt'), use('Key', ['kms:Decrypt', 'kms:GenerateDataKey'])]);
    expect(statementsOf(template(), 'AnalyticsDeliveryStreamRole')).toContainEqual(use('LakeKey', ['kms:Decrypt', 'kms:GenerateDataKey']));
  });

  test('encrypts no stream that is given', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const deliveryStream = firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Stream', 'amazon-apigateway-mine');
    const { analytics, template } = withKey(ownKey, { bucket: s3.Bucket.fromBucketName(stack, 'Lake', 'lake'), deliveryStream }, stack);
    analytics.attachTo(restApi(stack).deploymentStage);
    template().resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 0);
    template().allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
  });

  test('is given to parts one by one', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const [encryptionKey, bucket] = [ownKey(stack), new s3.Bucket(stack, 'Bucket')];
    const directory = new ApiKeyDirectory(stack, 'Directory', { bucket, encryptionKey });
    new EnrichmentFunction(stack, 'Enrichment', { directory, encryptionKey, forwarders: [LogForwarder.s3({ prefix: 'vendor/' })] });
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
    template.resourceCountIs('AWS::Logs::LogGroup', 3);
    template.allResourcesProperties('AWS::KinesisFirehose::DeliveryStream', { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK' } });
    expect(policyOf(template)).toHaveLength(1);
  });
});

test('without a key no example has anything of KMS but what it makes itself', () => {
  for (const [name, make] of Object.entries(APPS).filter(([app]) => !['every option', 'operations.ts', 'own-stream.ts', 'standalone'].includes(app))) {
    const app = new App();
    make(app);
    const kinds = app.node.findAll().filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct))
      .filter((resource) => /KmsKey|CUSTOMER_MANAGED_CMK|kms:/.test(JSON.stringify(Stack.of(resource).resolve((resource as any)._toCloudFormation()))));
    expect([name, kinds.map(({ node }) => node.path)]).toEqual([name, []]);
  }
});

import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, test } from 'vitest';
import { apiable, below, bucketArn, http, moesif, openObserve, propertiesOf, SECRET_VALUE, settingsIn, streamArn, vendorsIn } from './vendors';
import { LogForwarder } from '../../../src';
import { analyticsIn, statementsOf } from '../../stack';

describe('the enrichment function', () => {
  const put = (name: string, folder: string) => [
    { Effect: 'Allow', Action: 'firehose:PutRecordBatch', Resource: streamArn(name) },
    { Effect: 'Allow', Action: 's3:PutObject', Resource: below(`errors/forwarders/${folder}/`) },
  ];

  test('may put to the streams of its forwarders and park in their folders, and nothing else that is new', () => {
    const without = statementsOf(analyticsIn().template(), 'AnalyticsEnrichmentRole');
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(openObserve(secret));
    analytics.addForwarder(moesif(secret, 'moesif-eu'));
    analytics.addForwarder(apiable());
    expect(statementsOf(template(), 'AnalyticsEnrichmentRole')).toEqual([
      ...without, ...put('openobserve', 'openobserve'), ...put('moesifeu', 'moesif-eu'), ...put('apiable', 'apiable'),
    ]);
  });

  test('may not put to the stream of the analytics, nor to any by a star', () => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(moesif(secret));
    const resources = (statementsOf(template(), 'AnalyticsEnrichmentRole') as { Action: string; Resource: unknown }[])
      .filter(({ Action }) => Action === 'firehose:PutRecordBatch').map(({ Resource }) => Resource);
    expect(resources).toEqual([streamArn('moesif')]);
    expect(JSON.stringify(statementsOf(template(), 'AnalyticsEnrichmentRole'))).not.toMatch(/firehose:(?!PutRecordBatch)|"\*"|AnalyticsDeliveryStream/);
  });

  test('parks in the folder of errors that is given', () => {
    const { analytics, template } = vendorsIn({ errorsPrefix: 'usage/failed/', logsPrefix: 'usage/logs/' });
    analytics.addForwarder(apiable());
    expect(statementsOf(template(), 'AnalyticsEnrichmentRole')).toContainEqual({ Effect: 'Allow', Action: 's3:PutObject', Resource: below('usage/failed/forwarders/apiable/') });
    expect(settingsIn(template())).toMatchObject([{ errorsPrefix: 'usage/failed/forwarders/apiable/' }]);
  });

  test('is as before without forwarders: no variable, no permission', () => {
    const { template } = analyticsIn({ forwarders: [] });
    expect(Object.keys(propertiesOf(template(), 'AWS::Lambda::Function', 'AnalyticsEnrichmentFunction').Environment.Variables)).toEqual(['BUCKET_NAME', 'COLUMNS']);
    expect(statementsOf(template(), 'AnalyticsEnrichmentRole')).toEqual([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsEnrichmentLogGroup/), 'Arn'] } },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [bucketArn, '/directory/api_keys/api-keys.ndjson']] } },
    ]);
    template().resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
    template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
    template().resourceCountIs('AWS::Logs::MetricFilter', 0);
    expect(JSON.stringify(template().toJSON())).not.toMatch(/orwarder/);
    expect(template().toJSON()).toEqual(analyticsIn().template().toJSON());
  });

  test('may use the key of the bucket to park', () => {
    const stack = new Stack(new App(), 'Stack');
    const { analytics, template } = vendorsIn({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
    const usesOf = () => (statementsOf(template(), 'AnalyticsEnrichmentRole') as { Action: string | string[]; Resource: unknown }[])
      .filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
    analytics.addForwarder(apiable());
    expect(usesOf()).toContainEqual({ Effect: 'Allow', Action: expect.arrayContaining(['kms:GenerateDataKey', 'kms:Decrypt']), Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } });
    expect(JSON.stringify(usesOf())).not.toMatch(/kms:(?!Decrypt|GenerateDataKey)/);
  });
});

describe('secrets', () => {
  const forwarders = [openObserve, moesif, http];

  test.each(forwarders)('are named in the template by their ARN alone: %o', (forwarder) => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(forwarder(secret));
    const [{ Properties: { HttpEndpointDestinationConfiguration } }] = Object.values(template().findResources('AWS::KinesisFirehose::DeliveryStream', {
      Properties: { HttpEndpointDestinationConfiguration: Match.anyValue() },
    }));
    expect(HttpEndpointDestinationConfiguration.SecretsManagerConfiguration).toEqual({
      Enabled: true,
      SecretARN: { Ref: expect.stringMatching(/^Secret/) },
      RoleARN: { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsEnrichmentForwarder\w+Role/), 'Arn'] },
    });
    // the value stands in the resource of the secret itself, because it was given there
    const others = { ...template().toJSON().Resources };
    delete others[Object.keys(template().findResources('AWS::SecretsManager::Secret'))[0]];
    expect(JSON.stringify(others)).not.toMatch(new RegExp(`AccessKey|resolve:|${SECRET_VALUE}`));
  });

  test.each(forwarders)('are read by the role of the stream, and by no other: %o', (forwarder) => {
    const { secret, stack, analytics, template } = vendorsIn();
    new secretsmanager.Secret(stack, 'Other');
    analytics.addForwarder(forwarder(secret));
    analytics.addForwarder(apiable());
    const policies = Object.entries(template().findResources('AWS::IAM::Policy')).filter(([, { Properties }]) => JSON.stringify(Properties).includes('secretsmanager:'));
    expect(policies.map(([, { Properties: { Roles, PolicyDocument: { Statement } } }]) => [Roles, Statement])).toEqual([[
      [{ Ref: expect.stringMatching(/^AnalyticsEnrichmentForwarder(?!apiable)\w+Role/) }],
      [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: expect.stringMatching(/^Secret/) } }],
    ]]);
    // a stream that is there before its policy fails to begin
    const [{ DependsOn }] = Object.values(template().findResources('AWS::KinesisFirehose::DeliveryStream', {
      Properties: { HttpEndpointDestinationConfiguration: Match.anyValue() },
    }));
    expect(DependsOn).toContain(policies[0][0]);
  });

  test('that are encrypted with a key let the role of the stream decrypt them', () => {
    const { stack, analytics, template } = vendorsIn();
    const key = new kms.Key(stack, 'SecretKey');
    analytics.addForwarder(moesif(new secretsmanager.Secret(stack, 'Encrypted', { encryptionKey: key })));
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwardermoesifRole')).toContainEqual({
      Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SecretKey/), 'Arn'] },
    });
    expect(JSON.stringify(propertiesOf(template(), 'AWS::KMS::Key', 'SecretKey'))).not.toContain('moesif');
  });

  test('whose key is of another stack leave that stack as it is', () => {
    const { stack, analytics, template } = vendorsIn();
    const other = new Stack(stack.node.root as App, 'Keys', { env: { account: stack.account, region: stack.region } });
    const secret = new secretsmanager.Secret(other, 'Encrypted', { encryptionKey: new kms.Key(other, 'SecretKey') });
    analytics.addForwarder(moesif(secret));
    expect(() => template()).not.toThrow();
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwardermoesifRole')).toContainEqual({
      Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::ImportValue': expect.stringMatching(/SecretKey/) },
    });
  });

  test('can be imported', () => {
    const { stack, analytics, template } = vendorsIn();
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:moesif-AbCdEf';
    analytics.addForwarder(moesif(secretsmanager.Secret.fromSecretCompleteArn(stack, 'Imported', arn)));
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwardermoesifRole')).toContainEqual({
      Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: arn,
    });
  });
});

describe('the role of a forwarder\'s stream', () => {
  const deliver = (folder: string, bucket: unknown = bucketArn) => [
    { Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: bucket },
    { Effect: 'Allow', Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], Resource: { 'Fn::Join': ['', [bucket, `/${folder}*`]] } },
  ];
  const log = (name: string) => ({ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^AnalyticsEnrichmentForwarder${name}LogGroup`)), 'Arn'] } });

  test('writes to its own folder of errors, and to its own log', () => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(moesif(secret));
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwardermoesifRole').slice(0, 3)).toEqual([...deliver('errors/forwarders/moesif/'), log('moesif')]);
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwardermoesifRole')).toHaveLength(4);
  });

  test('writes to the folder that it delivers to, also of another bucket', () => {
    const { stack, analytics, template } = vendorsIn();
    analytics.addForwarder(apiable());
    analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/', bucket: new s3.Bucket(stack, 'Theirs') }));
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwarderapiableRole')).toEqual([...deliver('apiable/aws/logs/'), log('apiable')]);
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwarders3Role')).toEqual([...deliver('vendor/', { 'Fn::GetAtt': [expect.stringMatching(/^Theirs/), 'Arn'] }), log('s3')]);
  });

  test('may use the key of the bucket that it writes to', () => {
    const stack = new Stack(new App(), 'Stack');
    const { secret, analytics, template } = vendorsIn({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
    analytics.addForwarder(moesif(secret));
    analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/', bucket: new s3.Bucket(stack, 'Theirs', { encryptionKey: new kms.Key(stack, 'TheirKey') }) }));
    const use = (key: string) => ({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${key}`)), 'Arn'] } });
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwardermoesifRole')).toContainEqual(use('Key'));
    expect(statementsOf(template(), 'AnalyticsEnrichmentForwarders3Role')).toContainEqual(use('TheirKey'));
    const encryption = (key: string) => ({ KMSEncryptionConfig: { AWSKMSKeyARN: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${key}`)), 'Arn'] } } });
    const streams = template().findResources('AWS::KinesisFirehose::DeliveryStream');
    const of = (name: string) => Object.entries(streams).find(([id]) => id.startsWith(`AnalyticsEnrichmentForwarder${name}`))![1].Properties;
    expect(of('moesif').HttpEndpointDestinationConfiguration.S3Configuration.EncryptionConfiguration).toEqual(encryption('Key'));
    expect(of('s3').ExtendedS3DestinationConfiguration.EncryptionConfiguration).toEqual(encryption('TheirKey'));
  });
});

test('three forwarders work in China and in GovCloud, and name no region or account', () => {
  for (const region of ['cn-north-1', 'us-gov-west-1']) {
    const { secret, analytics, template } = vendorsIn({}, new Stack(new App(), 'Stack', { env: { region, account: '111122223333' } }));
    [openObserve(secret), moesif(secret), apiable()].forEach((forwarder) => analytics.addForwarder(forwarder));
    expect(JSON.stringify(template().toJSON())).not.toContain('arn:aws:');
  }
  const { secret, analytics, stack } = vendorsIn();
  [openObserve(secret), moesif(secret)].forEach((forwarder) => analytics.addForwarder(forwarder));
  expect(JSON.stringify(Template.fromStack(stack).toJSON().Resources)).not.toMatch(/arn:aws|us-east-1|:\d{12}:/);
});

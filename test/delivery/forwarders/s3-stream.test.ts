import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { apiable, bucketArn, propertiesOf, settingsIn, VENDOR_ACCOUNT, vendorsIn } from './vendors';
import { AbsentValue, LogForwarder, RecordLayout, S3ForwarderProps } from '../../../src';
import { restApi, statementsOf } from '../../stack';

const vendor = new iam.AccountPrincipal(VENDOR_ACCOUNT);
const root = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${VENDOR_ACCOUNT}:root`]] } };

function destinationIn(template: Template, name: string) {
  return propertiesOf(template, 'AWS::KinesisFirehose::DeliveryStream', `AnalyticsEnrichmentForwarder${name}`).ExtendedS3DestinationConfiguration;
}

describe('a stream to S3', () => {
  test('delivers compressed lines to a folder of the analytics\' bucket', () => {
    const { analytics, template } = vendorsIn();
    analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/records/' }));
    expect(propertiesOf(template(), 'AWS::KinesisFirehose::DeliveryStream', 'AnalyticsEnrichmentForwarders3')).toMatchObject({
      DeliveryStreamType: 'DirectPut', DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
    });
    expect(destinationIn(template(), 's3')).toEqual({
      BucketARN: bucketArn,
      Prefix: 'vendor/records/',
      CompressionFormat: 'GZIP',
      BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 128 },
      RoleARN: { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsEnrichmentForwarders3Role/), 'Arn'] },
      CloudWatchLoggingOptions: { Enabled: true, LogGroupName: { Ref: expect.stringMatching(/^AnalyticsEnrichmentForwarders3LogGroup/) }, LogStreamName: expect.anything() },
    });
    expect(settingsIn(template())).toEqual([{
      name: 's3',
      streamName: expect.stringMatching(/^AnalyticsEnrichmentForwarders3Stream/),
      errorsPrefix: 'errors/forwarders/s3/',
      severalLines: true,
      layout: { fields: [], others: true, absent: 'omitted', time: 'iso_8601' },
      filter: {},
    }]);
  });

  test('delivers to another bucket, in another layout, as it is told', () => {
    const { stack, analytics, template } = vendorsIn();
    const bucket = new s3.Bucket(stack, 'Theirs');
    analytics.addForwarder(LogForwarder.s3({
      prefix: 'logs/',
      bucket,
      compressed: false,
      bufferingInterval: Duration.seconds(0),
      bufferingSize: Size.mebibytes(1),
      name: 'own',
      layout: RecordLayout.of({ fields: { code: 'status' }, absentValue: AbsentValue.NULL }),
      filter: { share: 0.1, stages: ['prod'] },
    }));
    expect(destinationIn(template(), 'own')).toMatchObject({
      BucketARN: { 'Fn::GetAtt': [expect.stringMatching(/^Theirs/), 'Arn'] },
      Prefix: 'logs/', // that of another bucket is free
      CompressionFormat: 'UNCOMPRESSED',
      BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 1 },
    });
    expect(settingsIn(template())).toMatchObject([{ name: 'own', layout: { fields: [['code', 'status']], absent: 'null' }, filter: { share: 0.1, stages: ['prod'] } }]);
    // what the stream does not take is parked in the analytics' bucket all the same
    expect(JSON.stringify(statementsOf(template(), 'AnalyticsEnrichmentRole'))).not.toContain('Theirs');
  });

  const at = 'Stack/Analytics/Enrichment/Forwarder-s3: ';
  test.each<[Partial<S3ForwarderProps>, string]>([
    [{ prefix: 'vendor' }, `${at}'prefix' is 'vendor', and a folder is needed: letters, digits and _ . = - between slashes, with one at its end`],
    [{ prefix: '' }, `${at}'prefix' is '', and a folder is needed`],
    [{ prefix: '/vendor/' }, 'and a folder is needed'],
    [{ prefix: 'vendor/!{timestamp:yyyy}/' }, 'and a folder is needed'],
    [{ prefix: 'logs/vendor/' }, `${at}'prefix' is 'logs/vendor/', and overlaps 'logs/', which holds something else; give it a folder of its own`],
    [{ prefix: 'errors/forwarders/s3/' }, `${at}'prefix' is 'errors/forwarders/s3/', and overlaps 'errors/', which holds something else; give it a folder of its own`],
    [{ prefix: 'athena/' }, 'overlaps \'athena/\''],
    [{ prefix: 'directory/' }, 'overlaps \'directory/api_keys/\''],
    [{ bufferingInterval: Duration.seconds(901) }, `${at}bufferingInterval is 901 seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(900)`],
    [{ bufferingSize: Size.mebibytes(129) }, `${at}bufferingSize is 129 MiB, and Firehose takes whole mebibytes from 1 to 128 for JSON; give Size.mebibytes(128)`],
  ])('fails for %o', (props, sentence) => {
    const { analytics } = vendorsIn();
    expect(() => analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/', ...props }))).toThrow(sentence);
  });

  test('fails for the folders of the analytics, wherever those are', () => {
    const { analytics } = vendorsIn({ logsPrefix: 'usage/logs/', errorsPrefix: 'usage/errors/' });
    expect(() => analytics.addForwarder(LogForwarder.s3({ prefix: 'usage/' }))).toThrow('\'prefix\' is \'usage/\', and overlaps \'usage/logs/\', which holds something else');
    expect(() => analytics.addForwarder(LogForwarder.s3({ prefix: 'usage/errors/', name: 'two' }))).toThrow('overlaps \'usage/errors/\'');
    expect(() => analytics.addForwarder(LogForwarder.s3({ prefix: 'logs/', name: 'three' }))).not.toThrow();
  });
});

describe('readers of another account', () => {
  const list = (bucket: unknown) => ({
    Effect: 'Allow', Action: 's3:ListBucket', Principal: root, Resource: bucket, Condition: { StringLike: { 's3:prefix': ['vendor/*'] } },
  });
  const read = (bucket: unknown) => ({ Effect: 'Allow', Action: 's3:GetObject', Principal: root, Resource: { 'Fn::Join': ['', [bucket, '/vendor/*']] } });

  test('may list the folder and read below it, by the policy of the bucket, and nothing else', () => {
    const { analytics, template } = vendorsIn();
    analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/', readers: [vendor] }));
    const { PolicyDocument: { Statement } } = propertiesOf(template(), 'AWS::S3::BucketPolicy', 'AnalyticsBucket');
    expect(Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')).toEqual([list(bucketArn), read(bucketArn)]);
  });

  test('may so in another bucket, and not in that of the analytics', () => {
    const { stack, analytics, template } = vendorsIn();
    analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/', readers: [vendor], bucket: new s3.Bucket(stack, 'Theirs') }));
    const theirs = { 'Fn::GetAtt': [expect.stringMatching(/^Theirs/), 'Arn'] };
    expect(propertiesOf(template(), 'AWS::S3::BucketPolicy', 'Theirs').PolicyDocument.Statement).toEqual([list(theirs), read(theirs)]);
    expect(JSON.stringify(propertiesOf(template(), 'AWS::S3::BucketPolicy', 'AnalyticsBucket'))).not.toContain(VENDOR_ACCOUNT);
  });

  test('may decrypt, by the policy of the key, where there is one', () => {
    const stack = new Stack(new App(), 'Stack');
    const { analytics, template } = vendorsIn({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
    analytics.addForwarder(apiable());
    const { KeyPolicy: { Statement } } = propertiesOf(template(), 'AWS::KMS::Key', 'Key');
    expect(Statement.filter(({ Principal }: { Principal: unknown }) => JSON.stringify(Principal).includes(VENDOR_ACCOUNT)))
      .toEqual([{ Effect: 'Allow', Action: 'kms:Decrypt', Principal: root, Resource: '*' }]);
  });

  test('can be roles of this account, by their own policy', () => {
    const { stack, analytics, template } = vendorsIn();
    analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/', readers: [new iam.Role(stack, 'Reader', { assumedBy: vendor })] }));
    expect(statementsOf(template(), 'Reader')).toEqual([
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn, Condition: { StringLike: { 's3:prefix': ['vendor/*'] } } },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [bucketArn, '/vendor/*']] } },
    ]);
  });

  test('fail at a bucket or a key that is imported, whose policy is not known here', () => {
    const at = 'Stack/Analytics/Enrichment/Forwarder-s3: ';
    const add = (bucketIn: (stack: Stack) => s3.IBucket) => () => {
      const { stack, analytics } = vendorsIn();
      analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/', readers: [vendor], bucket: bucketIn(stack) }));
    };
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/k';
    const imported = add((stack) => s3.Bucket.fromBucketName(stack, 'Imported', 'their-bucket'));
    expect(imported).toThrow(`${at}nobody else can be let into the bucket Stack/Imported, whose policy is not of this app; allow s3:ListBucket on the bucket and s3:GetObject on 'vendor/*' by that policy, and name no reader here`);
    expect(add((stack) => new s3.Bucket(stack, 'Theirs', { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', key) }))).toThrow(
      `${at}nobody else can be let use the KMS key Stack/Key, whose policy is not of this app; allow kms:Decrypt, s3:ListBucket and s3:GetObject by the policies of the key and of the bucket, and name no reader here`);
    expect(add((stack) => new s3.Bucket(stack, 'Theirs', { encryptionKey: new kms.Key(stack, 'Key') }))).not.toThrow();
    expect(add((stack) => s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Cfn')))).not.toThrow();
  });

  test('read no folder that another forwarder writes to, and a forwarder that failed can be added in another way', () => {
    const { analytics } = vendorsIn();
    analytics.addForwarder(apiable());
    const add = (prefix: string) => () => analytics.addForwarder(LogForwarder.s3({ prefix }));
    for (const prefix of ['apiable/', 'apiable/aws/logs/', 'apiable/aws/logs/more/']) {
      expect(add(prefix)).toThrow(`Forwarder-s3: 'prefix' is '${prefix}', and overlaps 'apiable/aws/logs/', which holds something else; give it a folder of its own`);
    }
    expect(add('vendor/')).not.toThrow();
  });

  test('are not needed for a bucket that is imported', () => {
    const { stack, analytics, template } = vendorsIn();
    const bucket = s3.Bucket.fromBucketName(stack, 'Imported', 'their-bucket');
    analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor/', bucket, readers: [] }));
    analytics.addForwarder(LogForwarder.s3({ prefix: 'vendor2/', bucket, readers: [new iam.Role(stack, 'Reader', { assumedBy: vendor })], name: 'role' }));
    expect(template).not.toThrow();
  });
});

describe('Apiable', () => {
  test('gets plain lines in its folder, and may read it', () => {
    const { analytics, template } = vendorsIn();
    analytics.addForwarder(apiable());
    expect(destinationIn(template(), 'apiable')).toMatchObject({
      Prefix: 'apiable/aws/logs/', CompressionFormat: 'UNCOMPRESSED', BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 128 },
    });
    const { PolicyDocument: { Statement } } = propertiesOf(template(), 'AWS::S3::BucketPolicy', 'AnalyticsBucket');
    expect(Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')).toEqual([
      { Effect: 'Allow', Action: 's3:ListBucket', Principal: root, Resource: bucketArn, Condition: { StringLike: { 's3:prefix': ['apiable/aws/logs/*'] } } },
      { Effect: 'Allow', Action: 's3:GetObject', Principal: root, Resource: { 'Fn::Join': ['', [bucketArn, '/apiable/aws/logs/*']] } },
    ]);
    expect(settingsIn(template())).toMatchObject([{ name: 'apiable', severalLines: true, layout: { absent: 'dash', time: 'epoch_milliseconds', text: true } }]);
  });

  test('gets its folder elsewhere', () => {
    const { stack, analytics, template } = vendorsIn();
    analytics.addForwarder(apiable({ prefix: 'for-apiable/', bucket: new s3.Bucket(stack, 'Theirs'), bufferingInterval: Duration.seconds(60) }));
    expect(destinationIn(template(), 'apiable')).toMatchObject({
      Prefix: 'for-apiable/', BucketARN: { 'Fn::GetAtt': [expect.stringMatching(/^Theirs/), 'Arn'] }, BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 128 },
    });
  });

  test.each(['', '12345678901', '1234567890123', '4444-5555-6666', 'arn:aws:iam::444455556666:root', ' 444455556666', '444455556666\n'])('fails for the account %j', (accountId) => {
    expect(() => apiable({ accountId })).toThrow(`LogForwarder.apiable(): accountId is '${accountId}', and an AWS account has 12 digits; give the one that Apiable tells you`);
  });

  const added = [['apiable_plan_id', '$context.authorizer.apiable_plan_id'], ['apiable_subscription_id', '$context.authorizer.apiable_subscription_id']];
  test.each([false, true])('has its two columns in the log format of each stage, in the table and in the enrichment (added last: %s)', (last) => {
    const { stack, analytics, template } = vendorsIn(last ? {} : { forwarders: [apiable()] });
    ['One', 'Two'].forEach((id) => analytics.attachTo(restApi(stack, id).deploymentStage));
    if (last) {
      analytics.addForwarder(apiable());
    }
    const stages = Object.values(template().findResources('AWS::ApiGateway::Stage'));
    expect(stages).toHaveLength(2);
    for (const { Properties: { AccessLogSetting: { Format } } } of stages) {
      expect(JSON.parse(Format)).toMatchObject(Object.fromEntries(added));
    }
    template().hasResourceProperties('AWS::Glue::Table', {
      TableInput: { Name: 'logs', StorageDescriptor: { Columns: Match.arrayWith(added.map(([Name]) => Match.objectLike({ Name, Type: 'string' }))) } },
    });
    expect(propertiesOf(template(), 'AWS::Lambda::Function', 'AnalyticsEnrichmentFunction').Environment.Variables.COLUMNS)
      .toBe(JSON.stringify(added.map(([name, expression]) => [name, 'string', expression])));
  });

  test('adds its columns once, and shares those that are there already', () => {
    const { stack, analytics, template } = vendorsIn({ columns: RecordLayout.apiable().columns });
    analytics.addForwarder(apiable());
    analytics.addForwarder(apiable({ name: 'apiable-two', prefix: 'two/' }));
    analytics.attachTo(restApi(stack).deploymentStage);
    expect(JSON.stringify(template().toJSON()).match(/\$context\.authorizer\.apiable_plan_id\\*"/g)).toHaveLength(2); // the format, and COLUMNS
  });
});

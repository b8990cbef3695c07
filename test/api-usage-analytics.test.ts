import { App, CfnParameter, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { AccessLogColumn, ApiUsageAnalytics, CustomerIdentity, DatasetImportMode, QuickSightPrincipal } from '../src';
import { analyticsIn, restApi, statementsOf } from './stack';

describe('usage analytics', () => {
  test('need no properties', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.attachTo(restApi(stack).deploymentStage);
    for (const type of ['AWS::KinesisFirehose::DeliveryStream', 'AWS::Glue::Database', 'AWS::Athena::WorkGroup', 'AWS::Scheduler::Schedule']) {
      template().resourceCountIs(type, 1);
    }
  });

  test('make a dashboard only where somebody is to see it', () => {
    expect(analyticsIn().analytics.dashboard).toBeUndefined();
    const { analytics, template } = analyticsIn({ dashboardOwners: [QuickSightPrincipal.group('analysts')] });
    expect(analytics.dashboard).toBeDefined();
    template().resourceCountIs('AWS::QuickSight::Dashboard', 1);
  });

  test('hand each property to its part', () => {
    const { template } = analyticsIn({
      customerIdentity: CustomerIdentity.apiKeyTag('customer'),
      directoryRefreshInterval: Duration.minutes(30),
      dashboardOwners: [QuickSightPrincipal.user('ann')],
      dashboardViewers: [QuickSightPrincipal.group('readers')],
      dashboardName: 'Who calls what',
      quickSightIdentityRegion: 'eu-central-1',
      datasetImportMode: DatasetImportMode.SPICE,
    });
    template().hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { CUSTOMER_IDENTITY: 'tag:customer' } } });
    template().hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(30 minutes)' });
    template().hasResourceProperties('AWS::QuickSight::DataSet', { ImportMode: 'SPICE' });
    template().hasResourceProperties('AWS::QuickSight::Dashboard', { Name: 'Who calls what' });
    const [{ Properties }] = Object.values(template().findResources('AWS::QuickSight::Dashboard'));
    expect(JSON.stringify(Properties.Permissions.map(({ Principal }: { Principal: unknown }) => Principal)))
      .toMatch(/:quicksight:eu-central-1:.*:user\/default\/ann.*:quicksight:eu-central-1:.*:group\/default\/readers/);
  });

  test('fail for viewers without an owner', () => {
    expect(() => analyticsIn({ dashboardViewers: [QuickSightPrincipal.group('readers')] })).toThrow('Stack/Analytics/Dashboard: the dashboard or its datasets have no owner');
  });

  test.each([{ datasetImportMode: DatasetImportMode.SPICE }, { dashboardName: 'x' }, { quickSightIdentityRegion: 'eu-central-1' }])(
    'fail for %o without a dashboard', (props) => {
      expect(() => analyticsIn(props)).toThrow(`Stack/Analytics: '${Object.keys(props)[0]}' has no effect, because there is no dashboard`);
    });

  test('fail for a property of a dashboard that is not made', () => {
    expect(() => analyticsIn({ datasetImportMode: DatasetImportMode.SPICE }))
      .toThrow('Stack/Analytics: \'datasetImportMode\' has no effect, because there is no dashboard; leave it out, or give dashboardOwners');
  });

  test('use a delivery stream that is there already, and make none', () => {
    const stack = new Stack(new App(), 'Stack');
    const deliveryStream = firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Given', 'amazon-apigateway-given');
    const { analytics, template } = analyticsIn({ deliveryStream, bucket: s3.Bucket.fromBucketName(stack, 'Logs', 'logs') }, stack);
    analytics.attachTo(restApi(stack).deploymentStage);
    expect(analytics.deliveryStream.deliveryStream).toBe(deliveryStream);
    template().resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 0);
    template().hasResourceProperties('AWS::ApiGateway::Stage', {
      AccessLogSetting: { DestinationArn: { 'Fn::Join': ['', Match.arrayWith([':deliverystream/amazon-apigateway-given'])] } },
    });
  });

  test('fail for an imported delivery stream without the bucket that it delivers to', () => {
    const stack = new Stack(new App(), 'Stack');
    const deliveryStream = firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Given', 'amazon-apigateway-given');
    expect(() => analyticsIn({ deliveryStream }, stack))
      .toThrow('Stack/Analytics: the imported delivery stream Stack/Given cannot deliver to a bucket that is made here; give the bucket that it delivers to as well');
  });

  test('fail for a bucket that serves another instance', () => {
    const { stack, analytics, template } = analyticsIn();
    new ApiUsageAnalytics(stack, 'Other', { bucket: analytics.bucket });
    expect(template).toThrow('the bucket Stack/Analytics/Bucket serves Stack/Analytics already, and would mix its records and directory with those of Stack/Other');
  });

  test('run every function on arm64, with a log group of its own that does not grow for ever', () => {
    const { template } = analyticsIn();
    for (const { Properties } of Object.values(template().findResources('AWS::Lambda::Function'))) {
      expect(Properties).toMatchObject({ Architectures: ['arm64'], LoggingConfig: { LogGroup: expect.anything() } });
    }
    for (const { Properties } of Object.values(template().findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBeGreaterThan(0);
    }
  });

  test('name no partition, region or account literally', () => {
    const { stack, analytics, template } = analyticsIn({ dashboardOwners: [QuickSightPrincipal.user('ann')] });
    analytics.attachTo(restApi(stack).deploymentStage);
    expect(JSON.stringify(template().toJSON().Resources)).not.toMatch(/arn:aws|us-east-1|:\d{12}:/);
  });

  test('work in China and in GovCloud', () => {
    for (const region of ['cn-north-1', 'us-gov-west-1']) {
      const stack = new Stack(new App(), 'Stack', { env: { region, account: '111122223333' } });
      const { analytics, template } = analyticsIn({}, stack);
      analytics.attachTo(restApi(stack).deploymentStage);
      expect(JSON.stringify(template().toJSON())).not.toContain('arn:aws:');
    }
  });

  test('can be in one stack twice', () => {
    const stack = new Stack(new App(), 'Stack');
    const streams = ['One', 'Two'].map((id) => new ApiUsageAnalytics(stack, id, { dashboardOwners: [QuickSightPrincipal.user('ann')] }).deliveryStream);
    Template.fromStack(stack).resourceCountIs('AWS::QuickSight::Dashboard', 2);
    expect(streams[0].deliveryStreamName).not.toBe(streams[1].deliveryStreamName);
  });

  test('keep the places of what holds data', () => {
    const { template } = analyticsIn();
    const ids = (type: string) => Object.keys(template().findResources(type)).sort();
    expect({
      bucket: ids('AWS::S3::Bucket'),
      stream: ids('AWS::KinesisFirehose::DeliveryStream'),
      database: ids('AWS::Glue::Database'),
      tables: ids('AWS::Glue::Table'),
    }).toMatchInlineSnapshot(`
      {
        "bucket": [
          "AnalyticsBucketF3CB46A2",
        ],
        "database": [
          "AnalyticsCatalogDatabaseC96A745A",
        ],
        "stream": [
          "AnalyticsDeliveryStream1C621F72",
        ],
        "tables": [
          "AnalyticsCatalogApiKeysTableE44EB53C",
          "AnalyticsCatalogLogsTable4CCD4315",
        ],
      }
    `);
  });
});

describe('the bucket', () => {
  test('is encrypted, closed to the public and to plain HTTP, and stays', () => {
    const { template } = analyticsIn();
    template().hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        LifecycleConfiguration: {
          Rules: [
            { Id: 'query-results', Prefix: 'athena/', ExpirationInDays: 7, Status: 'Enabled' },
            { Id: 'unfinished-uploads', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' },
            { Id: 'replayed-retention', Prefix: 'replayed/', ExpirationInDays: 30, Status: 'Enabled' },
          ],
        },
      },
    });
    template().hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('forgets logs and failed records after logRetention', () => {
    const { template } = analyticsIn({ logRetention: Duration.days(400) });
    template().hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith(['logs', 'errors'].map((name) => ({ Id: `${name}-retention`, Prefix: `${name}/`, ExpirationInDays: 400, Status: 'Enabled' }))),
      },
    });
  });

  test('is emptied and deleted with RemovalPolicy.DESTROY', () => {
    const { template } = analyticsIn({ removalPolicy: RemovalPolicy.DESTROY });
    template().hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
    template().resourceCountIs('Custom::S3AutoDeleteObjects', 1);
  });

  test('is encrypted with a key that is given', () => {
    const stack = new Stack(new App(), 'Stack');
    const { template } = analyticsIn({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
    template().hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } },
        }],
      },
    });
  });

  test('can be one that is there already: imported, of another stack, with a name that is not known yet', () => {
    const buckets: ((stack: Stack) => s3.IBucket)[] = [
      (stack) => s3.Bucket.fromBucketName(stack, 'Imported', 'data-lake'),
      (stack) => s3.Bucket.fromBucketName(stack, 'Parameter', new CfnParameter(stack, 'Name').valueAsString),
      (stack) => new s3.Bucket(new Stack(stack.node.root as App, 'Other'), 'Bucket', { encryption: s3.BucketEncryption.KMS }),
    ];
    for (const bucketIn of buckets) {
      const stack = new Stack(new App(), 'Stack');
      const { analytics, template } = analyticsIn({ bucket: bucketIn(stack) }, stack);
      analytics.attachTo(restApi(stack).deploymentStage);
      template().resourceCountIs('AWS::S3::Bucket', 0);
      template().resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
    }
  });

  test('fails for a logRetention that is no Duration', () => {
    expect(() => analyticsIn({ logRetention: 90 as unknown as Duration })).toThrow('Stack/Analytics: logRetention is 90, and a Duration is expected; give one such as Duration.days(90)');
    expect(() => analyticsIn({ logRetention: 0 as unknown as Duration })).toThrow('give one such as Duration.days(30)');
  });

  test('fails for a logRetention of parts of a day', () => {
    expect(() => analyticsIn({ logRetention: Duration.hours(1) })).toThrow('Stack/Analytics: logRetention is 1 hour, and S3 counts whole days; give Duration.days(1)');
    expect(() => analyticsIn({ logRetention: Duration.hours(36) })).toThrow('logRetention is 1 day 12 hours, and S3 counts whole days; give Duration.days(2)');
  });

  test('fails for a policy that buckets do not have', () => {
    expect(() => analyticsIn({ removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow('removalPolicy is SNAPSHOT, and a bucket has no snapshots; give RETAIN or DESTROY');
    expect(() => analyticsIn({ logRetention: Duration.days(0) })).toThrow('logRetention is 0 days, and S3 counts whole days; give Duration.days(1)');
  });

  test.each([{ logRetention: Duration.days(3) }, { removalPolicy: RemovalPolicy.DESTROY }])('fails for %o with a bucket that is there already', (props) => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => analyticsIn({ ...props, bucket: s3.Bucket.fromBucketName(stack, 'Mine', 'mine') }, stack))
      .toThrow(`Stack/Analytics: '${Object.keys(props)[0]}' has no effect, because a bucket is given, which stays as it is; leave it out, and set it on that bucket`);
  });
});

describe('the folders', () => {
  test('are the same for all parts, whatever they are called', () => {
    const { stack, analytics, template } = analyticsIn({
      logsPrefix: 'api-usage/logs/', errorsPrefix: 'api-usage/errors/', logRetention: Duration.days(30), dashboardOwners: [QuickSightPrincipal.user('ann')],
    });
    analytics.grantRead(new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountPrincipal('111122223333') }));
    const text = JSON.stringify(template().toJSON());
    expect(text).not.toMatch(/(?<!api-usage)\/(logs|errors)\/[*"]|"(logs|errors)\//);
    for (const place of ['"api-usage/logs/year=!', '"api-usage/errors/logs/!', '"/api-usage/logs/"', '"api-usage/logs/*"', '"/api-usage/logs/*"', '"/api-usage/errors/*"']) {
      expect(text).toContain(place);
    }
    expect(text.match(/"\/api-usage\/logs\/\*"/g)).toHaveLength(4); // stream, crawler, dashboard, reader
    template().hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith(['logs', 'errors'].map((name) => Match.objectLike({ Id: `${name}-retention`, Prefix: `api-usage/${name}/`, ExpirationInDays: 30 }))),
      },
    });
  });

  test.each([
    [{ logsPrefix: '/logs' }, 'Stack/Analytics/Catalog: \'logsPrefix\' is \'/logs\', and a folder is needed: letters, digits and _ . = - between slashes, with one at its end; write it as in \'api-usage/logs/\''],
    [{ logsPrefix: 'logs/!{timestamp:yyyy}/' }, 'a folder is needed'],
    [{ logsPrefix: 'athena/logs/' }, 'Stack/Analytics/Catalog: \'logsPrefix\' is \'athena/logs/\', and overlaps \'athena/\', which holds something else; give it a folder of its own'],
    [{ errorsPrefix: 'logs/errors/' }, 'Stack/Analytics/DeliveryStream: \'errorsPrefix\' is \'logs/errors/\', and overlaps \'logs/\''],
  ])('fail for %o', (props, sentence) => {
    expect(() => analyticsIn(props)).toThrow(sentence);
  });
});

describe('reading the records', () => {
  test('is granted for the logs alone', () => {
    const { stack, analytics, template } = analyticsIn();
    analytics.grantRead(new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountPrincipal('111122223333') }));
    const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsBucket/), 'Arn'] };
    expect(statementsOf(template(), 'Reader')).toEqual([
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket, Condition: { StringLike: { 's3:prefix': ['logs/*'] } } },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [bucket, '/logs/*']] } },
    ]);
  });

  test('is granted to another account by the bucket\'s policy, with the key', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '999999999999', region: 'eu-west-1' } });
    const { analytics, template } = analyticsIn({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
    analytics.grantRead(new iam.AccountPrincipal('111122223333'));
    const granted = (type: string, document: string) => Object.values(template().findResources(type))
      .flatMap(({ Properties }) => Properties[document].Statement)
      .filter(({ Principal }: { Principal?: unknown }) => JSON.stringify(Principal)?.includes('111122223333'))
      .map(({ Action, Condition }: { Action: unknown; Condition: unknown }) => [Action, Condition]);
    expect(granted('AWS::S3::BucketPolicy', 'PolicyDocument')).toEqual([['s3:ListBucket', { StringLike: { 's3:prefix': ['logs/*'] } }], ['s3:GetObject', undefined]]);
    expect(granted('AWS::KMS::Key', 'KeyPolicy')).toEqual([['kms:Decrypt', undefined]]);
  });
});

describe('the catalog', () => {
  test('is as it is asked for', () => {
    const { template } = analyticsIn({ databaseName: 'api_usage', bytesScannedLimit: Size.gibibytes(1), crawler: false });
    template().hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: 'api_usage' } });
    template().hasResourceProperties('AWS::Athena::WorkGroup', { WorkGroupConfiguration: { BytesScannedCutoffPerQuery: 1024 ** 3 } });
    template().resourceCountIs('AWS::Glue::Crawler', 0);
  });

  test('has its crawler run when it is asked to', () => {
    const { template } = analyticsIn({ crawlerSchedule: Schedule.cron({ minute: '0', hour: '5' }) });
    template().hasResourceProperties('AWS::Glue::Crawler', { Schedule: { ScheduleExpression: 'cron(0 5 * * ? *)' } });
  });
});

describe('columns of your own', () => {
  test('reach the stages, the function and the table', () => {
    const { stack, analytics, template } = analyticsIn({ columns: [AccessLogColumn.integer('seats', '$context.authorizer.seats')] });
    analytics.attachTo(restApi(stack).deploymentStage);
    template().hasResourceProperties('AWS::ApiGateway::Stage', {
      AccessLogSetting: { Format: Match.stringLikeRegexp('"seats":"\\$context\\.authorizer\\.seats"') },
    });
    template().hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { COLUMNS: '[["seats","int","$context.authorizer.seats"]]' } } });
    template().hasResourceProperties('AWS::Glue::Table', {
      TableInput: { StorageDescriptor: { Columns: Match.arrayWith([Match.objectLike({ Name: 'seats', Type: 'int' })]) } },
    });
  });

  test('fails for a name that is given twice', () => {
    const tenant = AccessLogColumn.string('tenant', '$context.authorizer.tenant');
    expect(() => analyticsIn({ columns: [tenant, tenant] }))
      .toThrow('Stack/Analytics: AccessLogColumn \'tenant\': there is a column of that name already; give yours another name, as in \'my_tenant\'');
  });
});

import { App, Duration, Lazy, Size, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import {
  AccessLogColumn, AccessLogDeliveryStream, AccessLogSchema, ApiKeyDirectory, ApiUsageAnalytics, EnrichmentFunction, RecordFormat, UsageCatalog,
} from '../../src';
import { analyticsIn, statementsOf } from '../stack';

const destination = (values: Record<string, unknown>) => ({ ExtendedS3DestinationConfiguration: Match.objectLike(values) });
const logicalId = (prefix: string) => Match.stringLikeRegexp(`^${prefix}`);

describe('the delivery stream', () => {
  test('writes Parquet by the table of the catalog, by the hour of arrival', () => {
    const { template } = analyticsIn();
    template().hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamType: 'DirectPut',
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      ...destination({
        Prefix: 'logs/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/',
        ErrorOutputPrefix: 'errors/logs/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
        BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 128 },
        CompressionFormat: Match.absent(),
        DataFormatConversionConfiguration: {
          Enabled: true,
          SchemaConfiguration: Match.objectLike({ TableName: { Ref: logicalId('AnalyticsCatalogLogsTable') }, RoleARN: { 'Fn::GetAtt': [logicalId('AnalyticsDeliveryStreamRole'), 'Arn'] } }),
          InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
          OutputFormatConfiguration: { Serializer: { ParquetSerDe: Match.anyValue() } },
        },
      }),
    });
  });

  test('writes compressed JSON on request', () => {
    const { template } = analyticsIn({ recordFormat: RecordFormat.JSON, bufferingSize: Size.mebibytes(1), bufferingInterval: Duration.seconds(0) });
    template().hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', destination({
      CompressionFormat: 'GZIP',
      DataFormatConversionConfiguration: Match.absent(),
      BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 1 },
    }));
  });

  test('calls the enrichment with each batch, and tries again', () => {
    const { template } = analyticsIn();
    template().hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', destination({
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [{
          Type: 'Lambda',
          Parameters: Match.arrayWith([
            { ParameterName: 'LambdaArn', ParameterValue: { 'Fn::GetAtt': [logicalId('AnalyticsEnrichmentFunction'), 'Arn'] } },
            { ParameterName: 'BufferIntervalInSeconds', ParameterValue: '60' },
            { ParameterName: 'BufferSizeInMBs', ParameterValue: '1' },
            { ParameterName: 'NumberOfRetries', ParameterValue: '3' },
          ]),
        }],
      },
    }));
  });

  test('has a name that API Gateway takes, unique and known at synthesis', () => {
    const app = new App();
    const long = `Stack${'WithAVeryLongName'.repeat(5)}`;
    const names = [new Stack(app, long), new Stack(app, `${long}2`)].flatMap((stack) => ['One', 'Two'].map((id) => new ApiUsageAnalytics(stack, id).deliveryStream.deliveryStreamName));
    for (const name of names) {
      expect(name).toMatch(/^amazon-apigateway-[A-Za-z0-9_.-]+$/);
      expect(name.length).toBeLessThanOrEqual(64);
      expect(Token.isUnresolved(name)).toBe(false);
    }
    expect(new Set(names).size).toBe(4);
  });

  test('may do what it does, and nothing else', () => {
    const { template } = analyticsIn();
    const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsBucket/), 'Arn'] };
    const below = (prefix: string) => ({ 'Fn::Join': ['', [bucket, `/${prefix}/*`]] });
    const enrichment = { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsEnrichmentFunction/), 'Arn'] };
    const glue = (resource: unknown) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':glue:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, resource]],
    });
    expect(statementsOf(template(), 'AnalyticsDeliveryStreamRole')).toEqual([
      { Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: bucket },
      { Effect: 'Allow', Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], Resource: [below('logs'), below('errors')] },
      { Effect: 'Allow', Action: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'], Resource: [enrichment, { 'Fn::Join': ['', [enrichment, ':$LATEST']] }] },
      { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsDeliveryStreamLogGroup/), 'Arn'] } },
      {
        Effect: 'Allow',
        Action: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
        Resource: [glue(':catalog'), glue(expect.stringMatching(/^:database\/\w+$/)), glue(expect.stringMatching(/^:table\/\w+\/logs$/))],
      },
    ]);
  });

  test('may use the bucket\'s key, where it has one', () => {
    const stack = new Stack(new App(), 'Stack');
    const { template } = analyticsIn({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
    expect(statementsOf(template(), 'AnalyticsDeliveryStreamRole'))
      .toContainEqual({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key });
    template().hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', destination({
      EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: { 'Fn::GetAtt': [logicalId('Key'), 'Arn'] } } },
    }));
  });

  test('takes values that are not known at synthesis', () => {
    const unknown = Lazy.number({ produce: () => 120 });
    expect(() => analyticsIn({ bufferingInterval: Duration.seconds(unknown), bufferingSize: Size.mebibytes(unknown) }).template()).not.toThrow();
  });

  test.each([
    [{ bufferingInterval: Duration.minutes(16) }, 'Stack/Analytics/DeliveryStream: bufferingInterval is 960 seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(900)'],
    [{ bufferingInterval: Duration.millis(1500) }, 'bufferingInterval is 1.5 seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(2)'],
    [{ bufferingSize: Size.mebibytes(63) }, 'Stack/Analytics/DeliveryStream: bufferingSize is 63 MiB, and Firehose takes whole mebibytes from 64 to 128 for Parquet; give Size.mebibytes(64), or RecordFormat.JSON'],
    [{ bufferingSize: Size.gibibytes(1) }, 'bufferingSize is 1024 MiB, and Firehose takes whole mebibytes from 64 to 128 for Parquet; give Size.mebibytes(128)'],
    [{ bufferingSize: Size.mebibytes(129), recordFormat: RecordFormat.JSON }, 'bufferingSize is 129 MiB, and Firehose takes whole mebibytes from 1 to 128 for JSON; give Size.mebibytes(128)'],
    [{ bufferingSize: Size.kibibytes(100), recordFormat: RecordFormat.JSON }, 'and Firehose takes whole mebibytes from 1 to 128 for JSON; give Size.mebibytes(1)'],
    [{ bufferingSize: Size.kibibytes(65 * 1024 + 256) }, 'bufferingSize is 65.25 MiB, and Firehose takes whole mebibytes from 64 to 128 for Parquet; give Size.mebibytes(65)'],
  ])('fails for %o', (props, sentence) => {
    expect(() => analyticsIn(props)).toThrow(sentence);
  });

  test('takes a bucket that is imported twice, and schemas of equal columns', () => {
    const stack = new Stack(new App(), 'Stack');
    const [here, there] = ['Here', 'There'].map((id) => s3.Bucket.fromBucketName(stack, id, 'data-lake'));
    const schema = () => new AccessLogSchema([AccessLogColumn.string('tenant', '$context.authorizer.tenant')]);
    const enrichment = new EnrichmentFunction(stack, 'Enrichment', { directory: new ApiKeyDirectory(stack, 'Directory', { bucket: there }), schema: schema() });
    const catalog = new UsageCatalog(stack, 'Catalog', { bucket: there, schema: schema() });
    new AccessLogDeliveryStream(stack, 'Delivery', { bucket: here, enrichment, catalog });
    expect(() => Template.fromStack(stack)).not.toThrow();
    catalog.schema.addColumn(AccessLogColumn.string('seats', '$context.authorizer.seats'));
    enrichment.schema.addColumn(AccessLogColumn.integer('seats', '$context.authorizer.seats'));
    expect(stack.node.children.flatMap((child) => child.node.validate())).toContainEqual(expect.stringContaining('other columns, or other types'));
  });

  test('fails when its parts disagree on the bucket or the columns', () => {
    const stack = new Stack(new App(), 'Stack');
    const [here, there] = ['Here', 'There'].map((id) => new s3.Bucket(stack, id));
    const column = AccessLogColumn.string('tenant', '$context.authorizer.tenant');
    const enrichment = new EnrichmentFunction(stack, 'Enrichment', {
      directory: new ApiKeyDirectory(stack, 'Directory', { bucket: there }), schema: new AccessLogSchema([column]),
    });
    new AccessLogDeliveryStream(stack, 'Delivery', { bucket: here, enrichment, catalog: new UsageCatalog(stack, 'Catalog', { bucket: there }) });
    const synthesized = () => Template.fromStack(stack);
    expect(synthesized).toThrow('[Stack/Delivery] the directory is in another bucket than the records; give both the same bucket');
    expect(synthesized).toThrow('[Stack/Delivery] the catalog is in another bucket than the records; give both the same bucket');
    expect(synthesized).toThrow('[Stack/Delivery] the catalog\'s table has other columns, or other types, than the enrichment writes, and what the table does not declare is dropped; give both the same AccessLogSchema');
  });
});

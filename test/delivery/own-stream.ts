import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { expect } from 'vitest';
import { AccessLogDeliveryStream, AccessLogDeliveryStreamProps, ApiKeyDirectory, EnrichmentFunction, RecordFormat, UsageCatalog } from '../../src';

export const PREFIX = 'logs/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/';
export const ERRORS = 'errors/logs/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/';
export const PLACE = { region: 'eu-west-1', account: '111122223333' };
export const ARN = `arn:aws:firehose:${PLACE.region}:${PLACE.account}:deliverystream/amazon-apigateway-own`;

/** What a stream has to agree with. */
export interface Parts {
  readonly bucket: s3.IBucket;
  readonly enrichment: EnrichmentFunction;
  readonly catalog: UsageCatalog;
}

/** All parts but the stream. */
export function partsIn(stack: Stack, recordFormat = RecordFormat.PARQUET, bucket: s3.IBucket = new s3.Bucket(stack, 'Bucket')): Parts {
  const directory = new ApiKeyDirectory(stack, 'Directory', { bucket });
  return {
    bucket,
    enrichment: new EnrichmentFunction(stack, 'Enrichment', { directory }),
    catalog: new UsageCatalog(stack, 'Catalog', { bucket, recordFormat, crawler: false }),
  };
}

/** Converts by the table of the catalog. */
export function toParquet({ catalog }: Parts): firehose.DataFormatConversionProps {
  return {
    schemaConfiguration: catalog.schemaConfiguration,
    inputFormat: firehose.InputFormat.OPENX_JSON,
    outputFormat: firehose.OutputFormat.PARQUET,
  };
}

/** What a user writes who has a stream already. */
export function destinationOf(parts: Parts, props: firehose.S3BucketProps = {}, bucket = parts.bucket): firehose.S3Bucket {
  return new firehose.S3Bucket(bucket, {
    dataOutputPrefix: PREFIX,
    errorOutputPrefix: ERRORS,
    processors: [new firehose.LambdaFunctionProcessor(parts.enrichment.function)],
    dataFormatConversion: parts.catalog.recordFormat === RecordFormat.PARQUET ? toParquet(parts) : undefined,
    ...props,
  });
}

/** A stream that fits the parts. */
export function streamIn(stack: Stack, parts: Parts, props: Partial<firehose.DeliveryStreamProps> = {}): firehose.DeliveryStream {
  return new firehose.DeliveryStream(stack, 'Own', { deliveryStreamName: 'amazon-apigateway-own', destination: destinationOf(parts), ...props });
}

/** Its resource, to change what the construct does not offer. */
export const resourceOf = (stream: firehose.IDeliveryStream) => stream.node.defaultChild as firehose.CfnDeliveryStream;
export const extended = (stream: firehose.IDeliveryStream) =>
  resourceOf(stream).extendedS3DestinationConfiguration as firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty;

/** What synthesis says to a stream that is given. */
export function problemsOf(
  streamOf: (stack: Stack, parts: Parts) => firehose.IDeliveryStream,
  { recordFormat, ...options }: Partial<AccessLogDeliveryStreamProps> & { recordFormat?: RecordFormat } = {},
): string[] {
  const stack = new Stack(new App(), 'Stack');
  const parts = partsIn(stack, recordFormat);
  new AccessLogDeliveryStream(stack, 'Delivery', { ...parts, ...options, deliveryStream: streamOf(stack, parts) });
  return synthesisOf(stack);
}

/** The failed validations of a synthesis; any other error is thrown. */
export function synthesisOf(stack: Stack): string[] {
  try {
    Template.fromStack(stack);
    return [];
  } catch (error) {
    const [first, ...problems] = (error as Error).message.trim().split('\n').map((line) => line.trim());
    expect(first).toContain('Validation failed');
    return problems;
  }
}

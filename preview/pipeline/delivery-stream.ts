import type { BufferHints } from './buffer';
import { isHttpStream } from './http-stream';
import { glueTables } from '../glue-table';
import type { GlueTable } from '../glue-table';
import type { Resource, Template } from '../template';

/** A delivery stream of the template, as far as the preview carries it out. */
export interface DeliveryStream {
  readonly name: string;
  readonly arn: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly errorPrefix: string;
  readonly buffer: BufferHints;
  readonly processor?: {
    readonly functionId: string;
    readonly functionArn: string;
    readonly buffer: BufferHints;
    /** How often an invocation that was not answered is repeated. */
    readonly retries?: number;
  };
  /** The table by which records are converted to Parquet; without it, they stay JSON. */
  readonly conversion?: { readonly table: GlueTable; readonly compression: string };
  readonly gzip: boolean;
  /** What the names of the objects end with. */
  readonly extension: string;
}

interface Destination {
  readonly BucketARN: string;
  readonly Prefix?: string;
  readonly ErrorOutputPrefix?: string;
  readonly BufferingHints?: { readonly IntervalInSeconds?: number; readonly SizeInMBs?: number };
  readonly CompressionFormat?: string;
  readonly CustomTimeZone?: string;
  readonly DataFormatConversionConfiguration?: Conversion;
  readonly DynamicPartitioningConfiguration?: { readonly Enabled?: boolean };
  readonly FileExtension?: string;
  readonly ProcessingConfiguration?: { readonly Enabled?: boolean; readonly Processors?: Processor[] };
}

interface Conversion {
  readonly Enabled?: boolean;
  readonly InputFormatConfiguration: { readonly Deserializer: object };
  readonly OutputFormatConfiguration: { readonly Serializer: { readonly ParquetSerDe?: { readonly Compression?: string } } };
  readonly SchemaConfiguration: { readonly DatabaseName: string; readonly TableName: string };
}

interface Processor {
  readonly Type: string;
  readonly Parameters: { readonly ParameterName: string; readonly ParameterValue: string }[];
}

/** The delivery streams of a template that write to S3. What the preview cannot carry out is refused by name. */
export function deliveryStreams(template: Template): DeliveryStream[] {
  return template.resourcesOfType('AWS::KinesisFirehose::DeliveryStream')
    .filter((resource) => !isHttpStream(resource))
    .map((resource) => deliveryStream(template, resource));
}

/** A delivery stream that writes to S3. */
export function deliveryStream(template: Template, { id, properties }: Resource): DeliveryStream {
  const destination = template.resolve<Destination | undefined>(properties.ExtendedS3DestinationConfiguration);
  if (!destination) {
    throw new Error(`Delivery stream '${id}': the preview knows no other destinations than ExtendedS3DestinationConfiguration and HttpEndpointDestinationConfiguration`);
  }
  if (destination.DynamicPartitioningConfiguration?.Enabled || (destination.CustomTimeZone ?? 'UTC') !== 'UTC') {
    throw new Error(`Delivery stream '${id}': the preview knows neither dynamic partitioning nor a time zone other than UTC`);
  }
  const { BufferingHints: hints, CompressionFormat: compression = 'UNCOMPRESSED' } = destination;
  if (compression !== 'UNCOMPRESSED' && compression !== 'GZIP') {
    throw new Error(`Delivery stream '${id}': the preview does not know the compression '${compression}'`);
  }
  const conversion = conversionOf(template, id, destination.DataFormatConversionConfiguration);
  return {
    name: template.resolve({ Ref: id }),
    arn: template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }),
    bucket: destination.BucketARN.split(':').at(-1)!,
    prefix: destination.Prefix ?? '',
    errorPrefix: destination.ErrorOutputPrefix ?? '!{firehose:error-output-type}/',
    buffer: { seconds: hints?.IntervalInSeconds ?? 300, megabytes: hints?.SizeInMBs ?? 5 },
    processor: processorOf(template, id, destination.ProcessingConfiguration),
    conversion,
    gzip: compression === 'GZIP',
    extension: destination.FileExtension ?? (conversion ? '.parquet' : compression === 'GZIP' ? '.gz' : ''),
  };
}

function processorOf(template: Template, stream: string, processing: Destination['ProcessingConfiguration']): DeliveryStream['processor'] {
  // without it, Firehose leaves the processors out and says nothing
  if (!processing?.Enabled) {
    return undefined;
  }
  const [processor, ...others] = processing.Processors ?? [];
  if (processor?.Type !== 'Lambda' || others.length > 0) {
    throw new Error(`Delivery stream '${stream}': the preview knows one processor, of type Lambda, got ${processing.Processors?.map(({ Type }) => Type).join(', ')}`);
  }
  const parameters = Object.fromEntries(processor.Parameters.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue]));
  const functionArn = parameters.LambdaArn.replace(/:\$LATEST$/, '');
  const found = template.resourcesOfType('AWS::Lambda::Function').find(({ id }) => template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }) === functionArn);
  if (!found) {
    throw new Error(`Delivery stream '${stream}': its processor '${parameters.LambdaArn}' is no function of the template`);
  }
  return {
    functionId: found.id,
    functionArn,
    buffer: { seconds: Number(parameters.BufferIntervalInSeconds ?? 60), megabytes: Number(parameters.BufferSizeInMBs ?? 1) },
    retries: Number(parameters.NumberOfRetries ?? 3),
  };
}

function conversionOf(template: Template, stream: string, conversion: Conversion | undefined): DeliveryStream['conversion'] {
  if (!conversion || conversion.Enabled === false) {
    return undefined;
  }
  const { InputFormatConfiguration: input, OutputFormatConfiguration: output, SchemaConfiguration: schema } = conversion;
  if (!('OpenXJsonSerDe' in input.Deserializer) || !output.Serializer.ParquetSerDe) {
    throw new Error(`Delivery stream '${stream}': the preview converts from OpenXJsonSerDe to ParquetSerDe only`);
  }
  const table = glueTables(template).find(({ database, name }) => database === schema.DatabaseName && name === schema.TableName);
  if (!table) {
    throw new Error(`Delivery stream '${stream}': its table '${schema.DatabaseName}.${schema.TableName}' is not in the template`);
  }
  return { table, compression: output.Serializer.ParquetSerDe.Compression ?? 'SNAPPY' };
}

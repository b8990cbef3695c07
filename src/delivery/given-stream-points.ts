import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { NAME_PREFIX, resourceOf } from './given-stream';
import { RecordFormat } from '../catalog/record-format';
import type { UsageCatalog } from '../catalog/usage-catalog';
import type { EnrichmentFunction } from '../enrichment/enrichment-function';
import { PARTITION_EXPRESSION } from '../record/layout';
import { described, differ, known, readable, rendered, Rendered, renderedProperties } from '../rendered';

/** What a delivery stream has to agree with. */
export interface GivenStreamSurroundings {
  readonly bucket: IBucket;
  readonly enrichment: EnrichmentFunction;
  readonly catalog?: UsageCatalog;
  readonly logsPrefix: string;
  readonly errorsPrefix: string;
}

const ERROR_TYPE = '!{firehose:error-output-type}';
const UTC = /^(Etc\/)?(UTC|GMT)$/;

/** All that a delivery stream of this app does otherwise than the rest expects; what is not known at synthesis passes. */
export function brokenPoints(stream: IDeliveryStream, around: GivenStreamSurroundings): string[] {
  const resource = resourceOf(stream);
  const properties = resource && renderedProperties(resource);
  if (!properties) {
    return [];
  }
  const destination = properties.ExtendedS3DestinationConfiguration;
  const points = [...name(properties), ...source(properties)];
  if (destination === undefined) {
    points.push(otherDestination(properties));
  } else if (readable(destination)) {
    points.push(
      ...bucket(stream, destination, around),
      ...prefixes(stream, destination, around),
      ...transformation(stream, destination, around),
      ...format(stream, destination, around.catalog),
    );
  }
  return points.map((point) => `the delivery stream ${stream.node.path} ${point}`);
}

/** A lazy name is known only now. */
function name({ DeliveryStreamName: called }: Rendered): string[] {
  if (called === undefined) {
    return [`has no name but the one that CloudFormation makes, and API Gateway logs only to streams whose names begin with '${NAME_PREFIX}'; set its deliveryStreamName`];
  }
  return known(called)?.startsWith(NAME_PREFIX) === false
    ? [`is called '${called}', and API Gateway logs only to streams whose names begin with '${NAME_PREFIX}'; call it so`]
    : [];
}

function source(properties: Rendered): string[] {
  const type = known(properties.DeliveryStreamType);
  const other = type !== undefined && type !== 'DirectPut'
    ? type
    : Object.keys(properties).find((key) => /SourceConfiguration$/.test(key) && key !== 'DirectPutSourceConfiguration');
  return other ? [`takes its records by '${other}', and API Gateway can only put them itself (DirectPut); make the delivery stream without a source`] : [];
}

function otherDestination(properties: Rendered): string {
  const given = Object.keys(properties).find((key) => /DestinationConfiguration$/.test(key)) ?? 'nothing';
  return `delivers by '${given}', and the records are read from S3, in folders by the hour; give it the bucket as its destination, as firehose.S3Bucket (ExtendedS3DestinationConfiguration)`;
}

function bucket(stream: IDeliveryStream, { BucketARN: arn }: Rendered, around: GivenStreamSurroundings): string[] {
  // by name: of two ARNs the one may know its partition, and the other not
  const [theirs, ours] = [arn, rendered(stream, around.bucket.bucketArn)]
    .map((value) => typeof value === 'string' ? value.replace(/^arn:[^:]*:s3:::/, '') : value);
  return differ(theirs, ours, 'AWS::S3::Bucket')
    ? [`delivers to the bucket ${described(theirs)}, and the records are read from ${described(ours)}; give both the same bucket`]
    : [];
}

function prefixes(stream: IDeliveryStream, destination: Rendered, { logsPrefix, errorsPrefix }: GivenStreamSurroundings): string[] {
  const points: string[] = [];
  const written = (prefix: unknown, folder: string) => prefix === undefined ? `has no prefix for ${folder}` : `writes ${folder} to ${described(prefix)}`;
  const { Prefix: logs, ErrorOutputPrefix: errors, CustomTimeZone: zone } = destination;
  const ourLogs = rendered(stream, logsPrefix + PARTITION_EXPRESSION);
  if (differ(logs ?? '', ourLogs)) {
    points.push(`${written(logs, 'records')}, and the table reads them by '${ourLogs}'; set its prefix (dataOutputPrefix) to that`);
  }
  const [theirErrors, ourErrors] = [known(errors ?? ''), known(rendered(stream, errorsPrefix))];
  if (theirErrors !== undefined && ourErrors !== undefined && !(theirErrors.startsWith(ourErrors) && theirErrors.includes(ERROR_TYPE))) {
    points.push(`${written(errors, 'failed records')}, and they are expected below '${ourErrors}', by ${ERROR_TYPE}; set its errorOutputPrefix, as in '${ourErrors}logs/${ERROR_TYPE}/!{timestamp:yyyy/MM/dd}/'`);
  }
  if (!UTC.test(known(zone) ?? 'UTC')) {
    points.push(`counts hours in the time zone '${zone}', and the table counts them in UTC; leave its time zone out`);
  }
  return points;
}

function transformation(stream: IDeliveryStream, destination: Rendered, { enrichment }: GivenStreamSurroundings): string[] {
  const { ProcessingConfiguration: processing = {} } = destination;
  if (!readable(processing)) {
    return [];
  }
  const mend = `give it a firehose.LambdaFunctionProcessor with the function of ${enrichment.node.path} ('enrichment.function')`;
  const { Enabled: enabled = false, Processors: processors = [] } = processing;
  if (isOff(enabled)) {
    return [`does not transform its records (ProcessingConfiguration is not enabled), and the table needs what the enrichment makes of them; ${mend}`];
  }
  if (!Array.isArray(processors) || !processors.every(readable)) {
    return [];
  }
  const functions = processors.filter((processor) => processor.Type === 'Lambda').map(functionArn);
  const ours = rendered(stream, enrichment.function.functionArn);
  if (functions.some((theirs) => !differ(theirs, ours, 'AWS::Lambda::Function'))) {
    return [];
  }
  return [`transforms its records by ${functions.length ? described(functions[0]) : 'no function'}, and the table needs what the enrichment makes of them; ${mend}`];
}

/** The function of a processor, whichever version of it is called. */
function functionArn({ Parameters: parameters }: Rendered): unknown {
  const found = Array.isArray(parameters) ? parameters.find(({ ParameterName: parameter }) => parameter === 'LambdaArn') : undefined;
  const arn = found?.ParameterValue;
  const [, parts] = (arn as Rendered | undefined)?.['Fn::Join'] as [string, unknown[]] | undefined ?? [];
  return parts?.[1] === ':$LATEST' ? parts[0] : arn;
}

function format(stream: IDeliveryStream, { DataFormatConversionConfiguration: conversion }: Rendered, catalog?: UsageCatalog): string[] {
  if (!catalog || (conversion !== undefined && !readable(conversion))) {
    return [];
  }
  if (catalog.recordFormat === RecordFormat.JSON) {
    return conversion && isOn(conversion.Enabled ?? true)
      ? [`converts its records, and the table of ${catalog.node.path} reads JSON; leave its dataFormatConversion out, or make the catalog with RecordFormat.PARQUET`]
      : [];
  }
  const mend = `set its dataFormatConversion to Parquet by the table '${catalog.logsTableName}' of ${catalog.node.path}`;
  if (!conversion || isOff(conversion.Enabled)) {
    return [`does not convert its records, and the table of ${catalog.node.path} reads Parquet; ${mend}, or make the catalog with RecordFormat.JSON`];
  }
  const { OutputFormatConfiguration: output, SchemaConfiguration: schema } = conversion;
  const points: string[] = [];
  if (readable(output) && readable(output.Serializer) && !('ParquetSerDe' in output.Serializer)) {
    points.push(`converts its records by '${Object.keys(output.Serializer).join() || 'nothing'}', and the table of ${catalog.node.path} reads Parquet; ${mend}`);
  }
  if (readable(schema) && (differ(schema.TableName, rendered(stream, catalog._logsTable.ref), 'AWS::Glue::Table')
    || differ(schema.DatabaseName, rendered(stream, catalog.databaseName), 'AWS::Glue::Database'))) {
    points.push(`converts its records by the table ${described(schema.DatabaseName)}.${described(schema.TableName)}, and drops what that does not declare; ${mend}`);
  }
  return points;
}

function isOn(enabled: unknown): boolean {
  return enabled === true || enabled === 'true';
}

function isOff(enabled: unknown): boolean {
  return enabled === false || enabled === 'false';
}

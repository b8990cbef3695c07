import type { BufferHints } from './buffer';
import { checkDirectPut } from './direct-put';
import { refuseUnknown } from './refuse-unknown';
import type { Resource, Template } from '../template';

/** A delivery stream of the template that posts to an HTTP endpoint, as far as the preview carries it out. */
export interface HttpStream {
  readonly name: string;
  readonly arn: string;
  /** Where a deployment would post to. The preview never does. */
  readonly url: string;
  /** The secret that holds the access key. */
  readonly secret: string;
  readonly gzip: boolean;
  readonly attributes: Record<string, string>;
  readonly buffer: BufferHints;
  /** How long a batch is tried again, in seconds. */
  readonly retrySeconds: number;
  readonly backup: Backup;
}

/** Where records lie that could not be delivered. */
export interface Backup {
  readonly bucket: string;
  readonly errorPrefix: string;
  readonly gzip: boolean;
  readonly buffer: BufferHints;
}

interface Hints {
  readonly IntervalInSeconds?: number;
  readonly SizeInMBs?: number;
}

interface HttpDestination {
  readonly EndpointConfiguration: { readonly Url: string };
  readonly SecretsManagerConfiguration?: { readonly Enabled?: boolean; readonly SecretARN?: string };
  readonly BufferingHints?: Hints;
  readonly ProcessingConfiguration?: { readonly Enabled?: boolean };
  readonly RequestConfiguration?: { readonly ContentEncoding?: string; readonly CommonAttributes?: Attribute[] };
  readonly RetryOptions?: { readonly DurationInSeconds?: number };
  readonly S3BackupMode?: string;
  readonly S3Configuration: S3Destination;
}

interface Attribute {
  readonly AttributeName: string;
  readonly AttributeValue: string;
}

interface S3Destination {
  readonly BucketARN: string;
  readonly BufferingHints?: Hints;
  readonly CompressionFormat?: string;
  readonly ErrorOutputPrefix?: string;
}

/** The most records that Firehose puts into one request. */
const REQUEST_RECORDS = 10_000;

const DESTINATION = [
  'BufferingHints', 'CloudWatchLoggingOptions', 'EndpointConfiguration', 'ProcessingConfiguration', 'RequestConfiguration', 'RetryOptions', 'RoleARN',
  'S3BackupMode', 'S3Configuration', 'SecretsManagerConfiguration',
];
const BACKUP = [
  'BucketARN', 'BufferingHints', 'CloudWatchLoggingOptions', 'CompressionFormat', 'EncryptionConfiguration', 'ErrorOutputPrefix', 'Prefix', 'RoleARN',
];

export function isHttpStream({ properties }: Resource): boolean {
  return properties.HttpEndpointDestinationConfiguration !== undefined;
}

/** Reads a delivery stream to an HTTP endpoint. What the preview cannot carry out is refused by name. */
export function httpStream(template: Template, resource: Resource): HttpStream {
  const { id, properties } = resource;
  const what = `Delivery stream '${id}'`;
  checkDirectPut(resource, 'HttpEndpointDestinationConfiguration');
  const destination = template.resolve<HttpDestination>(properties.HttpEndpointDestinationConfiguration);
  refuseUnknown(what, destination, DESTINATION);
  refuseUnknown(what, destination.RequestConfiguration ?? {}, ['CommonAttributes', 'ContentEncoding']);
  const { RequestConfiguration: request, RetryOptions: retry, S3BackupMode: mode = 'FailedDataOnly' } = destination;
  const encoding = request?.ContentEncoding ?? 'NONE';
  if (!['NONE', 'GZIP'].includes(encoding) || mode !== 'FailedDataOnly' || destination.ProcessingConfiguration?.Enabled) {
    throw new Error(`${what}: the preview knows content encoding NONE and GZIP, backup of FailedDataOnly, and no processing on the way to an HTTP endpoint`);
  }
  if (retry?.DurationInSeconds === undefined) {
    throw new Error(`${what}: it has no RetryOptions, and Firehose's default is not documented; give { retryOptions }`);
  }
  return {
    name: template.resolve({ Ref: id }),
    arn: template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }),
    url: urlOf(what, destination),
    secret: secretOf(what, destination),
    gzip: encoding === 'GZIP',
    attributes: Object.fromEntries(request?.CommonAttributes?.map(({ AttributeName, AttributeValue }) => [AttributeName, AttributeValue]) ?? []),
    buffer: { ...bufferOf(destination.BufferingHints), records: REQUEST_RECORDS },
    retrySeconds: retry.DurationInSeconds,
    backup: backupOf(what, destination.S3Configuration),
  };
}

function urlOf(what: string, { EndpointConfiguration: endpoint }: HttpDestination): string {
  if ('AccessKey' in endpoint) {
    throw new Error(`${what}: its AccessKey stands in the template, where everybody reads it; give the endpoint a secret`);
  }
  refuseUnknown(what, endpoint, ['Name', 'Url']);
  const url = URL.canParse(endpoint.Url) ? new URL(endpoint.Url) : undefined;
  if (url?.protocol !== 'https:' || url.port !== '') {
    throw new Error(`${what}: its URL is '${endpoint.Url}', and Firehose delivers to https:// at port 443 alone`);
  }
  return endpoint.Url;
}

function secretOf(what: string, { SecretsManagerConfiguration: secret }: HttpDestination): string {
  if (!secret?.Enabled || !secret.SecretARN) {
    throw new Error(`${what}: the preview knows endpoints with a secret of Secrets Manager only`);
  }
  return secret.SecretARN;
}

function backupOf(what: string, backup: S3Destination): Backup {
  refuseUnknown(`${what}, its S3Configuration`, backup, BACKUP);
  const { BucketARN: bucket, CompressionFormat: compression = 'UNCOMPRESSED', ErrorOutputPrefix: errorPrefix = '' } = backup;
  if (compression !== 'UNCOMPRESSED' && compression !== 'GZIP') {
    throw new Error(`${what}: the preview does not know the compression '${compression}'`);
  }
  if (!errorPrefix.includes('!{firehose:error-output-type}')) {
    throw new Error(`${what}: its ErrorOutputPrefix is '${errorPrefix}'; the preview knows one with !{firehose:error-output-type}`);
  }
  return { bucket: bucket.split(':').at(-1)!, errorPrefix, gzip: compression === 'GZIP', buffer: bufferOf(backup.BufferingHints) };
}

function bufferOf(hints: Hints | undefined): BufferHints {
  return { seconds: hints?.IntervalInSeconds ?? 300, megabytes: hints?.SizeInMBs ?? 5 };
}

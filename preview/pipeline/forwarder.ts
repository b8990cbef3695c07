import type { DeliveryStream } from './delivery-stream';
import { deliveryStream } from './delivery-stream';
import { checkDirectPut } from './direct-put';
import type { HttpStream } from './http-stream';
import { httpStream, isHttpStream } from './http-stream';
import { refuseUnknown } from './refuse-unknown';
import type { ForwarderSettings } from '../../src/enrichment/forwarding/settings';
import type { Assembly } from '../assembly';
import type { Template } from '../template';

/** What the way of forwarded records to S3 can have: no processing, no conversion, and no second copy. */
const S3_DESTINATION = [
  'BucketARN', 'BufferingHints', 'CloudWatchLoggingOptions', 'CompressionFormat', 'EncryptionConfiguration', 'ErrorOutputPrefix', 'FileExtension', 'Prefix', 'RoleARN',
];

/** A receiver that the function hands records to, and the delivery stream that takes them there. */
export interface Forwarder {
  readonly name: string;
  /** The folder of what could not be forwarded. */
  readonly errorsPrefix: string;
  readonly severalLines: boolean;
  readonly stream: { readonly http: HttpStream } | { readonly s3: DeliveryStream };
}

/** The forwarders of a stream's function. What the preview cannot carry out is refused by name. */
export function forwardersOf({ template, functionProps }: Assembly, { processor, bucket }: DeliveryStream): Forwarder[] {
  const settings = processor && functionProps(processor.functionId).environment.FORWARDERS;
  return settings === undefined ? [] : (JSON.parse(settings) as ForwarderSettings[]).map(({ name, streamName, errorsPrefix, severalLines }) => {
    const stream = streamOf(template, name, streamName);
    if ('http' in stream && !(stream.http.backup.bucket === bucket && stream.http.backup.errorPrefix.startsWith(errorsPrefix))) {
      throw new Error(`Forwarder '${name}': the preview looks for failed records at '${errorsPrefix}' of the analytics' bucket, and its delivery stream keeps them elsewhere`);
    }
    return { name, errorsPrefix, severalLines, stream };
  });
}

function streamOf(template: Template, forwarder: string, streamName: string): Forwarder['stream'] {
  const found = template.resourcesOfType('AWS::KinesisFirehose::DeliveryStream').find(({ id }) => template.resolve({ Ref: id }) === streamName);
  if (!found) {
    throw new Error(`Forwarder '${forwarder}': its delivery stream '${streamName}' is not in the template`);
  }
  if (isHttpStream(found)) {
    return { http: httpStream(template, found) };
  }
  const s3 = deliveryStream(template, found);
  checkDirectPut(found, 'ExtendedS3DestinationConfiguration');
  refuseUnknown(`Forwarder '${forwarder}', its way to S3`, found.properties.ExtendedS3DestinationConfiguration as object, S3_DESTINATION);
  return { s3 };
}

import { refuseUnknown } from './refuse-unknown';
import type { Resource } from '../template';

const KNOWN = ['DeliveryStreamName', 'DeliveryStreamType', 'DeliveryStreamEncryptionConfigurationInput', 'Tags'];

/** Refuses a delivery stream that records cannot be put on, or that has more than one destination of a known kind. */
export function checkDirectPut({ id, properties }: Resource, destination: string): void {
  refuseUnknown(`Delivery stream '${id}'`, properties, [...KNOWN, destination]);
  const { DeliveryStreamType: type = 'DirectPut' } = properties;
  if (type !== 'DirectPut') {
    throw new Error(`Delivery stream '${id}': it is of type ${JSON.stringify(type)}, and the preview puts records on streams of type DirectPut`);
  }
}

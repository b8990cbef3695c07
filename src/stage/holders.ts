import type { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';

interface Holder {
  readonly deliveryStream: AccessLogDeliveryStream;
  readonly setting: CfnStage.AccessLogSettingProperty;
}

/** To which stream this library attached a stage last. */
const HOLDERS = new WeakMap<CfnStage, Holder>();

export function hold(stage: CfnStage, holder: Holder): void {
  HOLDERS.set(stage, holder);
}

export function forget(stage: CfnStage): void {
  HOLDERS.delete(stage);
}

export function lastHolder(stage: CfnStage): AccessLogDeliveryStream | undefined {
  return HOLDERS.get(stage)?.deliveryStream;
}

/** The stream that a stage is attached to: none if it has no destination, or was given another one since. */
export function attachedTo(stage: CfnStage): AccessLogDeliveryStream | undefined {
  const holder = HOLDERS.get(stage);
  return holder && holder.setting.destinationArn === destinationOf(stage) ? holder.deliveryStream : undefined;
}

function destinationOf({ accessLogSetting: setting }: CfnStage): string | undefined {
  return setting && 'destinationArn' in setting ? setting.destinationArn : undefined;
}

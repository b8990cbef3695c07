import type { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';

/** The settings that this library made, each with the stream that it leads to. */
const SETTINGS = new WeakMap<object, AccessLogDeliveryStream>();

export function remember(setting: CfnStage.AccessLogSettingProperty, deliveryStream: AccessLogDeliveryStream): void {
  SETTINGS.set(setting, deliveryStream);
}

/** The stream that a stage is attached to: none if it has no destination, or one that this library did not set. */
export function attachedTo(stage: CfnStage): AccessLogDeliveryStream | undefined {
  return SETTINGS.get(stage.accessLogSetting ?? {});
}

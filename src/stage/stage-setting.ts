import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { attachedTo, forget, hold, lastHolder } from './holders';
import { pathOf } from './stage-resource';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';
import { rendered, renderedProperties } from '../rendered';

export interface StageSetting {
  readonly deliveryStream: AccessLogDeliveryStream;
  readonly format: string;
  readonly replaceExisting: boolean;
}

/** Sets the access log of a stage that this app makes. Fails before anything is changed. */
export function setStage(scope: Construct, stage: CfnStage, { deliveryStream, format, replaceExisting }: StageSetting): void {
  const called = scope.node.scope!.node.path;
  const previous = attachedTo(stage);
  if (previous === deliveryStream) {
    throw new Error(`${called}: stage ${pathOf(stage)} is attached to ${deliveryStream.node.path} already; attach it once`);
  }
  if (stage.accessLogSetting && !replaceExisting) {
    throw new Error(`${called}: stage ${pathOf(stage)} has an access log destination already${nameOf(stage.accessLogSetting)}, and a stage has only one; leave that out, or set 'replaceExisting' to true to take its place`);
  }
  waitFor(called, stage, deliveryStream);
  dependencyOf(previous).forEach((stream) => stage.removeResourceDependency(stream));
  const setting = { destinationArn: deliveryStream._arnFor(Stack.of(stage)), format };
  stage.accessLogSetting = setting;
  if (replaceExisting) {
    // also of one that an aspect gives the stage later, as a company's policy may
    stage.addPropertyOverride('AccessLogSetting', { DestinationArn: setting.destinationArn, Format: format });
  }
  hold(stage, { deliveryStream, setting });
  scope.node.addValidation({ validate: () => overwritten(stage, deliveryStream, setting) });
}

/** Undoes it for a stage that was given another setting since. */
export function release(stage: CfnStage): void {
  dependencyOf(lastHolder(stage)).forEach((stream) => stage.removeResourceDependency(stream));
  forget(stage);
}

function waitFor(called: string, stage: CfnStage, deliveryStream: AccessLogDeliveryStream): void {
  try {
    dependencyOf(deliveryStream).forEach((stream) => stage.addResourceDependency(stream));
  } catch (error) {
    throw new Error(`${called}: stage ${pathOf(stage)} would have to wait for the delivery stream, and stack ${Stack.of(deliveryStream).node.path} depends on its stack ${Stack.of(stage).node.path} already (${(error as Error).message.split('\n')[0].replace(/\.$/, '')}); make usage analytics in a stack that depends on no stack of an API`);
  }
}

/** The resource that has to be there before the stage; none where the stream is imported. */
function dependencyOf(deliveryStream?: AccessLogDeliveryStream): CfnResource[] {
  const resource = deliveryStream?.deliveryStream.node.defaultChild;
  return resource && CfnResource.isCfnResource(resource) ? [resource] : [];
}

/** Whether an assignment, an aspect or an escape hatch writes something else into the template. */
function overwritten(stage: CfnStage, deliveryStream: AccessLogDeliveryStream, setting: CfnStage.AccessLogSettingProperty): string[] {
  if (lastHolder(stage) !== deliveryStream) {
    return []; // taken over by another instance
  }
  const wanted = rendered(stage, { DestinationArn: setting.destinationArn, Format: setting.format });
  const properties = renderedProperties(stage);
  return !properties || JSON.stringify(properties.AccessLogSetting) === JSON.stringify(wanted) ? [] : [
    `stage ${pathOf(stage)} has another access log setting in the template than it was attached with${nameOf(stage.accessLogSetting)}, by an assignment, an aspect or an override; leave that out, or attach the stage with 'replaceExisting' set to true`,
  ];
}

/** The destination in words, as far as it is known at synthesis. */
function nameOf(setting: CfnStage['accessLogSetting']): string {
  const arn = setting && 'destinationArn' in setting ? setting.destinationArn : undefined;
  if (!Token.isUnresolved(arn)) {
    return arn ? ` (${arn})` : '';
  }
  const reference = Tokenization.reverseString(arn!).tokens.find((token) => Reference.isReference(token));
  return reference ? ` (${pathOf((reference as Reference).target)})` : '';
}

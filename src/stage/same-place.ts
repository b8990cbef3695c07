import { Stack, Stage as CdkStage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { pathOf } from './stage-resource';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';
import { placeOf } from '../delivery/given-stream';

/** A stream takes the logs of its own region and account, and stacks of different `cdk.Stage`s cannot wait for each other. */
export function checkSamePlace(stage: IConstruct, deliveryStream: AccessLogDeliveryStream): void {
  const [ours, theirs] = [placeOf(deliveryStream.deliveryStream), Stack.of(stage)];
  for (const property of ['region', 'account'] as const) {
    const [here, there] = [ours[property], theirs[property]];
    if (here && !Token.isUnresolved(there) && here !== there) {
      throw new Error(`${pathOf(stage)}: the stage is in ${property} ${there} and the delivery stream ${deliveryStream.node.path} in ${here}, and a stage logs only to its own; make usage analytics in ${property} ${there} as well and attach the stage there`);
    }
  }
  if (assemblyOf(stage) !== assemblyOf(deliveryStream)) {
    throw new Error(`${pathOf(stage)}: the stage and the delivery stream ${deliveryStream.node.path} are under different stages of the CDK app (cdk.Stage), which cannot depend on each other; make usage analytics under the stage's own cdk.Stage and attach it there`);
  }
}

/** The app or `cdk.Stage` that a construct is, or is under: what is synthesized as a whole. */
export function assemblyOf(construct: IConstruct): IConstruct {
  return construct.node.scopes.reverse().find((scope) => CdkStage.isStage(scope)) ?? construct.node.root;
}

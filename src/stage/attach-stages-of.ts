import { AspectPriority, Aspects } from 'aws-cdk-lib';
import type { IRestApiRef } from 'aws-cdk-lib/aws-apigateway';
import type { Construct, IConstruct } from 'constructs';
import type { Attach } from './attach-all';
import { assemblyOf } from './same-place';
import { isOfApi } from './stage-identity';
import { isStageResource } from './stage-resource';

/** Attaches each stage of one API: at once those that are there, and those that are made later when the app is synthesized. */
export function attachStagesOf(api: IRestApiRef, analytics: Construct, attach: Attach): void {
  let found = false;
  const visit = (node: IConstruct) => {
    if (isStageResource(node) && isOfApi(node, api)) {
      found = true;
      attach(node);
    }
  };
  // an error is best thrown where the call is
  api.node.root.node.findAll().forEach(visit);
  Aspects.of(assemblyOf(api)).add({ visit }, { priority: AspectPriority.MUTATING });
  analytics.node.addValidation({
    validate: () => found ? [] : [
      `attachToApi() finds no stage of ${api.node.path} in the app; name its stage to attachTo(), such as Stage.fromStageAttributes(this, 'Stage', { restApi, stageName: 'prod' })`,
    ],
  });
}

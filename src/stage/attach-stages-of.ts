import type { IAspect } from 'aws-cdk-lib';
import type { IRestApiRef, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { isStageResource } from './stage-resource';

/** Attaches each stage of one API: at once those that are there, and those that are made later when the app is synthesized. */
export class AttachStagesOf implements IAspect {
  private found = false;

  constructor(private readonly api: IRestApiRef, analytics: IConstruct, private readonly attach: (stage: IStageRef) => void) {
    // an error is best thrown where the call is
    api.node.root.node.findAll().forEach((node) => this.visit(node));
    analytics.node.addValidation({
      validate: () => this.found ? [] : [
        `attachToApi() finds no stage of ${api.node.path} in the app; name its stage to attachTo(), such as Stage.fromStageAttributes(this, 'Stage', { restApi, stageName: 'prod' })`,
      ],
    });
  }

  public visit(node: IConstruct): void {
    if (isStageOf(node, this.api)) {
      this.found = true;
      this.attach(node as unknown as IStageRef);
    }
  }
}

/** Whether a construct is a stage of an API, wherever in the app it is made. */
export function isStageOf(construct: IConstruct, api: IConstruct): boolean {
  const id = (api as Partial<IRestApiRef>).restApiRef?.restApiId;
  return id !== undefined && isStageResource(construct) && construct.restApiId === id;
}

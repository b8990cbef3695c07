import { CfnResource } from 'aws-cdk-lib';
import { CfnStage, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import type { Construct, IConstruct } from 'constructs';

/** Whether a construct is the resource of a REST API's stage; by the type's name, since an app can hold several copies of aws-cdk-lib. */
export function isStageResource(construct: IConstruct): construct is CfnStage {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === CfnStage.CFN_RESOURCE_TYPE_NAME;
}

/** The path of a stage as its user knows it. */
export function pathOf(stage: IConstruct): string {
  return (stage.node.id === 'Resource' && stage.node.scope ? stage.node.scope : stage).node.path;
}

/** The resource of a stage; none if the stage is imported. Fails for what is no stage of a REST API. */
export function stageResource(stage: IStageRef | undefined, scope: Construct): CfnStage | undefined {
  if (!stage) {
    throw new Error(`${scope.node.path}: there is no stage to attach, and an API that is imported or made with { deploy: false } has no deploymentStage; give the stage itself, or Stage.fromStageAttributes(this, 'Stage', { restApi, stageName: 'prod' })`);
  }
  const resource = CfnResource.isCfnResource(stage) ? stage : stage.node.defaultChild;
  if (resource && isStageResource(resource)) {
    return resource;
  }
  if (resource || !stage.stageRef?.restApiId) {
    const what = resource && CfnResource.isCfnResource(resource) ? resource.cfnResourceType : 'no stage of a REST API';
    throw new Error(`${pathOf(stage)}: this is ${what}, and only stages of REST APIs (${CfnStage.CFN_RESOURCE_TYPE_NAME}) can log to Firehose; give a stage of a REST API`);
  }
  return undefined;
}

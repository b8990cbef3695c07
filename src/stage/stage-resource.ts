import { CfnResource } from 'aws-cdk-lib';
import { CfnRestApi, CfnStage, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import { Construct, IConstruct } from 'constructs';

/** Whether a construct is the resource of a REST API's stage; by the type's name, since an app can hold several copies of aws-cdk-lib. */
export function isStageResource(construct: IConstruct): construct is CfnStage {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === CfnStage.CFN_RESOURCE_TYPE_NAME && 'restApiId' in construct;
}

/** The path of a stage as its user knows it. */
export function pathOf(stage: IConstruct): string {
  return (stage.node.id === 'Resource' && stage.node.scope ? stage.node.scope : stage).node.path;
}

/** The resource of a stage; none if the stage is imported. Fails for what is no stage of a REST API. */
export function stageResource(stage: IStageRef | undefined, scope: IConstruct): CfnStage | undefined {
  if (!Construct.isConstruct(stage)) {
    throw new Error(`${scope.node.path}: there is no stage to attach${stage === undefined ? '' : `, got '${String(stage)}'`}, and an API that is imported or made with 'deploy' set to false has no 'deploymentStage'; give the stage itself, or import it by Stage.fromStageAttributes(), with its 'restApi' and 'stageName'`);
  }
  const resource = CfnResource.isCfnResource(stage) ? stage : stage.node.defaultChild;
  if (resource && isStageResource(resource)) {
    return resource;
  }
  if (resource || !stage.stageRef || !('restApiId' in stage.stageRef)) {
    throw new Error(`${scope.node.path}: ${pathOf(stage)} is ${kindOf(resource)}`);
  }
  return undefined;
}

/** What something is that is no stage to set, and what to give instead. */
function kindOf(resource: IConstruct | undefined): string {
  const type = resource && CfnResource.isCfnResource(resource) ? resource.cfnResourceType : 'no stage of a REST API';
  switch (type) {
    case CfnStage.CFN_RESOURCE_TYPE_NAME:
      return 'a CfnResource of a stage, whose properties are not to be seen; make it a CfnStage';
    case CfnRestApi.CFN_RESOURCE_TYPE_NAME:
      return 'an API, which may have several stages; give one of them, as its deploymentStage, or the API to attachToApi()';
    case 'AWS::Serverless::Api':
      return 'an API of AWS SAM, which makes its stage by itself; attach that by Stage.fromStageAttributes(), or set its AccessLogSetting there';
    default:
      return `${type}, and only stages of REST APIs (${CfnStage.CFN_RESOURCE_TYPE_NAME}) can log to Firehose; give a stage of a REST API`;
  }
}

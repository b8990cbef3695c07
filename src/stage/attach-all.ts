import { Annotations, CfnResource, IAspect } from 'aws-cdk-lib';
import { CfnDeployment, CfnStage, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { isStageOf } from './attach-stages-of';
import { assemblyOf } from './same-place';
import { pathOf } from './stage-resource';

/** An API of AWS SAM makes its stage by itself. */
const STAGE_TYPES = [CfnStage.CFN_RESOURCE_TYPE_NAME, 'AWS::ApiGatewayV2::Stage', 'AWS::Serverless::Api', 'AWS::Serverless::HttpApi'];

/** Attaches each stage of a scope when the app is synthesized, so that stages which are made later are there. */
export class AttachAll implements IAspect {
  constructor(
    private readonly scope: IConstruct,
    private readonly exclude: readonly IConstruct[],
    /** Where the warnings are. */
    private readonly analytics: IConstruct,
    private readonly attach: (stage: IStageRef) => void,
  ) {}

  public visit(node: IConstruct): void {
    if (node === this.scope) {
      this.lookAround();
    }
    const reason = isStageOfAnyKind(node) && !this.isExcluded(node) ? this.attempt(node) : undefined;
    if (reason) {
      this.warn('stageSkipped', `attachAll() skips a stage: ${reason}; to leave it out without this warning, give it in { exclude }`);
    }
  }

  private attempt(node: CfnResource): string | undefined {
    if (node.cfnResourceType === CfnDeployment.CFN_RESOURCE_TYPE_NAME) {
      return `${node.node.path} makes stage ${(node as CfnDeployment).stageName} by itself, without a resource of its own; attach it with attachTo() and Stage.fromStageAttributes()`;
    }
    try {
      this.attach(node as unknown as IStageRef);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** What no aspect comes to: the app's stages (cdk.Stage) within the scope, which are synthesized by themselves. */
  private lookAround(): void {
    const all = this.scope.node.findAll().filter((node) => isStageOfAnyKind(node));
    const assembly = assemblyOf(this.scope);
    all.filter((node) => assemblyOf(node) !== assembly && !this.isExcluded(node)).forEach((node) => {
      this.warn('stageSkipped', `attachAll() skips a stage: ${pathOf(node)} is under another stage of the CDK app (cdk.Stage); make usage analytics under that cdk.Stage, or leave it out by { exclude }`);
    });
    if (!all.length) {
      this.warn('noStages', `attachAll() finds no stage in ${this.scope.node.path || 'the app'}; give a scope that has stages of REST APIs in it`);
    }
  }

  private isExcluded(node: IConstruct): boolean {
    return this.exclude.some((excluded) => node.node.scopes.includes(excluded) || isStageOf(node, excluded));
  }

  private warn(id: string, message: string): void {
    Annotations.of(this.analytics).addWarningV2(`cdk-api-usage-analytics:${id}`, message);
  }
}

/** Stages of REST, HTTP and WebSocket APIs, and what makes a stage without one of its own. */
function isStageOfAnyKind(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct)
    && (STAGE_TYPES.includes(construct.cfnResourceType)
      || (construct.cfnResourceType === CfnDeployment.CFN_RESOURCE_TYPE_NAME && (construct as CfnDeployment).stageName !== undefined));
}

import { Annotations, AspectPriority, Aspects, CfnResource, IAspect } from 'aws-cdk-lib';
import { CfnDeployment, CfnStage, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import { Construct, IConstruct } from 'constructs';
import { attachedTo } from './holders';
import { assemblyOf } from './same-place';
import type { StageAccessLogging } from './stage-access-logging';
import { isOfApi, isSameStage } from './stage-identity';
import { pathOf } from './stage-resource';
import { release } from './stage-setting';

/** An API of AWS SAM makes its stage by itself. */
const STAGE_TYPES = [CfnStage.CFN_RESOURCE_TYPE_NAME, 'AWS::ApiGatewayV2::Stage', 'AWS::Serverless::Api', 'AWS::Serverless::HttpApi'];

const OR_EXCLUDE = "to leave it out without this warning, name it in 'exclude'";

/** Attaches a stage, unless it is attached already. */
export type Attach = (stage: IStageRef) => StageAccessLogging | undefined;

/** Attaches each stage of a scope when the app is synthesized, so that stages which are made later are there. */
export class AttachAll implements IAspect {
  /** Before aspects that only look, which then find the settings; and once more after those that give stages a setting of their own. */
  public static addTo(scope: IConstruct, ...args: [exclude: readonly IConstruct[], analytics: Construct, attach: Attach]): void {
    const attachAll = new AttachAll(scope, ...args);
    Aspects.of(scope).add(attachAll, { priority: AspectPriority.MUTATING });
    Aspects.of(scope).add({ visit: (node) => attachAll.review(node) }, { priority: AspectPriority.READONLY - 1 });
  }

  private readonly attached = new Map<IConstruct, StageAccessLogging>();
  private readonly left = new Set<IConstruct>();

  private constructor(
    private readonly scope: IConstruct,
    private readonly exclude: readonly IConstruct[],
    /** Where the warnings are. */
    private readonly analytics: Construct,
    private readonly attach: Attach,
  ) {}

  public visit(node: IConstruct): void {
    if (node === this.scope) {
      this.lookAround();
    }
    const reason = isStageOfAnyKind(node) && !this.left.has(node) && !this.isExcluded(node) ? this.attempt(node) : undefined;
    if (reason) {
      this.warn('stageSkipped', `attachAll() skips a stage: ${reason}; ${OR_EXCLUDE}`);
    }
  }

  /** A stage that was given another destination meanwhile, by the aspect of a company's policy for instance. */
  private review(node: IConstruct): void {
    const logging = this.attached.get(node);
    if (logging && !logging._replaceExisting && !attachedTo(node as CfnStage)) {
      this.left.add(node);
      this.attached.delete(node);
      release(node as CfnStage);
      logging.node.scope!.node.tryRemoveChild(logging.node.id);
      this.warn('stageSkipped', `attachAll() skips a stage: stage ${pathOf(node)} is given another access log destination by an aspect, and a stage has only one; set 'replaceExisting' to true to take its place, and ${OR_EXCLUDE}`);
    }
  }

  private attempt(node: CfnResource): string | undefined {
    if (node.cfnResourceType === CfnDeployment.CFN_RESOURCE_TYPE_NAME) {
      return `${pathOf(node)} makes stage ${(node as CfnDeployment).stageName} by itself, without a resource of its own; attach it with attachTo() and Stage.fromStageAttributes()`;
    }
    try {
      const logging = this.attach(node as unknown as IStageRef);
      if (logging) {
        this.attached.set(node, logging);
      }
      return undefined;
    } catch (error) {
      const prefix = `${this.analytics.node.path}: `;
      const { message } = error as Error;
      return message.startsWith(prefix) ? message.slice(prefix.length) : message;
    }
  }

  /** What no aspect comes to: the app's stages (cdk.Stage) within the scope, which are synthesized by themselves. */
  private lookAround(): void {
    const all = this.scope.node.findAll().filter((node) => isStageOfAnyKind(node));
    const assembly = assemblyOf(this.scope);
    all.filter((node) => assemblyOf(node) !== assembly && !this.isExcluded(node)).forEach((node) => {
      this.warn('stageSkipped', `attachAll() skips a stage: ${pathOf(node)} is under another stage of the CDK app (cdk.Stage); make usage analytics under that cdk.Stage, or name it in 'exclude'`);
    });
    if (!all.length) {
      this.warn('noStages', `attachAll() finds no stage in ${this.scope.node.path || 'the app'}, but for imported ones, which it leaves alone; give a scope that has stages of REST APIs in it`);
    }
  }

  private isExcluded(node: CfnResource): boolean {
    return this.exclude.some((excluded) => node.node.scopes.includes(excluded) || isOfApi(node, excluded) || isSameStage(node, excluded));
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

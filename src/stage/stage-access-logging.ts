import { CfnResource, Lazy, Stack, Stage as CdkStage, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';

/** How a stage is attached. */
export interface AttachOptions {
  /**
   * Take the place of an access log destination that the stage has already. A stage has only one,
   * so the logs no longer reach the other.
   *
   * @default false - such a stage is an error
   */
  readonly replaceExisting?: boolean;
}

/** Properties of `StageAccessLogging`. */
export interface StageAccessLoggingProps extends AttachOptions {
  /** The stage of a REST API that is made in this app, in this stack or another. */
  readonly stage: apigateway.IStage;

  /** Where the stage's access log goes. */
  readonly deliveryStream: AccessLogDeliveryStream;
}

/** What this library has set; a stage may have been taken over by another instance. */
const SETTINGS = new WeakSet<object>();

/**
 * Sends the access log of an API Gateway stage to a delivery stream.
 *
 * The stage is not redeployed for it, and callers notice nothing. In an account that has never logged to Firehose,
 * API Gateway makes its service-linked role on the deployer's behalf, who needs
 * `iam:CreateServiceLinkedRole` for `ops.apigateway.amazonaws.com`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
 */
export class StageAccessLogging extends Construct {
  constructor(scope: Construct, id: string, props: StageAccessLoggingProps) {
    super(scope, id);
    const { stage, deliveryStream } = props;
    const cfnStage = cfnStageOf(stage, this);
    checkSamePlace(stage, deliveryStream);

    if (cfnStage.accessLogSetting && !props.replaceExisting) {
      throw new Error(`${this.node.path}: stage ${stage.node.path} has an access log destination already, and a stage has only one; leave that out, or give { replaceExisting: true } to take its place`);
    }
    const setting = {
      // By name, not by reference: a stage in another stack then exports nothing that would lock the stream.
      destinationArn: Stack.of(stage).formatArn({
        service: 'firehose',
        resource: 'deliverystream',
        resourceName: deliveryStream.deliveryStreamName,
      }),
      format: Lazy.string({ produce: () => deliveryStream.enrichment.schema.format }),
    };
    SETTINGS.add(setting);
    cfnStage.accessLogSetting = setting;
    cfnStage.node.addDependency(deliveryStream);
    this.node.addValidation({
      validate: () => SETTINGS.has(cfnStage.accessLogSetting ?? {}) ? [] : [
        `stage ${stage.node.path} was given another access log destination after it was attached, and a stage has only one; leave the one or the other out`,
      ],
    });
  }
}

/** A stream takes the logs of its own region and account, and stacks of different `cdk.Stage`s cannot wait for each other. */
function checkSamePlace(stage: apigateway.IStage, deliveryStream: AccessLogDeliveryStream): void {
  const [here, there] = [Stack.of(deliveryStream), Stack.of(stage)];
  for (const property of ['region', 'account'] as const) {
    const [ours, theirs] = [here[property], there[property]];
    if (!Token.isUnresolved(ours) && !Token.isUnresolved(theirs) && ours !== theirs) {
      throw new Error(`${stage.node.path}: the stage is in ${property} ${theirs} and the delivery stream ${deliveryStream.node.path} in ${ours}, and a stage logs only to its own; make usage analytics in ${property} ${theirs} as well and attach the stage there`);
    }
  }
  if (CdkStage.of(stage) !== CdkStage.of(deliveryStream)) {
    throw new Error(`${stage.node.path}: the stage and the delivery stream ${deliveryStream.node.path} are under different stages of the CDK app (cdk.Stage), which cannot depend on each other; make usage analytics under the stage's own cdk.Stage and attach it there`);
  }
}

function cfnStageOf(stage: apigateway.IStage | undefined, scope: Construct): apigateway.CfnStage {
  if (!stage) {
    throw new Error(`${scope.node.path}: there is no stage to attach, and an API that is imported or made with { deploy: false } has no deploymentStage; give a Stage that this app makes`);
  }
  const resource = stage.node.defaultChild;
  if (resource === undefined) {
    throw new Error(`${stage.node.path}: the stage is imported, so this app cannot set its access log; attach it in the app that makes the stage`);
  }
  // by the type's name: an app can hold several copies of aws-cdk-lib
  if (!CfnResource.isCfnResource(resource) || resource.cfnResourceType !== apigateway.CfnStage.CFN_RESOURCE_TYPE_NAME) {
    const type = CfnResource.isCfnResource(resource) ? resource.cfnResourceType : 'no stage';
    throw new Error(`${stage.node.path}: this is ${type}, and only stages of REST APIs (${apigateway.CfnStage.CFN_RESOURCE_TYPE_NAME}) can log to Firehose; give a stage of a REST API`);
  }
  return resource as apigateway.CfnStage;
}

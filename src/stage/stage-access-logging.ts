import { CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { CfnStage, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { AttachOptions } from './attach-options';
import { ImportedStages } from './imported-stages';
import { checkSamePlace } from './same-place';
import type { SettingAttributes } from './setting-properties';
import { attachedTo, remember } from './settings';
import { pathOf, stageResource } from './stage-resource';
import { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';
import { rendered, Rendered, renderedProperties } from '../rendered';

/** Properties of `StageAccessLogging`. */
export interface StageAccessLoggingProps extends AttachOptions {
  /**
   * The stage of a REST API: one that this app makes, in this stack or another, or an imported one
   * (`Stage.fromStageAttributes()`).
   */
  readonly stage: IStageRef;

  /** Where the stage's access log goes. */
  readonly deliveryStream: AccessLogDeliveryStream;
}

/**
 * Sends the access log of an API Gateway stage to a delivery stream.
 *
 * The stage is not redeployed for it, and callers notice nothing. Where this app makes the stage, it is a setting of it.
 * An imported stage is set by a custom resource, which leaves alone what somebody else has set
 * and takes its own setting away again when it is removed. Its function is made once for all imported stages of a delivery stream.
 *
 * In an account that has never logged to Firehose, API Gateway makes its service-linked role on the deployer's behalf, who
 * needs `iam:CreateServiceLinkedRole` for `ops.apigateway.amazonaws.com`; the custom resource has it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
 */
export class StageAccessLogging extends Construct {
  /**
   * ARN of the destination whose place was taken, known at deployment. Always there for an imported stage, and for no other.
   *
   * It is of the last deployment that changed this setting: `-` if that took nobody's place, as when columns were added since. The custom
   * resource's log names each one, is kept for a year, and stays when the stack goes.
   */
  public readonly replacedDestinationArn?: string;

  /**
   * Format of the access log whose place was taken, as `replacedDestinationArn`. One that is too long for
   * CloudFormation is in the custom resource's log alone.
   */
  public readonly replacedFormat?: string;

  /**
   * Fails for what is no stage of a REST API, for one of another region, account or `cdk.Stage`, for one that is attached to this
   * stream already, and for one that has another destination, unless that is to be replaced. Of an imported
   * stage the last is found out at deployment.
   */
  constructor(scope: Construct, id: string, props: StageAccessLoggingProps) {
    super(scope, id);
    const { stage, deliveryStream, replaceExisting = false } = props;
    const resource = stageResource(stage, this);
    checkSamePlace(stage, deliveryStream);
    const format = Lazy.string({ produce: () => deliveryStream.enrichment.schema.format });
    if (resource) {
      this.set(resource, deliveryStream, format, replaceExisting);
    } else {
      const setting = ImportedStages.of(deliveryStream).set(stage, format, replaceExisting);
      const attribute = (name: keyof SettingAttributes) => setting.getAttString(name);
      this.replacedDestinationArn = attribute('ReplacedDestinationArn');
      this.replacedFormat = attribute('ReplacedFormat');
    }
  }

  private set(stage: CfnStage, deliveryStream: AccessLogDeliveryStream, format: string, replaceExisting: boolean): void {
    const previous = attachedTo(stage);
    if (previous === deliveryStream) {
      throw new Error(`${this.node.path}: stage ${pathOf(stage)} is attached to ${deliveryStream.node.path} already; attach it once`);
    }
    if (stage.accessLogSetting && !replaceExisting) {
      throw new Error(`${this.node.path}: stage ${pathOf(stage)} has an access log destination already, and a stage has only one; leave that out, or give { replaceExisting: true } to take its place`);
    }
    const setting = { destinationArn: deliveryStream._arnFor(Stack.of(stage)), format };
    remember(setting, deliveryStream);
    stage.accessLogSetting = setting;
    dependencyOf(previous).forEach((stream) => stage.removeResourceDependency(stream));
    dependencyOf(deliveryStream).forEach((stream) => stage.addResourceDependency(stream));
    this.node.addValidation({
      validate: () => attachedTo(stage) && !isOverridden(stage) ? [] : [
        `stage ${pathOf(stage)} was given another access log destination after it was attached, and a stage has only one; leave the one or the other out`,
      ],
    });
  }
}

/** The resource that has to be there before the stage; none where the stream is imported. */
function dependencyOf(deliveryStream?: AccessLogDeliveryStream): CfnResource[] {
  const resource = deliveryStream?.deliveryStream.node.defaultChild;
  return resource && CfnResource.isCfnResource(resource) ? [resource] : [];
}

/** Whether an escape hatch (`addPropertyOverride()`) writes something else into the template. */
function isOverridden(stage: CfnStage): boolean {
  const written = renderedProperties(stage)?.AccessLogSetting as Rendered | undefined;
  const { destinationArn } = stage.accessLogSetting as CfnStage.AccessLogSettingProperty;
  return JSON.stringify(written?.DestinationArn) !== JSON.stringify(rendered(stage, destinationArn));
}

import { Lazy } from 'aws-cdk-lib';
import { IStageRef } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { AttachOptions } from './attach-options';
import { setImportedStage } from './imported/custom-resource';
import { checkSamePlace } from './same-place';
import { stageResource } from './stage-resource';
import { setStage } from './stage-setting';
import { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';

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
 * and takes its own setting away again when it is removed. Its function is made once for all imported stages of a delivery stream, and
 * sets three of them at a time, in the order in which they are attached: none can wait for a later one.
 *
 * In an account that has never logged to Firehose, API Gateway makes its service-linked role on the deployer's behalf, who
 * needs `iam:CreateServiceLinkedRole` for `ops.apigateway.amazonaws.com`; the custom resource has it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
 *
 * @example
 * const imported = apigateway.RestApi.fromRestApiId(this, 'Api', 'a1b2c3d4e5');
 * new StageAccessLogging(this, 'AccessLog', {
 *   stage: apigateway.Stage.fromStageAttributes(this, 'Stage', { restApi: imported, stageName: 'prod' }),
 *   deliveryStream: stream,
 * });
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
   * Whether this is to win over a destination that the stage is given later.
   *
   * @internal
   */
  public readonly _replaceExisting: boolean;

  /**
   * Fails for what is no stage of a REST API, for one of another region, account or `cdk.Stage`, for one that is attached to this
   * stream already, and for one that has another destination, unless that is to be replaced. Of an imported
   * stage the last is found out at deployment.
   */
  constructor(scope: Construct, id: string, props: StageAccessLoggingProps) {
    super(scope, id);
    const { stage, deliveryStream, replaceExisting = false } = props;
    this._replaceExisting = replaceExisting;
    const resource = stageResource(stage, scope);
    checkSamePlace(stage, deliveryStream);
    const setting = {
      deliveryStream,
      // lazy, for columns that are added to the schema later
      format: Lazy.string({ produce: () => deliveryStream.enrichment.schema.format }),
      replaceExisting,
    };
    if (resource) {
      setStage(this, resource, setting);
    } else {
      const attribute = setImportedStage(this, stage, setting);
      this.replacedDestinationArn = attribute('ReplacedDestinationArn');
      this.replacedFormat = attribute('ReplacedFormat');
    }
  }
}

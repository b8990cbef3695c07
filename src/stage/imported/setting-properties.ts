/** Type of the custom resource that sets the access log of a stage which this app does not make. */
export const SETTING_RESOURCE_TYPE = 'Custom::ApiGatewayAccessLogSetting';

/** What the custom resource is given. CloudFormation makes text of all values. */
export interface SettingProperties {
  readonly RestApiId: string;
  readonly StageName: string;
  /** ARN of the delivery stream. */
  readonly DestinationArn: string;
  /** `true` if somebody else may have a stage log there: then the destination alone does not tell whose setting it is. */
  readonly DestinationIsShared: string;
  readonly Format: string;
  /** `true` to take the place of another destination. */
  readonly ReplaceExisting: string;
}

/** What the custom resource reports: always both, since CloudFormation fails for an attribute that is missing. */
export interface SettingAttributes {
  /** ARN of the destination that this deployment replaced, or `-`. */
  readonly ReplacedDestinationArn: string;
  /** Its format, or `-`; where it is too long for CloudFormation's answer, a word on where it was logged. */
  readonly ReplacedFormat: string;
}

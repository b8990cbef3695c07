import type { SettingProperties } from '../../../../src/stage/imported/setting-properties';

export const OURS = 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-analytics';
export const NEXT = 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-next';
export const THEIRS = 'arn:aws:logs:eu-west-1:123456789012:log-group:theirs';
export const FORMAT = '{"id":"$context.extendedRequestId"}\n';

export interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: SettingProperties;
  readonly OldResourceProperties?: SettingProperties;
}

export function properties(changed: Partial<SettingProperties> = {}): SettingProperties {
  return { RestApiId: 'a1b2c3', StageName: 'prod', DestinationArn: OURS, DestinationIsShared: 'false', Format: FORMAT, ReplaceExisting: 'false', ...changed };
}

const COMMON = {
  ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:framework',
  ResponseURL: 'https://cloudformation.example/answer?signature=hidden',
  StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/stack/00000000-0000-4000-8000-000000000000',
  RequestId: '00000000-0000-4000-8000-000000000001',
  ResourceType: 'Custom::ApiGatewayAccessLogSetting',
  LogicalResourceId: 'Setting',
};

export function create(changed?: Partial<SettingProperties>) {
  return { ...COMMON, RequestType: 'Create' as const, ResourceProperties: properties(changed) };
}

/** @param physicalId by default that of the stage before the update */
export function update(before: Partial<SettingProperties>, after: Partial<SettingProperties>, physicalId = idOf(properties(before))) {
  return { ...COMMON, RequestType: 'Update' as const, PhysicalResourceId: physicalId, ResourceProperties: properties(after), OldResourceProperties: properties(before) };
}

export function remove(changed?: Partial<SettingProperties>, physicalId = idOf(properties(changed))) {
  return { ...COMMON, RequestType: 'Delete' as const, PhysicalResourceId: physicalId, ResourceProperties: properties(changed) };
}

function idOf({ RestApiId, StageName }: SettingProperties): string {
  return `${RestApiId}/${StageName}`;
}

import type { Resource } from './apps';

/** What becomes of a resource when its stack goes. A table of each type that this library's templates hold. */
interface ResourceType {
  /** What would be lost with it, so that no update may remove or replace it. */
  readonly holds?: string;
  /** By default, and where the removal policy is DESTROY; `Delete` if nothing else is said. */
  readonly whenRemoved?: { readonly byDefault: string; readonly destroyed: string };
  /** The name that others know it by, where it is not made up by CloudFormation. */
  readonly name?: (properties: Record<string, any>) => unknown;
}

const KEPT = { byDefault: 'Retain', destroyed: 'Delete' };

export const RESOURCE_TYPES: Record<string, ResourceType> = {
  'AWS::S3::Bucket': { holds: 'the records', whenRemoved: KEPT, name: ({ BucketName }) => BucketName },
  'Custom::S3AutoDeleteObjects': { holds: 'the records: the bucket is emptied when it goes' },
  'AWS::KinesisFirehose::DeliveryStream': { holds: 'records on their way', name: ({ DeliveryStreamName }) => DeliveryStreamName },
  'AWS::Glue::Database': { holds: 'permissions and tables of others', name: ({ DatabaseInput }) => DatabaseInput.Name },
  'AWS::Glue::Table': { holds: 'partitions and permissions', name: ({ DatabaseName, TableInput }) => [DatabaseName, TableInput.Name] },
  'AWS::Athena::WorkGroup': { holds: 'queries, their history and permissions', name: ({ Name }) => Name },
  'AWS::SecretsManager::Secret': { holds: 'the key of what is hashed', name: ({ Name }) => Name },
  'AWS::Logs::LogGroup': { holds: 'logs', name: ({ LogGroupName }) => LogGroupName },
  'AWS::QuickSight::DataSource': { holds: 'datasets of others', name: ({ DataSourceId }) => DataSourceId },
  'AWS::QuickSight::DataSet': { holds: 'copies in SPICE, and dashboards of others', name: ({ DataSetId }) => DataSetId },
  'AWS::QuickSight::Dashboard': { holds: 'links and subscriptions', name: ({ DashboardId }) => DashboardId },
  'AWS::Lambda::Function': { holds: 'permissions and metrics: a stream of others calls it', name: ({ FunctionName }) => FunctionName },
  'AWS::IAM::Role': { holds: 'permissions that others have given it', name: ({ RoleName }) => RoleName },
  'Custom::ApiGatewayAccessLogSetting': { holds: 'the access log of a stage' },

  // What can be made anew.
  'AWS::Athena::NamedQuery': {},
  'AWS::CloudWatch::Alarm': { name: ({ AlarmName }) => AlarmName },
  'AWS::CloudWatch::Dashboard': { name: ({ DashboardName }) => DashboardName },
  'AWS::Events::Rule': { name: ({ Name }) => Name },
  'AWS::Glue::Crawler': { name: ({ Name }) => Name },
  'AWS::IAM::Policy': {},
  'AWS::IAM::RolePolicy': { name: ({ RoleName, PolicyName }) => [RoleName, PolicyName] },
  'AWS::Lambda::EventInvokeConfig': {},
  'AWS::Lambda::Permission': {},
  'AWS::Logs::LogStream': { whenRemoved: { byDefault: 'Retain', destroyed: 'Retain' } }, // its log group takes it along
  'AWS::Logs::MetricFilter': { name: ({ MetricTransformations: [{ MetricNamespace, MetricName }] }) => [MetricNamespace, MetricName] },
  'AWS::QuickSight::RefreshSchedule': { name: ({ DataSetId, Schedule }) => [DataSetId, Schedule.ScheduleId] },
  'AWS::S3::BucketPolicy': {},
  'AWS::SQS::Queue': { name: ({ QueueName }) => QueueName },
  'AWS::SQS::QueuePolicy': {},
  'AWS::Scheduler::Schedule': { name: ({ GroupName, Name }) => Name && [GroupName, Name] },
};

/** Log groups go, but this one: it says what was replaced, and is wanted when the stack has gone. */
const RETAINED_LOGS = /ImportedStages/;

/** The deletion policy that a resource ought to have; both its own, and that for the case that it is replaced. */
export function wantedPolicy(logicalId: string, { Type }: Resource, policy: 'byDefault' | 'destroyed'): string {
  return Type === 'AWS::Logs::LogGroup' && RETAINED_LOGS.test(logicalId) ? 'Retain' : RESOURCE_TYPES[Type].whenRemoved?.[policy] ?? 'Delete';
}

/** Whether no update may remove or replace it. */
export function isKept({ Type }: Resource): boolean {
  return RESOURCE_TYPES[Type]?.holds !== undefined;
}

/** The name that a resource is known by, where the template says it. */
export function nameOf({ Type, Properties }: Resource): unknown {
  return Properties && RESOURCE_TYPES[Type]?.name?.(Properties);
}

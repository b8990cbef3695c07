import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { UsageAlarm } from './usage-alarm';
import type { UsageCatalog } from '../catalog/usage-catalog';

/** Whether Athena has ended a query at the work group's limit. What a user or QuickSight cancels has not read that much. */
export function queryAlarm(catalog: UsageCatalog): UsageAlarm {
  return {
    id: 'QueryLimit',
    anchor: 'query-limit',
    sentence: 'Athena has cancelled a query because it read more than the work group allows.',
    metric: catalog.metricCancelledQueryBytes(),
    threshold: catalog._bytesScannedLimit.toBytes(),
    comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  };
}

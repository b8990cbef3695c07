import { Annotations, Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { retentionOf } from '../usage-bucket';

/** How far some of the datasets go back. */
export interface DatasetWindow {
  readonly prop: 'usageWindow' | 'requestsWindow';
  readonly days: number;
  readonly isDefault: boolean;
  /** What can be set at least. */
  readonly shortest: number;
}

/** Tells of windows that go back further than records are kept, as far as that is known here. */
export function warnOfRetention(scope: Construct, bucket: IBucket, windows: readonly DatasetWindow[]): void {
  const retention = retentionOf(bucket);
  if (!retention || retention.isUnresolved()) {
    return;
  }
  const kept = retention.toDays();
  for (const { prop, days, isDefault, shortest } of windows.filter((window) => window.days > kept)) {
    const shorter = kept >= shortest ? `, or ${prop} ${inDays(kept)} or shorter` : days > shortest ? `, or both ${inDays(shortest)}` : '';
    Annotations.of(scope).addWarningV2('cdk-api-usage-analytics:windowBeyondRetention', `${prop} is ${inDays(days)}${isDefault ? ' by default' : ''} and logRetention is ${inDays(kept)}, so that the window begins ${inDays(days - kept)} before the oldest record that is kept, and figures over all of it are too low; make logRetention ${inDays(days)} or longer${shorter}`);
  }
}

function inDays(days: number): string {
  return Duration.days(days).toHumanString();
}

import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { UsageAlarm } from './usage-alarm';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';
import type { ApiKeyDirectory } from '../directory/api-key-directory';

/** CloudWatch's longest period. */
const LONGEST_PERIOD = Duration.days(1);

/** In percent of all records. */
const UNATTRIBUTED_SHARE = 1;

/**
 * Whether the directory is kept up to date. Its object says nothing of its age, because one that has not changed is not written again; but a run that did
 * not fail has found it right.
 */
export function directoryAlarm(directory: ApiKeyDirectory): UsageAlarm {
  return {
    id: 'DirectoryAge',
    anchor: 'directory-age',
    sentence: 'The directory of API keys has not been refreshed for three intervals, so that new keys and names are missing.',
    metric: new MathExpression({
      label: 'successful refreshes',
      // so that silence counts at once: for missing data CloudWatch looks further back
      expression: 'FILL(refreshes, 0) - FILL(failed, 0)',
      usingMetrics: { refreshes: directory.metricRefreshes(), failed: directory.metricFailedRefreshes() },
      period: knownInterval(directory),
    }),
    threshold: 1,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    periods: 3,
    // what stands still publishes nothing
    missing: TreatMissingData.BREACHING,
  };
}

/**
 * Whether customers can be told apart. A new key is unknown for two intervals at most: until the next run begins, and as long as that takes.
 * The periods are so long that such a time touches no more of them than one too few.
 */
export function attributionAlarm(stream: AccessLogDeliveryStream): UsageAlarm {
  const unknownFor = 2 * knownInterval(stream.enrichment.directory).toMinutes();
  const period = Duration.minutes(Math.min(unknownFor, LONGEST_PERIOD.toMinutes()));
  return {
    id: 'UnattributedRecords',
    anchor: 'unattributed-records',
    sentence: `For a while more than ${UNATTRIBUTED_SHARE} % of the requests have had an API key that the directory does not know.`,
    metric: unattributedShare(stream, period),
    threshold: UNATTRIBUTED_SHARE,
    periods: Math.ceil(unknownFor / period.toMinutes()) + 2,
  };
}

/**
 * In percent of the records that arrived. That of unattributed ones is published only while there are any, and counts as none then. Where nothing
 * arrives there is no share.
 */
export function unattributedShare(stream: AccessLogDeliveryStream, period: Duration): MathExpression {
  return new MathExpression({
    label: 'unattributed, %',
    expression: '100 * FILL(unattributed, 0) / records',
    usingMetrics: { unattributed: stream.enrichment.metricUnattributedRecords(), records: stream.metricIncomingRecords() },
    period,
  });
}

/** An interval that is known only at deployment is taken for the longest one. */
function knownInterval({ _refreshInterval: interval }: ApiKeyDirectory): Duration {
  return interval.isUnresolved() ? LONGEST_PERIOD : interval;
}

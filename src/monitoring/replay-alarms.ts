import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { UsageAlarm } from './usage-alarm';

/** What a replay is watched by. */
export interface MonitoredReplay {
  readonly function: lambda.IFunction;
  metricReplayedRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
  metricSetAsideRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** Whether failed records can be put back. */
export function replayAlarms(replay: MonitoredReplay): UsageAlarm[] {
  return [
    {
      id: 'ReplayErrors',
      anchor: 'replay-errors',
      sentence: 'A replay of failed records has itself failed; what it had not put back is still under the error prefix.',
      metric: replay.function.metricErrors(),
    },
    {
      id: 'SetAsideRecords',
      anchor: 'set-aside-records',
      sentence: 'A replay has given up on records and set them aside, with the reason.',
      metric: replay.metricSetAsideRecords(),
    },
  ];
}

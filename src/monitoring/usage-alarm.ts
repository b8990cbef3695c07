import { Names } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { runbook } from './runbook';

const LONGEST_NAME = 255;

/** One thing that may be amiss, and how it shows. */
export interface UsageAlarm {
  /** Id of its construct, and the end of its name. */
  readonly id: string;
  /** Of its chapter in the runbook. */
  readonly anchor: string;
  /** What has happened, in a sentence. */
  readonly sentence: string;
  readonly metric: cloudwatch.IMetric;
  /**
   * What the metric is compared with.
   *
   * @default 0
   */
  readonly threshold?: number;
  /** @default GREATER_THAN_THRESHOLD */
  readonly comparison?: cloudwatch.ComparisonOperator;
  /**
   * How many of the metric's periods are looked at.
   *
   * @default 1
   */
  readonly periods?: number;
  /**
   * How many of them have to be amiss.
   *
   * @default - all
   */
  readonly amiss?: number;
  /**
   * Most metrics are not published while there is nothing to count.
   *
   * @default NOT_BREACHING
   */
  readonly missing?: cloudwatch.TreatMissingData;
}

/** Makes an alarm that tells a topic when it goes off, and when it is over. */
export function makeAlarm(scope: Construct, topic: sns.ITopic, alarm: UsageAlarm): cloudwatch.Alarm {
  const { id, metric, periods = 1 } = alarm;
  const made = new cloudwatch.Alarm(scope, id, {
    alarmName: nameOf(scope, id),
    alarmDescription: `${alarm.sentence} ${runbook()}#${alarm.anchor}`,
    metric,
    threshold: alarm.threshold ?? 0,
    comparisonOperator: alarm.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: periods,
    datapointsToAlarm: alarm.amiss ?? periods,
    treatMissingData: alarm.missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(topic);
  made.addAlarmAction(action);
  made.addOkAction(action);
  return made;
}

/** Literal, and unique in the account and region: stack and path are in it. */
function nameOf(scope: Construct, id: string): string {
  return `${Names.uniqueResourceName(scope, { maxLength: LONGEST_NAME - id.length - 1, separator: '-' })}-${id}`;
}

import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { UsageAlarm } from './usage-alarm';

const STATE_CHANGE = 'Glue Crawler State Change';

/**
 * Whether the crawler's last run succeeded. AWS Glue publishes no metric of it, but events, to which two rules listen. That a rule's metrics are published
 * without a target is not documented; with one they are. Their target is a queue that nothing reads: it keeps the events, with Glue's error messages, for
 * two weeks, and costs nothing at rest.
 *
 * Between two runs there is silence, be it a night or a month, and the alarm stays as it is.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function crawlerAlarm(scope: Construct, crawlerName: string): UsageAlarm {
  const queue = new sqs.Queue(scope, 'CrawlerFailuresQueue', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const runs = (id: string, which: string, detailType: string[], detail: object) => new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName: 'Invocations',
    dimensionsMap: {
      RuleName: new events.Rule(scope, id, {
        description: `${which} runs of the crawler ${crawlerName}, for an alarm`.slice(0, 512),
        eventPattern: { source: ['aws.glue'], detailType, detail: { crawlerName: [crawlerName], ...detail } },
        targets: [new targets.SqsQueue(queue)],
      }).ruleName,
    },
    statistic: cloudwatch.Stats.SUM,
  });
  return {
    id: 'CrawlerFailures',
    anchor: 'crawler-failures',
    sentence: 'The last run of the Glue crawler has failed, so that engines without partition projection miss the latest records.',
    metric: new cloudwatch.MathExpression({
      label: 'failed, of the runs that ended',
      // without a run it divides by zero, which is no value
      expression: 'FILL(failed, 0) / (FILL(failed, 0) + FILL(succeeded, 0))',
      usingMetrics: {
        failed: runs('CrawlerFailuresRule', 'Failed', [STATE_CHANGE, 'Glue Scheduled Crawler Invocation Failure'], {
          // a run that could not begin has no state
          $or: [{ state: ['Failed'] }, { state: [{ exists: false }] }],
        }),
        succeeded: runs('CrawlerSuccessesRule', 'Successful', [STATE_CHANGE], { state: ['Succeeded'] }),
      },
      period: Duration.minutes(5),
    }),
    missing: cloudwatch.TreatMissingData.IGNORE,
  };
}

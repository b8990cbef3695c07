import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { UsageAlarm } from './usage-alarm';

/**
 * Whether the crawler succeeds. AWS Glue publishes no metric of it, but events, to which a rule listens. That a rule's metrics are published
 * without a target is not documented; with one they are. Its target is a queue that nothing reads: it keeps the events, with Glue's error messages, for
 * two weeks, and costs nothing at rest.
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
  const rule = new events.Rule(scope, 'CrawlerFailuresRule', {
    description: `Failed runs of the crawler ${crawlerName}, for an alarm`.slice(0, 512),
    eventPattern: {
      source: ['aws.glue'],
      detailType: ['Glue Crawler State Change', 'Glue Scheduled Crawler Invocation Failure'],
      // a run that could not begin has no state
      detail: { crawlerName: [crawlerName], $or: [{ state: ['Failed'] }, { state: [{ exists: false }] }] },
    },
    targets: [new targets.SqsQueue(queue)],
  });
  return {
    id: 'CrawlerFailures',
    anchor: 'crawler-failures',
    sentence: 'The Glue crawler has failed, so that engines without partition projection miss the latest records.',
    metric: new cloudwatch.Metric({
      namespace: 'AWS/Events',
      metricName: 'Invocations',
      dimensionsMap: { RuleName: rule.ruleName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.hours(1),
    }),
    // until the next night: what follows a failure at once is silence, and no success
    periods: 24,
    amiss: 1,
  };
}

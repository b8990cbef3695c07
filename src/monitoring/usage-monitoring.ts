import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkTopic, letAlarmsPublish } from './alarm-topic';
import { crawlerAlarm } from './crawler-alarm';
import { deliveryAlarms } from './delivery-alarms';
import { attributionAlarm, directoryAlarm } from './directory-alarms';
import { enrichmentAlarms } from './enrichment-alarms';
import { forwarderAlarms } from './forwarder-alarms';
import { OperationsDashboard } from './operations-dashboard';
import { queryAlarm } from './query-alarm';
import { replayAlarms } from './replay-alarms';
import { makeAlarm, UsageAlarm } from './usage-alarm';
import { UsageCatalog } from '../catalog/usage-catalog';
import { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';
import type { MonitoredForwarder } from '../delivery/forwarders/monitored-forwarder';
import type { ErrorReplay } from '../replay/error-replay';

/** Properties of a `UsageMonitoring`. */
export interface UsageMonitoringProps {
  /** The stream that takes the access logs; its enrichment, directory and forwarders are watched with it. */
  readonly deliveryStream: AccessLogDeliveryStream;

  /**
   * The catalog, whose crawler and queries are watched.
   *
   * @default - neither is watched
   */
  readonly catalog?: UsageCatalog;

  /**
   * The replay of failed records.
   *
   * @default - it is not watched
   */
  readonly replay?: ErrorReplay;

  /**
   * The topic that is told when an alarm goes off, and when it is over. It has to be in the region of the stack, and one of another stack of the app has to have the same
   * `env`, or a literal `topicName`.
   *
   * CloudWatch has to be allowed to publish to it, and to use its key. For a topic and a key of the app this sees to both; an imported topic's policy has to
   * allow `sns:Publish`, and an imported key's `kms:Decrypt` and `kms:GenerateDataKey*`, to `cloudwatch.amazonaws.com`. With the key that AWS manages
   * (`alias/aws/sns`) nothing would arrive.
   *
   * An alarm costs 0.10 USD a month, one over two metrics (`DirectoryAge`, `UnattributedRecords`, `CrawlerFailures`) 0.20: 1.60 for the pipeline, and
   * 0.30 to 0.40 a forwarder.
   *
   * @default - no alarms
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether there is a dashboard in CloudWatch. It costs 3 USD a month, unless it is one of the account's first three.
   *
   * @default true
   *
   * @see https://aws.amazon.com/cloudwatch/pricing/
   */
  readonly dashboard?: boolean;
}

/**
 * Watches the way of the records: a dashboard in CloudWatch, and an alarm for each thing that can go wrong, where there is a topic to tell. Each
 * alarm links to what it means and what to do. `ApiUsageAnalytics` has one; parts that are made one by one can be watched as well.
 *
 * Of its own metrics, which cost 0.30 USD a month each, this library publishes those of failed and unattributed records only while there are any.
 *
 * @see https://github.com/cdk-api-usage-analytics/cdk-api-usage-analytics/blob/main/docs/operations.md
 *
 * @example
 * new UsageMonitoring(this, 'Monitoring', {
 *   deliveryStream: stream,
 *   catalog: tables,
 *   alarmTopic: topic,
 *   dashboard: false,
 * });
 */
export class UsageMonitoring extends Construct {
  /** Name of the CloudWatch dashboard, if there is one: the construct's path, and the region, because the dashboards of all regions share their names. */
  public readonly dashboardName?: string;

  private readonly made: cloudwatch.Alarm[] = [];
  private readonly forwarders: MonitoredForwarder[] = [];

  /** Fails if alarms could not tell the topic. */
  constructor(scope: Construct, id: string, props: UsageMonitoringProps) {
    super(scope, id);
    const { alarmTopic, deliveryStream, catalog, replay } = props;
    const { enrichment } = deliveryStream;
    if (alarmTopic !== undefined) {
      checkTopic(this, alarmTopic);
      letAlarmsPublish(this, alarmTopic);
      this.alarm(alarmTopic, [
        ...deliveryAlarms(deliveryStream),
        ...enrichmentAlarms(enrichment),
        attributionAlarm(deliveryStream),
        ...catalog ? [queryAlarm(catalog)] : [],
        ...catalog?._crawlerName === undefined ? [] : [crawlerAlarm(this, catalog._crawlerName)],
        ...replay ? replayAlarms(replay) : [],
      ]);
      const [age] = this.alarm(alarmTopic, [directoryAlarm(enrichment.directory)]);
      // silence is amiss, and before the first run there is nothing else: so it is made late
      age.node.addDependency(enrichment.directory, deliveryStream);
    }
    enrichment._eachForwarder((forwarder) => {
      this.forwarders.push(forwarder);
      if (alarmTopic) {
        this.alarm(alarmTopic, forwarderAlarms(enrichment, forwarder));
      }
    });
    if (props.dashboard ?? true) {
      const { forwarders, made: alarms } = this;
      this.dashboardName = new OperationsDashboard(this, 'Dashboard', { deliveryStream, catalog, replay, forwarders, alarms }).dashboardName;
    }
  }

  /** The alarms, also those of forwarders that are added later. There are none without an `alarmTopic`. */
  public get alarms(): cloudwatch.IAlarm[] {
    return [...this.made];
  }

  private alarm(topic: sns.ITopic, alarms: readonly UsageAlarm[]): cloudwatch.Alarm[] {
    const made = alarms.map((alarm) => makeAlarm(this, topic, alarm));
    this.made.push(...made);
    return made;
  }
}

import { Duration, Lazy, Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { unattributedShare } from './directory-alarms';
import type { MonitoredReplay } from './replay-alarms';
import type { UsageCatalog } from '../catalog/usage-catalog';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';
import type { MonitoredForwarder } from '../delivery/forwarders/monitored-forwarder';

const WIDTH = 24;
const HEIGHT = 6;
const LONGEST_NAME = 255;
/** Of a region, with the dash before it. */
const REGION = 20;

/** What is to be seen on the dashboard. Forwarders and alarms may come later. */
export interface OperationsDashboardProps {
  readonly deliveryStream: AccessLogDeliveryStream;
  readonly catalog?: UsageCatalog;
  readonly replay?: MonitoredReplay;
  readonly forwarders: readonly MonitoredForwarder[];
  readonly alarms: readonly cloudwatch.IAlarm[];
}

/** A CloudWatch dashboard: a row a question, in the order in which one asks them. */
export class OperationsDashboard extends Construct {
  public readonly dashboardName: string;

  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    // dashboards of all regions share their names
    const name = Names.uniqueResourceName(scope, { maxLength: LONGEST_NAME - REGION, separator: '-' });
    this.dashboardName = `${name}-${Stack.of(this).region}`;
    new cloudwatch.CfnDashboard(this, 'Resource', {
      dashboardName: this.dashboardName,
      dashboardBody: Lazy.string({ produce: () => Stack.of(this).toJsonString({ widgets: widgetsOf(props) }) }),
    });
  }
}

function widgetsOf(props: OperationsDashboardProps): unknown[] {
  const rows = [alarmRow(props), arrivalRow(props), failureRow(props), attributionRow(props), forwarderRow(props), queryRow(props)];
  const column = new cloudwatch.Column(...rows.flat());
  column.position(0, 0);
  return column.toJson();
}

function alarmRow({ alarms }: OperationsDashboardProps): cloudwatch.IWidget[] {
  return alarms.length === 0 ? []
    : [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH, height: 2 + Math.ceil(alarms.length / 5) })];
}

function arrivalRow({ deliveryStream: stream }: OperationsDashboardProps): cloudwatch.IWidget[] {
  return row('Does traffic arrive, and is it delivered?', [
    graph('Records', [stream.metricIncomingRecords({ label: 'arrived' }), stream.metricDeliveredRecords({ label: 'delivered' })]),
    graph('Age of the oldest record, seconds', [stream.metricDataFreshness({ label: 'age' })]),
    graph('Refused for the stream\'s quotas, and lost', [stream.metricThrottledRecords({ label: 'refused' })]),
  ]);
}

function failureRow({ deliveryStream: stream, replay }: OperationsDashboardProps): cloudwatch.IWidget[] {
  const { enrichment } = stream;
  return row('Is something failing?', [
    graph('Failed records', [
      enrichment.metricFailedRecords({ label: 'enrichment' }),
      ...stream._converts ? [stream.metricFailedConversions({ label: 'conversion' })] : [],
    ]),
    graph('Runs of the enrichment that failed', [
      enrichment.function.metricErrors({ label: 'errors' }), enrichment.function.metricThrottles({ label: 'throttled' }),
    ]),
    graph('Longest run of the enrichment, milliseconds', [
      enrichment.function.metricDuration({ label: 'longest', statistic: cloudwatch.Stats.MAXIMUM }),
    ]),
    ...replay ? [graph('Replay', [
      replay.metricReplayedRecords({ label: 'put back' }),
      replay.metricSetAsideRecords({ label: 'set aside' }),
      replay.function.metricErrors({ label: 'errors' }),
    ])] : [],
  ]);
}

function attributionRow({ deliveryStream: stream }: OperationsDashboardProps): cloudwatch.IWidget[] {
  const { directory } = stream.enrichment;
  return row('Is it known who calls?', [
    graph('Requests with a key that the directory does not know, %', [unattributedShare(stream, Duration.minutes(5))]),
    graph('Refreshes of the directory', [
      directory.metricRefreshes({ label: 'runs' }), directory.metricFailedRefreshes({ label: 'failed' }),
    ]),
  ]);
}

function forwarderRow({ deliveryStream: { enrichment }, forwarders }: OperationsDashboardProps): cloudwatch.IWidget[] {
  return forwarders.length === 0 ? [] : row('Do the forwarders deliver?', forwarders.map(({ name, droppedBatches }) => graph(name, [
    enrichment.metricHandedOverRecords(name, { label: 'handed over' }),
    enrichment.metricParkedRecords(name, { label: 'parked' }),
    enrichment.metricLostRecords(name, { label: 'lost' }),
    ...droppedBatches ? [droppedBatches.with({ label: 'dropped batches' })] : [],
  ])));
}

function queryRow({ catalog }: OperationsDashboardProps): cloudwatch.IWidget[] {
  return catalog === undefined ? [] : row('What do queries read?', [
    graph('Bytes read', [catalog.metricScannedBytes({ label: 'read' })]),
    graph('Most bytes read by a cancelled query', [catalog.metricCancelledQueryBytes({ label: 'read' })], [
      { value: catalog._bytesScannedLimit.toBytes(), label: 'limit' },
    ]),
    graph('Longest query, milliseconds', [catalog.metricQueryTime({ label: 'longest' })]),
  ]);
}

function row(question: string, graphs: readonly ((width: number) => cloudwatch.IWidget)[]): cloudwatch.IWidget[] {
  // a receiver more than four goes into the next line
  const width = Math.floor(WIDTH / Math.min(graphs.length, 4));
  return [
    new cloudwatch.TextWidget({ markdown: `## ${question}`, width: WIDTH, height: 1 }),
    new cloudwatch.Row(...graphs.map((widget) => widget(width))),
  ];
}

function graph(title: string, left: cloudwatch.IMetric[], leftAnnotations: cloudwatch.HorizontalAnnotation[] = []) {
  return (width: number) => new cloudwatch.GraphWidget({ title, left, leftAnnotations, width, height: HEIGHT, leftYAxis: { min: 0 } });
}

import type { UsageDatasets } from './usage-datasets';
import { inDays } from './usage-datasets';
import { DashboardSheet } from '../dashboard-sheet';
import type { DashboardDataset } from '../fields/dashboard-dataset';
import { MeasureFormat } from '../fields/measure-format';
import { DashboardPeriod } from '../period';
import { BarChartVisual } from '../visuals/bar-chart-visual';
import { KpiVisual } from '../visuals/kpi-visual';
import { LineChartVisual } from '../visuals/line-chart-visual';
import { TableVisual } from '../visuals/table-visual';

const ms = MeasureFormat.MILLISECONDS;

/** How fast are we, where is the time spent, and for whom is it slow? */
export function latencySheet({ usageHourly: usage, requests: rows, latencyDaily: daily, latencyDays }: UsageDatasets): DashboardSheet {
  const recent = DashboardPeriod.lastDays(latencyDays);
  const days = inDays(latencyDays);
  const whole = DashboardPeriod.wholeDataset();
  const window = `last ${daily._windowDays()} days`;
  const overall = daily.only('grain', 'all');
  const byApi = daily.only('grain', 'api');
  const byEndpoint = daily.only('grain', 'endpoint');
  const byCustomer = daily.only('grain', 'customer');
  const percentileOf = (percentile: number) => rows.percentile('response_latency_ms', percentile, `p${percentile}`);
  const mean = (sum: string, count: string, label: string) => usage.ratio(sum, count, label, ms);

  return new DashboardSheet('latency', {
    name: 'Latency',
    description: `How fast are we, where is the time spent, and for whom is it slow? The percentiles of the ${days} are taken over single `
      + 'requests, so they are right under every filter. Those by day are percentiles of a day.',
  })
    .addVisuals(...[50, 90, 99].map((percentile) => new KpiVisual({
      id: `latency-p${percentile}`, title: `p${percentile}, ${days}`, value: percentileOf(percentile), period: recent,
    })))
    .addVisuals(
      new LineChartVisual({
        id: 'latency-by-day',
        title: `p50, p90 and p99 by day, ${window}`,
        subtitle: 'Over all APIs and stages, whatever is chosen',
        time: overall.time('day', 'Day'),
        values: percentilesByDay(overall),
        period: whole,
      }),
      new LineChartVisual({
        id: 'api-latency-by-day',
        title: `p90 by API and stage and day, ${window}`,
        subtitle: 'Follows the control API and stage',
        time: byApi.time('day', 'Day'),
        values: [byApi.max('p90_ms', 'p90', ms)],
        color: byApi.dimension('api_stage', 'API and stage'),
        period: whole,
      }),
    )
    .addVisuals(
      new LineChartVisual({
        id: 'latency-parts',
        title: 'Where the time is spent: means',
        time: usage.timeline(),
        values: [
          mean('response_latency_ms', 'timed_requests', 'Response'),
          mean('integration_latency_ms', 'integrated_requests', 'Integration'),
          mean('authorizer_latency_ms', 'authorized_requests', 'Authorizer'),
          mean('gateway_latency_ms', 'timed_requests', 'API Gateway itself'),
        ],
      }),
      new BarChartVisual({
        id: 'gateway-overhead',
        title: `API Gateway's own overhead by endpoint, p90, ${days}`,
        by: rows.dimension('endpoint', 'Endpoint'),
        values: [rows.percentile('gateway_latency_ms', 90, 'Overhead')],
        period: recent,
      }),
    )
    .addVisuals(
      new TableVisual({
        id: 'slowest-endpoints',
        title: `Slowest endpoints, ${days}`,
        groupBy: [rows.dimension('endpoint', 'Endpoint')],
        ...requestsAndPercentiles(rows),
        period: recent,
      }),
      new TableVisual({
        id: 'slowest-customers',
        title: `Latency by customer, ${days}`,
        groupBy: [rows.dimension('customer', 'Customer')],
        ...requestsAndPercentiles(rows),
        period: recent,
      }),
    )
    .addVisuals(
      new LineChartVisual({
        id: 'endpoint-latency-by-day',
        title: `p90 by endpoint and day, ${window}`,
        subtitle: 'Follows the controls API and stage and Endpoint. Of several APIs or stages, the slowest',
        time: byEndpoint.time('day', 'Day'),
        values: [byEndpoint.max('p90_ms', 'p90', ms)],
        color: byEndpoint.dimension('endpoint', 'Endpoint'),
        period: whole,
      }),
      new LineChartVisual({
        id: 'customer-latency-by-day',
        title: `p90 by customer and day, ${window}`,
        subtitle: 'Over all APIs and stages. Follows the control Customer',
        time: byCustomer.time('day', 'Day'),
        values: [byCustomer.max('p90_ms', 'p90', ms)],
        color: byCustomer.dimension('customer', 'Customer'),
        period: whole,
      }),
    );
}

function percentilesByDay(daily: DashboardDataset) {
  return [50, 90, 99].map((percentile) => daily.max(`p${percentile}_ms`, `p${percentile}`, ms));
}

/** The slowest first, and whether it is slow for many. */
function requestsAndPercentiles(rows: DashboardDataset) {
  const [p50, p90, p99] = [50, 90, 99].map((percentile) => rows.percentile('response_latency_ms', percentile, `p${percentile}`));
  return { values: [rows.sum('requests', 'Requests'), p50, p90, p99], sortBy: p90 };
}

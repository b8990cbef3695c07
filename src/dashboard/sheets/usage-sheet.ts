import type { UsageDatasets } from './usage-datasets';
import { inDays } from './usage-datasets';
import { DashboardSheet } from '../dashboard-sheet';
import { DashboardPeriod } from '../period';
import { BarChartVisual } from '../visuals/bar-chart-visual';
import { KpiVisual } from '../visuals/kpi-visual';
import { LineChartVisual } from '../visuals/line-chart-visual';
import { PieChartVisual } from '../visuals/pie-chart-visual';
import { PivotTableVisual } from '../visuals/pivot-table-visual';

/** Who uses which endpoint, on which plan, how much? */
export function usageSheet({ usageHourly: usage, requests: rows, latencyDays }: UsageDatasets): DashboardSheet {
  const requests = usage.sum('requests', 'Requests');
  const plan = usage.dimension('usage_plan', 'Usage plan');
  const endpoint = usage.dimension('endpoint', 'Endpoint');
  const customer = usage.dimension('customer', 'Customer');
  const time = usage.timeline();

  return new DashboardSheet('usage', {
    name: 'Usage',
    description: 'Who uses which endpoint, on which plan, how much? Times are UTC.',
  })
    .addVisuals(
      new KpiVisual({ id: 'requests', title: 'Requests', value: requests }),
      new KpiVisual({ id: 'active-customers', title: 'Active customers', value: usage.distinctCount('customer_id', 'Customers') }),
      new KpiVisual({ id: 'error-rate', title: 'Error rate (4xx and 5xx)', value: usage.ratio('errors', 'requests', 'Error rate') }),
      new KpiVisual({
        id: 'p90-latency',
        title: `p90 latency, ${inDays(latencyDays)}`,
        value: rows.percentile('response_latency_ms', 90, 'p90'),
        period: DashboardPeriod.lastDays(latencyDays),
      }),
      new KpiVisual({ id: 'data-out', title: 'Data out', value: usage.megabytes('response_bytes', 'Data out') }),
    )
    .addVisuals(
      new LineChartVisual({ id: 'requests-by-plan', title: 'Requests by usage plan', time, values: [requests], color: plan, width: 23 }),
      new PieChartVisual({
        id: 'traffic-by-plan', title: 'Share of traffic by usage plan, month to date', by: plan, value: requests, period: DashboardPeriod.monthToDate(),
      }),
    )
    .addVisuals(
      new BarChartVisual({
        id: 'top-customers', title: 'Top 20 customers by status', by: customer, values: [requests], color: usage.dimension('status', 'Status'), width: 20, height: 13,
      }),
      new BarChartVisual({ id: 'requests-by-method', title: 'Requests by method', by: usage.dimension('http_method', 'Method'), values: [requests] }),
      new BarChartVisual({ id: 'requests-by-status', title: 'Requests by status', by: usage.dimension('status', 'Status'), values: [requests] }),
    )
    .addVisuals(
      new PivotTableVisual({
        id: 'traffic-by-endpoint',
        title: 'Share of traffic by endpoint, plan and customer',
        rows: [endpoint],
        columns: [plan, customer],
        value: usage.share('requests', 'Share of requests'),
        height: 14,
      }),
    )
    .addVisuals(
      new LineChartVisual({ id: 'top-endpoints', title: 'Top 10 endpoints', time, values: [requests], color: endpoint }),
      new LineChartVisual({ id: 'top-domains', title: 'Top 10 domains', time, values: [requests], color: usage.dimension('domain_name', 'Domain') }),
      new LineChartVisual({
        id: 'top-client-families', title: 'Top 10 client families', time, values: [requests], color: usage.dimension('client_family', 'Client family'),
      }),
    );
}

import type { UsageDatasets } from './usage-datasets';
import { DashboardSheet } from '../dashboard-sheet';
import { MeasureFormat } from '../fields/measure-format';
import { BarChartVisual } from '../visuals/bar-chart-visual';
import { KpiVisual } from '../visuals/kpi-visual';
import { LineChartVisual } from '../visuals/line-chart-visual';
import { TableVisual } from '../visuals/table-visual';
import { TableWithoutMenu } from '../visuals/table-without-menu';

/** Who grows, who takes everything, who never came, who has gone? */
export function customersSheet({ usageHourly: usage, customers }: UsageDatasets): DashboardSheet {
  const window = `last ${customers._windowDays()} days`;
  const time = usage.timeline();
  const neverCalled = customers.only('activity', 'Never called');
  const silent = customers.only('customer_activity', 'Silent');
  const limited = customers.only('quota_period', 'DAY', 'WEEK', 'MONTH');

  return new DashboardSheet('customers', {
    name: 'Customers',
    description: `Who grows, who takes everything, who never came, who has gone? Tables and activation are of the ${window}.`,
  })
    .addVisuals(
      new LineChartVisual({
        id: 'requests-by-customer', title: 'Requests by customer, top 10', time, values: [usage.sum('requests', 'Requests')], color: usage.dimension('customer', 'Customer'),
      }),
      new LineChartVisual({
        id: 'data-by-customer',
        title: 'Data downloaded by customer, top 10',
        time,
        values: [usage.megabytes('response_bytes', 'Data out')],
        color: usage.dimension('customer', 'Customer'),
      }),
    )
    .addVisuals(
      new TableVisual({
        id: 'customer-table',
        title: `Customers, ${window}`,
        subtitle: 'Follows the controls Usage plan and Customer; p95 is of all plans of a customer. A row leads to the requests of its customer.',
        groupBy: [customers.dimension('customer', 'Customer')],
        values: [
          customers.sum('requests', 'Requests'),
          customers.share('requests', 'Share'),
          customers.ratio('errors', 'requests', 'Error rate'),
          customers.max('p95_ms', 'p95 latency', MeasureFormat.MILLISECONDS),
          customers.megabytes('response_bytes', 'Data out'),
          customers.earliest('first_call', 'First call'),
          customers.latest('last_call', 'Last call'),
          customers.max('quota_used_share', 'Quota used', MeasureFormat.PERCENT),
        ],
        height: 12,
      }),
    )
    .addVisuals(
      new BarChartVisual({
        id: 'activation',
        title: `Activation of API keys created in the ${window}`,
        by: customers.dimension('usage_plan', 'Usage plan'),
        values: [
          customers.sum('created_keys', 'Keys created'), customers.sum('called_keys', 'First call'), customers.sum('hundred_keys', 'Hundredth call'),
        ],
        width: 27,
      }),
      new KpiVisual({
        id: 'time-to-first-call',
        title: 'Median time to the first call',
        subtitle: `Keys created in the ${window}`,
        value: customers.percentile('days_to_first_call', 50, 'Median time', MeasureFormat.DAYS),
        compared: false,
      }),
    )
    .addVisuals(
      new TableWithoutMenu({
        id: 'never-called',
        title: `API keys that never called in the ${window}`,
        groupBy: [
          neverCalled.dimension('customer', 'Customer'), neverCalled.dimension('api_key_name', 'API key'), neverCalled.dimension('usage_plan', 'Usage plan'),
        ],
        values: [neverCalled.latest('key_created', 'Created')],
      }),
      new TableWithoutMenu({
        id: 'gone-silent',
        title: 'Gone silent: no call for a week',
        groupBy: [silent.dimension('customer', 'Customer')],
        values: [silent.latest('last_call', 'Last call'), silent.sum('requests', 'Requests')],
      }),
    )
    .addVisuals(
      new TableVisual({
        id: 'quota',
        title: 'Use of quota in its present period, and when it will run out',
        subtitle: 'Counted from the logs of the attached stages, in UTC',
        groupBy: [
          limited.dimension('customer', 'Customer'), limited.dimension('api_key_name', 'API key'), limited.dimension('api_key_id', 'API key id'),
          limited.dimension('usage_plan', 'Usage plan'), limited.dimension('quota_period', 'Period'),
        ],
        values: [
          limited.max('quota_used_share', 'Used', MeasureFormat.PERCENT), limited.sum('quota_used', 'Requests'), limited.sum('quota_limit', 'Limit'),
          limited.earliest('quota_runs_out', 'Runs out'),
        ],
      }),
    );
}

import { Duration } from 'aws-cdk-lib';
import { dashboardIn } from './usage-dashboards';
import {
  AccessLogColumn, AccessLogSchema, BarChartVisual, DashboardPeriod, DatasetColumnType, DatasetImportMode, KpiVisual, LineChartVisual, MeasureFormat,
  PieChartVisual, PivotTableVisual, RowTableVisual, TableVisual,
} from '../../src';
import type { UsageDashboard } from '../../src';

/** What a consumer logs beyond our columns: one of each type. */
export const OWN_COLUMNS: AccessLogColumn[] = [
  AccessLogColumn.string('tenant_id', '$context.authorizer.tenantId'),
  AccessLogColumn.boolean('trial', '$context.authorizer.trial'),
  AccessLogColumn.bigint('items', '$context.authorizer.items'),
  AccessLogColumn.double('price', '$context.authorizer.price'),
  AccessLogColumn.timestamp('signed_at', '$context.authorizer.signedAt'),
];

/** A sheet with every kind of visual and every option that one has. */
export function addOwnSheet(dashboard: UsageDashboard): void {
  const { usageHourly: usage, requests: rows, latencyDaily, customers } = dashboard;
  const byEndpoint = latencyDaily.only('grain', 'endpoint');
  const busy = usage.only('http_method', 'GET', 'POST').without('customer', '(anonymous)');
  const prices = dashboard.addDataset('prices', {
    sqlQuery: 'SELECT plan, price, valid_from FROM prices',
    columns: [
      { name: 'plan', type: DatasetColumnType.STRING }, { name: 'price', type: DatasetColumnType.DECIMAL }, { name: 'valid_from', type: DatasetColumnType.DATETIME },
    ],
  });
  const sales = dashboard.addDataset('sales_daily', {
    sqlQuery: 'SELECT day, customer, revenue FROM sales',
    columns: [
      { name: 'day', type: DatasetColumnType.DATETIME }, { name: 'customer', type: DatasetColumnType.STRING }, { name: 'revenue', type: DatasetColumnType.INTEGER },
    ],
    timeColumn: 'day',
    windowDays: 60,
  });
  const period = DashboardPeriod.monthToDate();
  const whole = DashboardPeriod.wholeDataset();

  dashboard.addSheet('own', { name: 'Our own', description: 'What is <new> & odd?', callerControls: true })
    .addVisuals(
      new KpiVisual({ id: 'own-kpi', title: 'Requests', subtitle: 'Less < than & more', value: busy.sum('requests'), width: 5, height: 4 }),
      new KpiVisual({ id: 'own-figure', title: 'Highest latency', value: rows.max('response_latency_ms'), compared: false, period: DashboardPeriod.lastDays(14) }),
      new KpiVisual({ id: 'own-week', title: 'Customers', value: usage.distinctCount('customer_id', 'Customers'), period: DashboardPeriod.lastDays(7) }),
      new KpiVisual({ id: 'own-first', title: 'First sale', value: sales.earliest('day', 'First'), compared: false, period: whole }),
    )
    .addVisuals(
      new LineChartVisual({ id: 'own-lines', title: 'Lines', time: busy.timeline(), values: [busy.sum('requests')], color: busy.dimension('endpoint'), top: 3, width: 30 }),
      new LineChartVisual({
        id: 'own-figures', title: 'Figures', time: rows.time('request_time'), values: [rows.sum('requests'), rows.percentile('response_latency_ms', 99.9, 'p99.9')], period: whole,
      }),
    )
    .addVisuals(new BarChartVisual({
      id: 'own-latency', title: 'Slowest day', by: byEndpoint.dimension('endpoint'), values: [byEndpoint.max('p90_ms', 'p90', MeasureFormat.MILLISECONDS)],
    }))
    .addVisuals(
      new BarChartVisual({ id: 'own-bars', title: 'Bars', by: sales.dimension('customer'), values: [sales.sum('revenue', 'Revenue', MeasureFormat.DECIMAL)], top: 5 }),
      new BarChartVisual({
        id: 'own-stacked', title: 'Stacked', subtitle: 'By method', by: usage.dimension('usage_plan'), values: [usage.megabytes('response_bytes')], color: usage.dimension('tenant_id'),
      }),
      new BarChartVisual({ id: 'own-pairs', title: 'Pairs', by: usage.dimension('endpoint'), values: [usage.sum('requests'), usage.sum('client_errors')], period }),
      new PieChartVisual({ id: 'own-pie', title: 'Pie', by: prices.dimension('plan'), value: prices.sum('price'), top: 4, period: whole }),
    )
    .addVisuals(
      new PivotTableVisual({
        id: 'own-pivot', title: 'Pivot', rows: [usage.dimension('endpoint')], columns: [usage.dimension('usage_plan')], value: usage.share('requests', 'Share'), period,
      }),
      new PivotTableVisual({ id: 'own-rows', title: 'Rows alone', rows: [usage.dimension('endpoint')], columns: [], value: usage.sum('requests') }),
      new TableVisual({
        id: 'own-table',
        title: 'Table',
        groupBy: [rows.dimension('source_ip'), rows.dimension('endpoint')],
        values: [rows.ratio('errors', 'requests', 'Errors'), rows.latest('request_time', 'Last')],
      }),
      new TableVisual({
        id: 'own-keys',
        title: 'Keys',
        groupBy: [customers.dimension('api_key_name')],
        values: [customers.percentile('days_to_first_call', 50, 'Days', MeasureFormat.DAYS), customers.earliest('first_call', 'First')],
      }),
      new RowTableVisual({ id: 'own-requests', title: 'Requests', time: rows.time('request_time'), columns: [rows.dimension('trial'), rows.sum('price'), rows.time('signed_at')] }),
    );
  dashboard.addSheet('bare', { name: 'Without controls' })
    .addVisuals(new TableVisual({ id: 'own-prices', title: 'Prices', groupBy: [prices.dimension('plan')], values: [prices.max('price', 'Price', MeasureFormat.DECIMAL)] }));
}

/** Each way to configure a dashboard that changes its definition. */
export const CONFIGURATIONS: [name: string, made: () => ReturnType<typeof dashboardIn>][] = [
  ['as it is', () => dashboardIn()],
  ['in SPICE', () => dashboardIn({ importMode: DatasetImportMode.SPICE })],
  ['with columns of one\'s own', () => dashboardIn({}, { schema: new AccessLogSchema(OWN_COLUMNS) })],
  ['with a sheet of one\'s own', () => {
    const made = dashboardIn({ importMode: DatasetImportMode.SPICE }, { schema: new AccessLogSchema(OWN_COLUMNS) });
    addOwnSheet(made.dashboard);
    return made;
  }],
  ['with the longest windows', () => dashboardIn({ usageWindow: Duration.days(400), requestsWindow: Duration.days(400) })],
  ['with the shortest windows', () => dashboardIn({ usageWindow: Duration.days(31), requestsWindow: Duration.days(2) })],
];

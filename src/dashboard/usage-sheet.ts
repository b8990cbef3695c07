import { barChart } from './bar-chart';
import { DatasetFields } from './field';
import { choice, monthToDate } from './filter';
import { pieChart } from './pie-chart';
import { pivotTable } from './pivot-table';
import type { Sheet } from './sheet';
import { USAGE_HOURLY, usageHourlyColumns } from './usage-hourly';

const usage = new DatasetFields(USAGE_HOURLY, usageHourlyColumns());
const requests = usage.sum('requests', 'Requests');
const plan = usage.dimension('usage_plan', 'Usage plan');
const customer = usage.dimension('customer', 'Customer');

const trafficByPlan = pieChart({
  id: 'traffic-by-plan',
  title: 'Share of traffic by usage plan, month to date',
  by: plan,
  measure: requests,
  slices: 20,
});

const topCustomers = barChart({
  id: 'top-customers',
  title: 'Top 20 customers of the chosen plan by status, month to date',
  by: customer,
  colour: usage.dimension('status', 'Status'),
  measure: requests,
  top: 20,
});

const trafficByEndpoint = pivotTable({
  id: 'traffic-by-endpoint',
  title: 'Share of traffic by endpoint, plan and customer, month to date',
  rows: [usage.dimension('resource_path', 'Endpoint'), usage.dimension('http_method', 'Method')],
  columns: [plan, customer],
  shareOf: requests,
});

/** Who uses which endpoint, on which plan, how much? */
export const USAGE_SHEET: Sheet = {
  id: 'usage',
  name: 'Usage',
  description: 'Who uses which endpoint, on which plan, how much? Months are those of UTC.',
  rows: [
    { height: 12, cells: [{ visual: trafficByPlan, width: 13 }, { visual: topCustomers, width: 23 }] },
    { height: 14, cells: [{ visual: trafficByEndpoint, width: 36 }] },
  ],
  filters: [
    monthToDate({ id: 'month-to-date', time: usage.time('hour', 'Hour'), visuals: [trafficByPlan, topCustomers, trafficByEndpoint] }),
    choice({ id: 'chosen-plan', of: plan, visuals: [topCustomers] }),
  ],
};

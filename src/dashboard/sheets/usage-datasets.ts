import type { DashboardDataset } from '../fields/dashboard-dataset';

/** The datasets that the sheets are made of. */
export interface UsageDatasets {
  /** Requests by hour. */
  readonly usageHourly: DashboardDataset;
  /** One row a request. */
  readonly requests: DashboardDataset;
  /** Percentiles by day. */
  readonly latencyDaily: DashboardDataset;
  /** One row for each customer, API key and usage plan. */
  readonly customers: DashboardDataset;
  /** How many days the figures over single requests are of: half of what there is, so that the half before can be compared. */
  readonly latencyDays: number;
}

export function inDays(days: number): string {
  return days === 1 ? 'last day' : `last ${days} days`;
}

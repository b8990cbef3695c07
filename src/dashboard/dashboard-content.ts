/** How much of the visualization is made. */
export enum DashboardContent {
  /** Nothing in QuickSight. */
  NONE = 'NONE',
  /** The data source and the datasets, for dashboards that you make in QuickSight yourself. */
  DATASETS = 'DATASETS',
  /** The data source, the datasets and the dashboard. */
  DASHBOARD = 'DASHBOARD',
}

import type { Dataset } from './delivered';
import { customersColumns, customersSql } from '../../../src/dashboard/datasets/customers';
import { latencyDailyColumns, latencyDailySql } from '../../../src/dashboard/datasets/latency-daily';
import { requestsColumns, requestsSql } from '../../../src/dashboard/datasets/requests';
import { usageHourlyColumns, usageHourlySql } from '../../../src/dashboard/datasets/usage-hourly';
import type { UsageTables } from '../../../src/dashboard/datasets/usage-tables';
import type { LoggedColumn } from '../../../src/record/column';

/** The four datasets, over a window of days. */
export const DATASETS: Record<string, (tables: UsageTables, windowDays: number, added?: readonly LoggedColumn[]) => Dataset> = {
  'usage_hourly': (tables, windowDays, added = []) => ({ columns: usageHourlyColumns(added), statement: usageHourlySql(tables, windowDays, added, true) }),
  'usage_hourly of records': (tables, windowDays, added = []) => ({ columns: usageHourlyColumns(added), statement: usageHourlySql(tables, windowDays, added, false) }),
  'requests': (tables, windowDays, added) => ({ columns: requestsColumns(added), statement: requestsSql(tables, windowDays, added) }),
  'latency_daily': (tables, windowDays) => ({ columns: latencyDailyColumns(), statement: latencyDailySql(tables, windowDays) }),
  'customers': (tables, windowDays) => ({ columns: customersColumns(), statement: customersSql(tables, windowDays) }),
};

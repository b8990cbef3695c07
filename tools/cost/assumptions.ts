/** What no bench can measure and no price list knows. All of it, and each with what the page says of it. */
export const ASSUMPTIONS = {
  days: [30, 'days of a month; requests come in at all hours'],
  peak: [3, 'times as many requests a second at the peak as on average: for quotas alone'],
  monthsKept: [12, 'months for which records are kept (`logRetention`; for ever by default). The month is one after these'],
  keys: [1_000, 'API keys'],
  plans: [10, 'usage plans'],
  authors: [1, 'author in QuickSight'],
  readers: [5, 'readers in QuickSight'],
  loads: [20, 'times a month that somebody opens the whole dashboard, all five sheets, over the 30 days that it shows at first: each reader once a week'],
  handQueries: [20, 'statements a month by hand or by saved query, each of which reads what one query of the dashboard reads of 30 days'],
  getsPerParquet: [2, 'GET requests for each Parquet object that a query reads, for the footer and the columns; 1 for each object of JSON. AWS documents neither'],
  listsPerHour: [1, 'LIST request for each hour, which is a partition, that a query looks into. AWS does not document it'],
  crawlerUnits: [2, 'DPUs of the nightly crawler, for ten minutes, the least that is billed. AWS does not document how many a crawler takes'],
  runSeconds: [0.05, 'seconds of each run of a function beside its records'],
  logBytes: [1_000, 'bytes in CloudWatch Logs for each run of a function'],
  groupsOfKey: [250, 'rows of `usage_hourly` at most for a key and an hour: endpoints, statuses and clients'],
  hourRow: [500, 'bytes of a row of `usage_hourly` in SPICE'],
  requestRow: [1_000, 'bytes of a row of `requests` in SPICE'],
  visuals: [3, 'visuals of the walkthrough\'s own analysis, those of its picture. Nothing in its text filters on partitions, so each reads all that is kept'],
} as const;

export type Assumption = keyof typeof ASSUMPTIONS;

export function assumed(name: Assumption): number {
  return ASSUMPTIONS[name][0];
}

export const DAYS = assumed('days');

/** Properties of the construct that make a difference here. Those of `DEFAULTS` are the construct's. */
export interface Settings {
  readonly bufferingSeconds: number;
  readonly bufferingMebibytes: number;
  readonly usageDays: number;
  readonly requestsDays: number;
  readonly refreshMinutes: number;
  readonly scanLimitGibibytes: number;
}

export const DEFAULTS: Settings = {
  bufferingSeconds: 300, bufferingMebibytes: 128, usageDays: 90, requestsDays: 14, refreshMinutes: 5, scanLimitGibibytes: 100,
};

/** The traffic of a month. */
export interface Traffic {
  readonly requests: number;
  readonly keys: number;
  readonly plans: number;
}

export function traffic(requests: number, { keys = assumed('keys'), plans = assumed('plans') } = {}): Traffic {
  return { requests, keys, plans };
}

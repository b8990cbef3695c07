import type { BenchResults } from '../../tools/cost/measured';

const LOAD = 'scanned by one load of the dashboard over 30 days of 10 million requests';

function load(against: string, other: number) {
  return { what: LOAD, unit: 'MB', better: 'less', against, ours: 21_775, other, ratio: other / 21_775 } as const;
}

function refresh(kind: string, dataset: string, value: number) {
  return { what: `scanned by one ${kind} refresh of ${dataset} in SPICE, after 30 days`, unit: 'MB', value };
}

function group(what: string, scans: number, megabytes: number) {
  return [{ what, unit: 'scans', value: scans }, { what: `scanned by ${what}`, unit: 'MB', value: megabytes }];
}

const WRITTEN = { date: '2026-11-22', machine: { node: 'v20.20.2', cpu: 'a processor', cores: 2, memoryGiB: 24 } };

/** As `npm run bench` writes them, and no more than the cost is made of. */
export const RESULTS: BenchResults = {
  parts: {
    'enrichment': {
      ...WRITTEN,
      comparisons: [{
        what: '1,000 records, 1,000 keys', unit: 'records/s', better: 'more', against: 'the walkthrough', target: 1, ours: 80_000, other: 72_000, ratio: 1.11,
      }],
      figures: [],
    },
    'control-plane': { ...WRITTEN, comparisons: [], figures: [{ what: 'refresh of 10,000 keys in 300 plans', unit: 'calls', value: 321 }] },
    'queries': {
      ...WRITTEN,
      comparisons: [
        load('the walkthrough\'s plain JSON', 329_840),
        load('plain JSON with all fields that our dashboard shows', 792_460),
        load('GZIP JSON of the same records', 91_084),
      ],
      figures: [
        { what: 'queries of one load', unit: 'queries', value: 81 },
        { what: 'scans of the records by them', unit: 'scans', value: 87 },
        // 21,718.75 MB together: the load's 21,775 without 0.25832 % of keys
        ...group('scans over requestsWindow', 28, 3_600),
        ...group('scans over requestsWindow, of 32 days of arrivals', 7, 2_000),
        ...group('scans over requestsWindow, of 9 days of arrivals', 3, 500),
        ...group('scans over usageWindow', 27, 7_218.75),
        ...group('scans over usageWindow, of 32 days of arrivals', 16, 6_000),
        ...group('scans over usageWindow, of 62 days of arrivals', 6, 2_400),
        { what: 'objects of the month', unit: 'objects', value: 8_790 },
        { what: 'a record in Parquet', unit: 'bytes', value: 132.87 },
        { what: 'a record in GZIP JSON', unit: 'bytes', value: 115.79 },
        { what: 'a record in the walkthrough\'s JSON', unit: 'bytes', value: 407.21 },
        { what: 'a footer', unit: 'bytes', value: 5_989.7 },
        { what: 'share of the list of API keys in what is scanned', unit: '%', value: 0.25832 },
        refresh('incremental', 'usage_hourly', 27.655),
        refresh('incremental', 'requests', 102.18),
        refresh('full', 'customers', 516.18),
        refresh('full', 'latency_daily', 276.6),
        refresh('full', 'usage_hourly', 365.95),
        refresh('full', 'requests', 686.91),
      ],
    },
  },
};

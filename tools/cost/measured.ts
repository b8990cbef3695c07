import type { Comparison, Figure, WrittenResults } from '../../bench/measure';

/** What `npm run bench` writes. */
export interface BenchResults {
  readonly parts: Readonly<Record<string, WrittenResults | undefined>>;
}

/** The parts that the cost depends on. */
const PARTS = ['enrichment', 'control-plane', 'queries'];

/** When they were measured: a part can be measured again without the others. */
export function measuredOn({ parts }: BenchResults): string {
  return [...new Set(PARTS.flatMap((part) => parts[part]?.date ?? []))].sort().join(' and ');
}

/** The traffic that the part `queries` measures. */
export const MEASURED_REQUESTS = 10_000_000;
export const MEASURED_DAYS = 30;
export const MEASURED_KEYS = 400;

const LOAD = `scanned by one load of the dashboard over ${MEASURED_DAYS} days of ${MEASURED_REQUESTS / 1e6} million requests`;
const BATCH = '1,000 records, 1,000 keys';
const MB = 1e6;

export const REFRESHED = ['usage_hourly', 'requests', 'customers', 'latency_daily'] as const;

/** A dataset in SPICE, and whether its latest hours are read or its whole window. */
export interface RefreshKind {
  readonly dataset: typeof REFRESHED[number];
  readonly kind: 'incremental' | 'full';
}

/** Scans of one load that go back equally far. */
export interface ScanGroup {
  readonly window: 'usage' | 'requests';
  /** Where they leave out the partitions of earlier records: so many days are left, or the whole window where that is shorter. */
  readonly arrivedDays?: number;
  readonly scans: number;
  /** What they read together, without the list of API keys. */
  readonly bytes: number;
}

const GROUP = /^scans over (usage|requests)Window(?:, of (\d+) days of arrivals)?$/;

/** The measured figures that the cost depends on. Bytes are of the measured traffic. */
export interface Measured {
  /** Seconds of a processor for a record. */
  readonly ourSeconds: number;
  readonly walkthroughSeconds: number;
  readonly loadBytes: number;
  readonly gzipLoadBytes: number;
  readonly queries: number;
  readonly scans: number;
  /** All of `scans`. */
  readonly groups: readonly ScanGroup[];
  readonly objects: number;
  readonly footerBytes: number;
  /** Of `loadBytes`. */
  readonly keysBytes: number;
  readonly parquetRecord: number;
  readonly gzipRecord: number;
  readonly walkthroughRecord: number;
  /** With all our fields, customer and plan among them. */
  readonly line: number;
  readonly refreshBytes: (refresh: RefreshKind) => number;
  /** For 10,000 keys in 300 plans. */
  readonly directoryCalls: number;
}

export function measured(results: BenchResults): Measured {
  const queries = (what: string) => figure(results, 'queries', what);
  const load = (against: string) => comparison(results, 'queries', LOAD, against);
  const { ours, other } = comparison(results, 'enrichment', BATCH, 'the walkthrough');
  const allFields = load('plain JSON with all fields that our dashboard shows').other * MB;
  const loadBytes = load('the walkthrough\'s plain JSON').ours * MB;
  const refreshBytes = ({ dataset, kind }: RefreshKind) => queries(`scanned by one ${kind} refresh of ${dataset} in SPICE, after ${MEASURED_DAYS} days`) * MB;
  return {
    ourSeconds: 1 / ours,
    walkthroughSeconds: 1 / other,
    loadBytes,
    gzipLoadBytes: load('GZIP JSON of the same records').other * MB,
    queries: queries('queries of one load'),
    scans: queries('scans of the records by them'),
    groups: scanGroups(results),
    objects: queries('objects of the month'),
    footerBytes: queries('a footer'),
    keysBytes: loadBytes * queries('share of the list of API keys in what is scanned') / 100,
    parquetRecord: queries('a record in Parquet'),
    gzipRecord: queries('a record in GZIP JSON'),
    walkthroughRecord: queries('a record in the walkthrough\'s JSON'),
    // each query reads all of it
    line: allFields / queries('queries of one load') / MEASURED_REQUESTS,
    refreshBytes,
    directoryCalls: figure(results, 'control-plane', 'refresh of 10,000 keys in 300 plans'),
  };
}

/** Which groups there are, the figures say. */
function scanGroups(results: BenchResults): ScanGroup[] {
  const groups = (results.parts.queries?.figures ?? []).flatMap(({ what, value }): ScanGroup[] => {
    const [, window, days] = GROUP.exec(what) ?? [];
    return window === undefined ? [] : [{
      window: window as ScanGroup['window'],
      ...days === undefined ? {} : { arrivedDays: Number(days) },
      scans: value,
      bytes: figure(results, 'queries', `scanned by ${what}`) * MB,
    }];
  });
  const [all, grouped] = [figure(results, 'queries', 'scans of the records by them'), groups.reduce((sum, { scans }) => sum + scans, 0)];
  if (grouped !== all) {
    throw new Error(`bench/results.json has ${all} scans of the records, and ${grouped} by how far they go back; measure them anew by: npm run bench queries`);
  }
  return groups;
}

function figure({ parts }: BenchResults, part: string, what: string): number {
  const found = parts[part]?.figures.find((candidate: Figure) => candidate.what === what);
  if (!found) {
    throw missing(part, what);
  }
  return found.value;
}

function comparison({ parts }: BenchResults, part: string, what: string, against: string): Comparison {
  const found = parts[part]?.comparisons.find((candidate: Comparison) => candidate.what === what && candidate.against === against);
  if (!found) {
    throw missing(part, `${what}' against '${against}`);
  }
  return found;
}

function missing(part: string, what: string): Error {
  return new Error(`bench/results.json has no figure '${what}'; make it by: npm run bench ${part}`);
}

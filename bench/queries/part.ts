import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly } from '../../preview/assembly';
import { synthesize } from '../../preview/assembly';
import { importDatasets } from '../../preview/datasets';
import { Engine } from '../../preview/engine';
import { glueTables } from '../../preview/glue-table';
import { readDefinition } from '../../preview/page/read/definition';
import { loggingStages } from '../../preview/pipeline/stages';
import { Account } from '../../preview/traffic/account';
import { RecordFormat } from '../../src';
import type { Comparison, Figure, Part, Results } from '../measure';
import { compare } from '../measure';
import { measuredApp } from './app';
import { arrivedWithin } from './arrived';
import { deliverTo } from './bucket';
import { dashboardQueries } from './dashboard-queries';
import type { DashboardQuery } from './dashboard-queries';
import { DAYS, EVERY, Month, NOW, REQUESTS } from './month';
import { parquetObjects, storedObjects } from './objects';
import type { ParquetObject } from './objects';
import type { Stored } from './reading';
import { billed, gzipReading, parquetReading, sum, walkthroughReading } from './reading';
import type { Scan } from './scans';
import { planAsAthena, scansOf, withoutKeptResults } from './scans';
import { seconds } from './seconds';
import { refreshFigures } from './spice';
import type { Sums } from './sums';
import { sumsByHour } from './sums';
import { deliverWalkthrough } from './walkthrough';

/** A whole-dashboard load reads so many times less than the walkthrough's would. */
const TARGET = 60;
const MB = 1e6;
const LOAD = `one load of the dashboard over ${DAYS} days of ${REQUESTS / 1e6} million requests`;

/** A query, and what it reads. */
interface Planned extends DashboardQuery {
  readonly scans: readonly Scan[];
}

export const part: Part = {
  title: `queries: bytes of ${LOAD}; a sample of 1 in 29 objects of full size, scaled by its records`,
  async run(): Promise<Results> {
    const directory = mkdtempSync(join(tmpdir(), 'bench-queries-'));
    try {
      return await measure(directory);
    } finally {
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

async function measure(directory: string): Promise<Results> {
  const parquet = synthesize(measuredApp(RecordFormat.PARQUET), join(directory, 'parquet.out'));
  const json = synthesize(measuredApp(RecordFormat.JSON), join(directory, 'json.out'));
  const stages = loggingStages(parquet.template);
  const month = new Month(stages, new Account(parquet.template, stages, NOW.getTime()));
  const sample = month.sample();
  const walkthroughDirectory = join(directory, 'walkthrough');
  await deliverTo(join(directory, 'parquet'), parquet, sample);
  await deliverTo(join(directory, 'json'), json, sample);
  const allFields = await deliverWalkthrough(sample, walkthroughDirectory);
  await deliverTo(join(directory, 'day'), parquet, month.wholeDay());

  const engine = await Engine.open({ template: parquet.template, bucketDirectory: join(directory, 'parquet'), now: NOW });
  const gzip = await Engine.open({ template: json.template, bucketDirectory: join(directory, 'json'), now: NOW });
  const ofDay = await Engine.open({ template: parquet.template, bucketDirectory: join(directory, 'day'), now: NOW });
  try {
    const written = await objectsOf(engine, parquet, join(directory, 'parquet'));
    const stored: Stored = {
      parquet: written,
      gzip: storedObjects(join(directory, 'json', 'logs')),
      walkthrough: storedObjects(join(walkthroughDirectory, 'logs')),
      keys: sum(storedObjects(join(directory, 'parquet', 'directory')).map(({ bytes }) => bytes)),
      scale: REQUESTS / sum(written.map(({ records }) => records)),
      objectScale: EVERY,
    };
    const { relations, definition } = await datasetsOf(parquet, engine);
    await datasetsOf(json, gzip);
    const queries = await planned(engine, dashboardQueries(readDefinition(definition), relations, NOW), stored);
    const sums = await sumsByHour(parquet.template, ofDay, engine, queries.map((query) => ({ ...query, bytes: parquetReading(query.scans, stored).bytes })), stored, join(directory, 'sums'));
    return {
      comparisons: [
        ...comparisons(queries, stored, allFields * stored.scale, sums),
        ...await seconds(engine, gzip, queries, join(walkthroughDirectory, 'logs')),
      ],
      figures: [
        ...figures(queries, stored),
        ...await refreshFigures(engine, relations, stored),
        { what: 'rows of usage_hourly by the hour, of a record', unit: 'rows', value: sums.rows },
        agreement(await objectsOf(ofDay, parquet, join(directory, 'day')), stored),
      ],
    };
  } finally {
    engine.close();
    gzip.close();
    ofDay.close();
  }
}

/** The datasets as views: where nothing is copied to SPICE, a query runs over their SQL. */
async function datasetsOf({ template }: Assembly, engine: Engine) {
  await planAsAthena(engine);
  const views = { run: (sql: string) => engine.run(withoutKeptResults(sql.replace(/^CREATE TABLE/, 'CREATE VIEW'))) } as Engine;
  return importDatasets(template, views);
}

async function planned(engine: Engine, queries: readonly DashboardQuery[], { parquet }: Stored): Promise<Planned[]> {
  const plans: Planned[] = [];
  for (const query of queries) {
    const scans = await scansOf(engine, query.sql, [...parquet[0].columns.keys()], parquet.length);
    const arrived = arrivedWithin(parquet, query.arrivedDays ?? Infinity).length;
    plans.push({ ...query, scans: scans.map((scan) => scan.table === 'logs' ? { ...scan, objects: Math.min(scan.objects, arrived) } : scan) });
  }
  return plans;
}

function objectsOf(engine: Engine, { template }: Assembly, bucketDirectory: string): Promise<ParquetObject[]> {
  const logs = glueTables(template).find(({ format }) => format === 'parquet')!;
  return parquetObjects(engine, join(bucketDirectory, logs.prefix));
}

function comparisons(queries: readonly Planned[], stored: Stored, allFields: number, sums: Sums): Comparison[] {
  const ours = queries.map(({ scans }) => parquetReading(scans, stored).bytes);
  const theirs = queries.map(({ scans }) => walkthroughReading(scans, stored, false));
  const filtered = queries.map(({ scans }) => walkthroughReading(scans, stored, true));
  const scanned = (against: string, others: readonly number[], target?: number) => compare(
    { what: `scanned by ${LOAD}`, unit: 'MB', better: 'less', against, ...target ? { target } : {} }, [[sum(ours) / MB, sum(others) / MB]]);
  return [
    scanned('the walkthrough\'s plain JSON', theirs, TARGET),
    compare(
      { what: 'billed for it', unit: 'MB', better: 'less', against: 'the walkthrough\'s plain JSON', target: TARGET },
      [[sum(ours.map(billed)) / MB, sum(theirs.map(billed)) / MB]],
    ),
    scanned('the walkthrough\'s plain JSON, were its queries filtered by partitions as ours are', filtered),
    scanned('plain JSON with all fields that our dashboard shows', theirs.map((bytes) => bytes > 0 ? allFields : 0)),
    scanned('GZIP JSON of the same records', queries.map(({ scans }) => gzipReading(scans, stored))),
    scanned('ours, had it a table of usage_hourly by the hour', [sums.bytes]),
  ];
}

function figures(queries: readonly Planned[], stored: Stored): Figure[] {
  const readings = queries.map(({ scans }) => parquetReading(scans, stored));
  const all = sum(readings.map(({ bytes }) => bytes));
  const whole = sum(queries.map(({ scans }) => parquetReading(scans, stored, { whole: true }).bytes));
  const records = sum(stored.parquet.map((object) => object.records));
  const scans = queries.flatMap((query) => query.scans).filter(({ table }) => table === 'logs');
  const times = sum(scans.map((scan) => {
    const reading = (columns: readonly string[]) => parquetReading([{ ...scan, columns }], stored).bytes;
    return reading(scan.columns) - reading(scan.columns.filter((column) => column !== 'request_time'));
  }));
  const theirs = sum(queries.map((query) => walkthroughReading(query.scans, stored, false)));
  return [
    { what: 'queries of one load', unit: 'queries', value: queries.length },
    { what: 'scans of the records by them', unit: 'scans', value: scans.length },
    ...byWindow(queries, stored),
    { what: 'objects of the month', unit: 'objects', value: stored.parquet.length * stored.objectScale },
    { what: 'records of an object', unit: 'records', value: REQUESTS / stored.parquet.length / stored.objectScale },
    { what: 'a record in Parquet', unit: 'bytes', value: sum(stored.parquet.map(({ bytes }) => bytes)) / records },
    { what: 'a record in GZIP JSON', unit: 'bytes', value: sum(stored.gzip.map(({ bytes }) => bytes)) / records },
    { what: 'a record in the walkthrough\'s JSON', unit: 'bytes', value: sum(stored.walkthrough.map(({ bytes }) => bytes)) / records },
    { what: 'a footer', unit: 'bytes', value: sum(stored.parquet.map(({ footer }) => footer)) / stored.parquet.length },
    { what: 'share of footers in what is scanned', unit: '%', value: 100 * sum(readings.map(({ footers }) => footers)) / all },
    { what: 'share of request_time, which each scan reads, in what is scanned', unit: '%', value: 100 * times / all },
    { what: 'share of the list of API keys in what is scanned', unit: '%', value: 100 * sum(readings.map(({ keys }) => keys)) / all },
    { what: 'read of a record by a scan', unit: 'bytes', value: all / scans.length / REQUESTS },
    { what: `the same, were the aim of ${TARGET}× reached`, unit: 'bytes', value: theirs / TARGET / scans.length / REQUESTS },
    { what: 'a record\'s part of its footer', unit: 'bytes', value: stored.objectScale * sum(stored.parquet.map(({ footer }) => footer)) / REQUESTS },
    { what: 'scanned by one load, should Athena read objects below 3 MB whole', unit: 'MB', value: whole / MB },
  ];
}

/** The scans of the records by how far they go back, and what they read without the list of API keys. */
function byWindow(queries: readonly Planned[], stored: Stored): Figure[] {
  const groups = new Map<string, Scan[]>();
  for (const { dataset, arrivedDays, scans } of queries) {
    const group = `scans over ${dataset === 'requests' ? 'requestsWindow' : 'usageWindow'}${arrivedDays ? `, of ${arrivedDays} days of arrivals` : ''}`;
    groups.set(group, [...groups.get(group) ?? [], ...scans.filter(({ table }) => table === 'logs')]);
  }
  return [...groups].sort(([one], [other]) => one.localeCompare(other)).flatMap(([group, scans]) => [
    { what: group, unit: 'scans', value: scans.length },
    { what: `scanned by ${group}`, unit: 'MB', value: parquetReading(scans, stored).bytes / MB },
  ]);
}

/** Whether the sample stands for the month: a day that is written whole has as many bytes a record. */
function agreement(ofDay: readonly ParquetObject[], stored: Stored): Figure {
  const ofRecord = (objects: readonly ParquetObject[]) => sum(objects.map(({ bytes }) => bytes)) / sum(objects.map(({ records }) => records));
  return {
    what: `bytes a record of a day that is written whole (${ofDay.length} objects), to those of the sample`,
    unit: 'times',
    value: ofRecord(ofDay) / ofRecord(stored.parquet),
  };
}

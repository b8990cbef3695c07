import type { ParquetObject, StoredObject } from './objects';
import type { Scan } from './scans';

/** Bytes that Athena reads for queries. */
export interface Reading {
  readonly bytes: number;
  /** The part of them that are footers of Parquet objects. */
  readonly footers: number;
  /** The part of them that is the list of API keys. */
  readonly keys: number;
}

/** What lies in the buckets: a sample of the month, in each format by objects of the same hours. */
export interface Stored {
  readonly parquet: readonly ParquetObject[];
  readonly gzip: readonly StoredObject[];
  readonly walkthrough: readonly StoredObject[];
  /** The list of API keys. */
  readonly keys: number;
  /** How many times more records there are in the month than in the sample, and how many times more objects: a few late records are left out of the sample. */
  readonly scale: number;
  readonly objectScale: number;
}

/** Athena bills no less for a query: 10 MB, as it counts them. */
const LEAST_BILLED = 10 * 2 ** 20;

/** Ours: of each object the footer and the columns, and where it is read `whole`, all of it. */
export function parquetReading(scans: readonly Scan[], { parquet, keys, scale, objectScale }: Stored, { whole = false } = {}): Reading {
  const logs = scans.filter(({ table }) => table === 'logs');
  const footers = objectScale * sum(logs.flatMap(({ objects }) => latest(parquet, objects).map(({ footer }) => footer)));
  const read = scale * sum(logs.flatMap(({ objects, columns }) => latest(parquet, objects).map((object) => (
    whole ? object.bytes - object.footer : sum(columns.map((column) => object.columns.get(column) ?? 0))
  ))));
  const ofKeys = keys * (scans.length - logs.length);
  return { bytes: read + footers + ofKeys, footers, keys: ofKeys };
}

/** Ours with `RecordFormat.JSON`: the same scans of the same hours, and each reads whole objects. */
export function gzipReading(scans: readonly Scan[], { parquet, gzip, keys, scale }: Stored): number {
  return sum(scans.map(({ table, objects }) => table === 'logs' ? scale * sum(latest(gzip, objects, parquet).map(({ bytes }) => bytes)) : keys));
}

/** The walkthrough's: whole objects, once, of the hours that ours reads where its queries have our filters, and else of all. */
export function walkthroughReading(scans: readonly Scan[], { parquet, walkthrough, scale }: Stored, filtered: boolean): number {
  const objects = Math.max(0, ...scans.filter(({ table }) => table === 'logs').map((scan) => scan.objects));
  const read = filtered ? latest(walkthrough, objects, parquet) : objects > 0 ? walkthrough : [];
  return scale * sum(read.map(({ bytes }) => bytes));
}

export function billed(bytes: number): number {
  return Math.max(LEAST_BILLED, bytes);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** All windows end now: what a filter lets through are the latest objects, and those of the same hours in another format. */
function latest<T extends StoredObject>(objects: readonly T[], count: number, counted: readonly StoredObject[] = objects): readonly T[] {
  const oldest = counted[counted.length - count]?.hour;
  return oldest === undefined ? [] : objects.filter(({ hour }) => hour >= oldest);
}

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../preview/engine';

/** An object of a bucket. */
export interface StoredObject {
  /** Of its partition, such as `2026-03-31-20`. */
  readonly hour: string;
  readonly bytes: number;
}

/** A Parquet object, and what of it is read for a column. */
export interface ParquetObject extends StoredObject {
  readonly records: number;
  /** With its length and the marks around it. */
  readonly footer: number;
  readonly columns: ReadonlyMap<string, number>;
}

/** The length of a footer and two marks. */
const AROUND_FOOTER = 12;

/** The objects below a directory, the oldest first. */
export function storedObjects(directory: string): StoredObject[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)).sort()
    .map((file) => ({ hour: hourOf(file), bytes: statSync(file).size }));
}

/** The same of Parquet objects, by their own footers. */
export async function parquetObjects(engine: Engine, directory: string): Promise<ParquetObject[]> {
  const glob = `'${join(directory, '**', '*')}'`;
  const files = await engine.query<{ file: string; records: number; bytes: number; footer: number }>(
    `SELECT file_name AS file, num_rows AS records, file_size_bytes AS bytes, footer_size AS footer FROM parquet_file_metadata(${glob}) ORDER BY 1`);
  const chunks = await engine.query<{ file: string; path: string; bytes: number }>(
    `SELECT file_name AS file, path_in_schema AS path, sum(total_compressed_size) AS bytes FROM parquet_metadata(${glob}) GROUP BY 1, 2`);
  const columns = new Map(files.map(({ file }) => [file, new Map<string, number>()]));
  chunks.forEach(({ file, path, bytes }) => columns.get(file)!.set(path, Number(bytes)));
  return files.map(({ file, records, bytes, footer }) => ({
    hour: hourOf(file), records, bytes, footer: footer + AROUND_FOOTER, columns: columns.get(file)!,
  }));
}

function hourOf(file: string): string {
  return [...file.matchAll(/(?:year|month|day|hour)=(\d+)/g)].map(([, value]) => value).join('-');
}

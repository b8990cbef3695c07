import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A failed record as it lies in the bucket. */
export interface FailedRecord {
  readonly key: string;
  readonly data: Buffer;
}

/** All records of the objects of failed records below a folder, whatever wrote them. */
export function failedRecords(bucketDirectory: string, folder: string): FailedRecord[] {
  return files(join(bucketDirectory, folder)).flatMap((file) => {
    const content = readFileSync(file);
    const text = (content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content).toString();
    const key = relative(bucketDirectory, file);
    return text.split('\n').filter(Boolean).map((line) => ({ key, data: Buffer.from((JSON.parse(line) as { rawData: string }).rawData, 'base64') }));
  });
}

/** The keys of the objects below a folder. */
export function keysBelow(bucketDirectory: string, folder: string): string[] {
  return files(join(bucketDirectory, folder)).map((file) => relative(bucketDirectory, file));
}

/** Gives the objects below a folder that bear the machine's time that of the bench. */
export function dateObjects(bucketDirectory: string, folder: string, time: number): void {
  const isNew = (file: string) => Math.abs(statSync(file).mtimeMs - Date.now()) < 3_600_000;
  files(join(bucketDirectory, folder)).filter(isNew).forEach((file) => dateFile(file, time));
}

/** Sets when an object was written, unless it is gone. */
export function dateFile(file: string, time: number): void {
  try {
    utimesSync(file, time / 1_000, time / 1_000);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') {
      throw error;
    }
  }
}

function files(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

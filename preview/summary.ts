import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine';
import type { Forwarded } from './forwarded';
import type { GlueTable } from './glue-table';

/** What a run delivered, counted over the objects. */
export interface Delivered {
  readonly delivered: number;
  readonly failed: number;
  readonly status: Record<string, number>;
  readonly usagePlan: Record<string, number>;
  readonly customers: number;
  readonly attribution: Record<string, number>;
  readonly objects: number;
  readonly bytes: number;
}

/** The content of `summary.json`. */
export interface Summary extends Delivered {
  /** Requests that were sent in. */
  readonly requests: number;
  /** Lines of the traffic file that are no request. */
  readonly skippedLines: number;
  /** By the forwarder's name; only there where the app has forwarders. */
  readonly forwarders?: Record<string, Forwarded>;
  /** Seconds since the preview was started. */
  readonly seconds: number;
}

/**
 * Counts what was delivered.
 *
 * @param logs the table of the records
 * @param errorPrefix the stream's error prefix, with its expressions
 */
export async function countDelivered(engine: Engine, logs: GlueTable, bucketDirectory: string, errorPrefix: string): Promise<Delivered> {
  // read once: opening thousands of objects costs more than counting
  await engine.run(`CREATE TEMP TABLE delivered AS
    SELECT status, usage_plan, coalesce(customer_id, api_key_id) AS customer_id, attribution FROM "${logs.database}"."${logs.name}"`);
  const [{ delivered, customers }] = await engine.query<{ delivered: number; customers: number }>(
    'SELECT count(*) AS delivered, count(DISTINCT customer_id) AS customers FROM delivered');
  const failures = await failureReasons(engine, bucketDirectory, errorPrefix);
  const { objects, bytes } = await sizeOf(engine, join(bucketDirectory, logs.prefix));
  return {
    delivered,
    failed: failures.reduce((sum, { requests }) => sum + requests, 0),
    status: await countBy(engine, 'status', '(none)'),
    usagePlan: await countBy(engine, 'usage_plan', '(no plan)'),
    customers,
    attribution: await countBy(engine, 'attribution', '(none)'),
    objects,
    bytes,
  };
}

async function countBy(engine: Engine, column: string, absent: string): Promise<Record<string, number>> {
  const rows = await engine.query<{ value: string; requests: number }>(
    `SELECT coalesce(CAST(${column} AS VARCHAR), '${absent}') AS value, count(*) AS requests FROM delivered GROUP BY 1 ORDER BY 2 DESC, 1`);
  return Object.fromEntries(rows.map(({ value, requests }) => [value, requests]));
}

/** Why records failed, by the error objects. What forwarders could not deliver may lie below the same prefix, and is no failure of the main way. */
export async function failureReasons(engine: Engine, bucketDirectory: string, errorPrefix: string): Promise<{ reason: string; requests: number }[]> {
  const directory = join(bucketDirectory, errorPrefix.split('!{')[0]);
  if (!hasFiles(directory)) {
    return [];
  }
  const columns = ['rawData', 'errorCode', 'errorMessage', 'lastErrorCode', 'lastErrorMessage'].map((name) => `${name}: 'VARCHAR'`).join(', ');
  return engine.query(`
    SELECT concat(coalesce(errorCode, lastErrorCode), ': ', coalesce(errorMessage, lastErrorMessage)) AS reason, count(rawData) AS requests
    FROM read_json('${globOf(directory)}', format = 'newline_delimited', columns = {${columns}}, maximum_object_size = 33554432, filename = true)
    WHERE NOT regexp_matches(filename, '/(handover|http-endpoint)-failed/')
    GROUP BY 1 ORDER BY 2 DESC, 1`);
}

async function sizeOf(engine: Engine, directory: string): Promise<{ objects: number; bytes: number }> {
  if (!hasFiles(directory)) {
    return { objects: 0, bytes: 0 };
  }
  const [size] = await engine.query<{ objects: number; bytes: number }>(
    `SELECT count(*) AS objects, sum(size) AS bytes FROM read_blob('${globOf(directory)}')`);
  return size;
}

function hasFiles(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile());
}

function globOf(directory: string): string {
  return join(directory, '**', '*').replaceAll("'", "''");
}

/** A line for each forwarder. */
export function forwarderLines({ forwarders = {} }: Pick<Summary, 'forwarders'>): string[] {
  return Object.entries(forwarders).map(([name, { received, parked, dropped }]) => (
    `forwarder ${name}: ${received} records received, ${parked} parked${dropped > 0 ? `, ${dropped} dropped as too large` : ''}`
  ));
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DashboardQuery } from './dashboard-queries';
import { DAYS, REQUESTS } from './month';
import { parquetObjects } from './objects';
import type { Stored } from './reading';
import { parquetReading, sum } from './reading';
import { scansOf } from './scans';
import type { Engine } from '../../preview/engine';
import { glueTables } from '../../preview/glue-table';
import type { Template } from '../../preview/template';
import { usageHourlySql } from '../../src/dashboard/datasets/usage-hourly';

/** The dataset that the sums stand in for, as queries name it. */
const RELATION = 'quicksight."usage_hourly"';

/** A table by the hour, as nobody keeps one: docs/decisions/0021-reading.md. */
export interface Sums {
  /** Rows for each record. */
  readonly rows: number;
  /** Bytes of one load, with it in place of the records wherever the dashboard asks `usage_hourly`. */
  readonly bytes: number;
}

/** Writes the rows that SPICE has of `usage_hourly` as an object for each hour of a day, and plans the queries over them. A month has so many days. */
export async function sumsByHour(
  template: Template, ofDay: Engine, engine: Engine, queries: readonly (DashboardQuery & { readonly bytes: number })[],
  stored: Stored, directory: string,
): Promise<Sums> {
  const [logs, keys] = ['logs', 'api_keys'].map((name) => glueTables(template).find((table) => table.name === name)!);
  const sql = usageHourlySql({ databaseName: logs.database, logsTableName: logs.name, apiKeysTableName: keys.name }, 90, [], true);
  mkdirSync(directory, { recursive: true });
  for (const { hour } of await ofDay.query<{ hour: string }>(`SELECT DISTINCT CAST(arrival_hour AS varchar) AS hour FROM (${sql})`)) {
    const [day, time] = hour.split(' ');
    const folder = join(directory, `day=${day.replaceAll('-', '')}`, `hour=${time.slice(0, 2)}`);
    mkdirSync(folder, { recursive: true });
    await ofDay.run(`COPY (SELECT * FROM (${sql}) WHERE arrival_hour = TIMESTAMP '${hour}') TO '${join(folder, 'sums.parquet')}' (FORMAT parquet)`);
  }
  const [{ records }] = await ofDay.query<{ records: number }>(`SELECT count(*) AS records FROM "${logs.database}"."${logs.name}"`);
  const objects = await parquetObjects(ofDay, directory);

  await engine.run('CREATE SCHEMA sums');
  await engine.run(`CREATE VIEW sums.usage_hourly AS SELECT * FROM read_parquet('${join(directory, '**', '*')}', hive_partitioning = false)`);
  const asked = await Promise.all(queries.map(async ({ dataset, sql: query, bytes }) => {
    if (dataset !== 'usage_hourly') {
      return bytes;
    }
    const scans = await scansOf(engine, overSums(query), [...objects[0].columns.keys()], objects.length);
    return parquetReading(scans, { ...stored, parquet: objects, scale: REQUESTS / records, objectScale: DAYS }).bytes;
  }));
  return { rows: sum(objects.map((object) => object.records)) / records, bytes: sum(asked) };
}

function overSums(query: string): string {
  if (!query.includes(RELATION)) {
    throw new Error(`A query of usage_hourly does not read ${RELATION}, for which the sums would stand: ${query}`);
  }
  return query.replace(RELATION, 'sums.usage_hourly');
}

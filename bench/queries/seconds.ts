import type { Engine } from '../../preview/engine';
import type { Comparison } from '../measure';
import { compare, inTurns } from '../measure';
import type { DashboardQuery } from './dashboard-queries';
import { walkthroughSelect } from './walkthrough';

const TURNS = 5;
const SHEET = 'usage, ';
/** Of the queries that take long: GZIP JSON is read whole for each. */
const FEW = 4;

/** How long DuckDB takes over the sample: for queries of the first sheet that the walkthrough's fields can answer as well. */
export async function seconds(
  ours: Engine, gzip: Engine, queries: readonly DashboardQuery[], walkthroughDirectory: string,
): Promise<Comparison[]> {
  await ours.run('CREATE SCHEMA walkthrough');
  await ours.run(`CREATE VIEW walkthrough.usage_hourly AS ${walkthroughSelect(walkthroughDirectory)}`);
  const pairs: { readonly sql: string; readonly other: string }[] = [];
  for (const { name, sql } of queries) {
    const other = sql.replace('quicksight."usage_hourly"', 'walkthrough.usage_hourly');
    if (name.startsWith(SHEET) && other !== sql && await canAnswer(ours, other)) {
      pairs.push({ sql, other });
    }
  }
  const all = pairs.map(({ sql }) => sql);
  const few = all.slice(0, FEW);
  const comparison = { unit: 's', better: 'less' as const };
  return [
    compare(
      {
        ...comparison,
        what: `DuckDB over the sample, ${few.length} queries of the sheet Usage`,
        against: 'the same SQL over GZIP JSON of the same records',
      },
      await inTurns(TURNS, () => time(ours, few), () => time(gzip, few)),
    ),
    compare(
      {
        ...comparison,
        what: `DuckDB over the sample, ${all.length} queries of the sheet Usage`,
        against: 'the walkthrough\'s plain JSON, without looking up who a key belongs to by now',
      },
      await inTurns(TURNS, () => time(ours, all), () => time(ours, pairs.map(({ other }) => other))),
    ),
  ];
}

async function canAnswer(engine: Engine, sql: string): Promise<boolean> {
  try {
    await engine.query(`EXPLAIN ${sql}`);
    return true;
  } catch (error) {
    if (!/Binder Error: Referenced column/.test((error as Error).message)) {
      throw error;
    }
    return false;
  }
}

async function time(engine: Engine, queries: readonly string[]): Promise<number> {
  const started = performance.now();
  for (const sql of queries) {
    await engine.query(sql);
  }
  return (performance.now() - started) / 1000;
}

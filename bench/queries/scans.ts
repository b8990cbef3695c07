import type { Engine } from '../../preview/engine';

/** A table that a query reads. A query can read one several times, and pays for each. */
export interface Scan {
  readonly table: 'logs' | 'api_keys';
  readonly columns: readonly string[];
  /** So many objects, the latest ones. */
  readonly objects: number;
}

interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, string | readonly string[]>>;
}

/** What DuckDB does, and Athena's engine does not. */
const OPTIMIZERS = ['common_subplan', 'join_elimination', 'late_materialization'];

/** From here on, an engine plans what it reads as Athena does. */
export async function planAsAthena(engine: Engine): Promise<void> {
  await engine.run(`SET disabled_optimizers = '${OPTIMIZERS.join(',')}'`);
}

/** Athena reads anew wherever a common table expression is used, where DuckDB would keep its result. */
export function withoutKeptResults(sql: string): string {
  return sql.replace(/(\b\w+ AS) (\(\n)/g, '$1 NOT MATERIALIZED $2');
}

/** What a query reads, by the plan that the engine makes of it: no column that the result does not need, no partition that a filter leaves out. */
export async function scansOf(engine: Engine, sql: string, columns: readonly string[], objects: number): Promise<Scan[]> {
  const [{ explain_value: plan }] = await engine.query<{ explain_value: string }>(`EXPLAIN (FORMAT json) ${sql}`);
  return (JSON.parse(plan) as PlanNode[]).flatMap(nodes).flatMap((node): Scan[] => {
    switch (node.name.trim()) {
      case 'READ_PARQUET': {
        const read = names(node);
        return [{ table: 'logs', columns: columns.filter((column) => read.includes(column)), objects: opened(node, objects) }];
      }
      case 'READ_JSON': return [{ table: 'api_keys', columns: [], objects: 1 }];
      default: return [];
    }
  });
}

function nodes(node: PlanNode): PlanNode[] {
  return [node, ...node.children.flatMap(nodes)];
}

/** Columns that are only filtered by are not among the projections. */
function names({ extra_info: { Projections = [], Filters = [] } }: PlanNode): string[] {
  const filters = [Filters].flat().join(' ').replace(/'[^']*'/g, '');
  return [...[Projections].flat(), ...filters.match(/\w+/g) ?? []];
}

function opened({ extra_info: info }: PlanNode, all: number): number {
  const [, scanned] = /^(\d+)\/\d+$/.exec(String(info['Scanning Files'] ?? '')) ?? [];
  return scanned === undefined ? all : Number(scanned);
}

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

/**
 * Athena reads anew wherever a common table expression is used, where DuckDB would keep its result: each stands where it is used.
 *
 * `NOT MATERIALIZED` is not enough: DuckDB 1.5 keeps expressions that are used more than once below several levels all the same, and reads all
 * their columns then, also those that the query does not need.
 */
export function withoutKeptResults(sql: string): string {
  const expressions = new Map<string, string>();
  const expanded = (text: string) => text.replace(/\b(FROM|JOIN) (\w+)\b(?!\.)/g, (use, keyword: string, name: string) => (
    expressions.has(name) ? `${keyword} (${expressions.get(name)}) AS ${name}` : use
  ));
  const [before, ...after] = sql.split(/\bWITH (?=\w+ AS \(\n)/);
  let rest = after.join('');
  for (let head = /^\w+ AS \(/.exec(rest); head; head = /^\w+ AS \(/.exec(rest)) {
    const end = closing(rest, head[0].length);
    expressions.set(head[0].slice(0, -' AS ('.length), expanded(rest.slice(head[0].length, end)));
    rest = rest.slice(end + 1).replace(/^,?\s*/, '');
  }
  return before + expanded(rest);
}

/** Where a bracket ends that was opened before `start`; in texts they come in pairs. */
function closing(sql: string, start: number): number {
  for (let index = start, open = 1; ; index++) {
    open += sql[index] === '(' ? 1 : sql[index] === ')' ? -1 : 0;
    if (open === 0) {
      return index;
    }
  }
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

/** Without what only makes one row of which nothing is used: DuckDB makes it all the same, Trino (seen in 435) does not. */
function nodes(node: PlanNode): PlanNode[] {
  const children = node.name.trim() === 'CROSS_PRODUCT' ? node.children.filter((child) => !isUnusedRow(child)) : node.children;
  return [node, ...children.flatMap(nodes)];
}

/** A sum over all rows, under constants alone. */
function isUnusedRow({ name, children, extra_info: { Projections } }: PlanNode): boolean {
  return name.trim() === 'PROJECTION' && Projections === '42' && (children[0].name.trim() === 'UNGROUPED_AGGREGATE' || isUnusedRow(children[0]));
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

import type { Atom } from './atoms';
import { atomsOf } from './atoms';
import type { Datasets } from './datasets';
import type { Key } from './keys';
import { keysOf } from './keys';
import type { VisualScope } from './scope';
import type { Cube, KeyColumn } from '../data';
import type { Visual } from '../read/visual';

/** A visual's figures by all that it is drawn by, and all that a reader can choose: so the browser needs no rows. */
export async function cubeOf(visual: Visual, scope: VisualScope, datasets: Datasets, now: Date): Promise<Cube> {
  const atoms = atomsOf(visual.measures, datasets);
  return query(visual, keysOf(visual, scope, datasets, now), atoms, scope, datasets);
}

/** How many rows there are under each choice. */
export async function countingCube(visual: Visual, scope: VisualScope, datasets: Datasets, now: Date): Promise<Cube> {
  const atom: Atom = { name: 'rows', merge: 'sum', sql: 'CAST(count(*) AS DOUBLE)' };
  return query(visual, keysOf(visual, scope, datasets, now), [atom], scope, datasets);
}

async function query({ dataset }: Visual, keys: readonly Key[], atoms: readonly Atom[], scope: VisualScope, datasets: Datasets): Promise<Cube> {
  const groups = keys.map((_, index) => index + 1).join(', ');
  const conditions = [...scope.where, ...keys.flatMap(({ where = [] }) => where)];
  const rows = await datasets.query([
    `SELECT ${[...keys.map(({ sql }, index) => `${sql} AS k${index}`), ...atoms.map(({ sql }, index) => `${sql} AS a${index}`)].join(', ')}`,
    `FROM ${datasets.relation(dataset)}`,
    ...conditions.length > 0 ? [`WHERE ${conditions.join(' AND ')}`] : [],
    ...keys.length > 0 ? [`GROUP BY ${groups}`, `ORDER BY ${groups}`] : [],
  ].join('\n'));
  return {
    size: rows.length,
    keys: keys.map(({ name }, index) => packed(name, rows.map((row) => row[`k${index}`] as KeyColumn['values'][number]))),
    atoms: atoms.map(({ name, merge }, index) => ({ name, merge, values: rows.map((row) => row[`a${index}`] as number | null) })),
  };
}

/** The values of a column, ascending, and which of them each cell has. */
export function packed(name: string, cells: readonly KeyColumn['values'][number][]): KeyColumn {
  const values = [...new Set(cells)].sort(ascending);
  const codes = new Map(values.map((value, code) => [value, code]));
  return { name, values, codes: cells.map((value) => codes.get(value)!) };
}

/** Numbers by their size, texts by their characters, null last. */
function ascending(a: KeyColumn['values'][number], b: KeyColumn['values'][number]): number {
  return Number(a === null) - Number(b === null) || (a! < b! ? -1 : 1);
}

import type { Datasets } from './datasets';
import { milliseconds, quotedName } from './text';
import type { AtomColumn } from '../data';
import type { Measure } from '../read/fields';
import type { AtomKind } from '../read/figure';
import { atomName } from '../read/figure';

/** What cells hold. */
export interface Atom extends Pick<AtomColumn, 'name' | 'merge'> {
  readonly sql: string;
}

/** What the figures of a visual are made of, each once. */
export function atomsOf(measures: readonly Measure[], datasets: Datasets): Atom[] {
  return [...new Map(measures.flatMap((measure) => atoms(measure, datasets)).map((atom) => [atom.name, atom])).values()];
}

function atoms(measure: Measure, datasets: Datasets): Atom[] {
  const { figure } = measure;
  const of = (kind: AtomKind, column: string, type: 'number' | 'time' = 'number'): Atom => {
    datasets.check({ ...measure, column }, type);
    return { name: atomName(kind, column), merge: kind === 'max' || kind === 'min' ? kind : 'sum', sql: aggregate(kind, column, type) };
  };
  switch (figure.kind) {
    case 'sum':
    case 'scaled':
    case 'share': return [of('sum', figure.column)];
    case 'ratio': return [of('sum', figure.numerator), of('sum', figure.denominator)];
    case 'max':
    case 'min': return [of(figure.kind, figure.column, figure.of === 'times' ? 'time' : 'number')];
    case 'percentile': return [of('count', figure.column)];
    case 'distinct': return [];
  }
}

function aggregate(kind: AtomKind, column: string, type: 'number' | 'time'): string {
  const sql = `${kind}(${quotedName(column)})`;
  return type === 'time' ? milliseconds(sql) : `CAST(${sql} AS DOUBLE)`;
}

import { FieldData } from '../data';
import { Grouping, nameOf, split, Split } from './grouping';

/** Cells told apart by several keys, one after the other. */
export interface Paths {
  /** After each key; the last has the paths. */
  readonly levels: readonly Split[];
  /** The group of a path at a level. */
  groupAt(path: number, level: number): number;
  /** The names of a path. */
  names(path: number): string[];
}

export function paths(cells: Grouping, fields: readonly FieldData[]): Paths {
  const levels: Split[] = [];
  fields.forEach(({ column }, level) => levels.push(split(levels[level - 1] ?? cells, column)));
  const groupAt = (path: number, level: number) => {
    let group = path;
    for (let at = levels.length - 1; at > level; at--) {
      group = levels[at].parents[group];
    }
    return group;
  };
  return {
    levels,
    groupAt,
    names: (path) => fields.map(({ column }, level) => nameOf(cells, column, levels[level].codes[groupAt(path, level)])),
  };
}

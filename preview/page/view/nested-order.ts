import { SortedFieldData } from '../data';
import { Grouping, nameOf, Split } from './grouping';
import { byName, byValue } from './names';
import { paths } from './paths';

export interface OrderedPath {
  readonly group: number;
  readonly names: readonly string[];
  /** What all under the same outer names have in common. */
  readonly outer: number;
}

export interface Ordered {
  readonly items: readonly OrderedPath[];
  readonly groups: Split;
  /** The paths with the largest figures. */
  largest(count: number): ReadonlySet<number>;
}

/** Orders what has names on several levels: within equal outer names by the inner ones, each level in its own order. */
export function ordered(cells: Grouping, fields: readonly SortedFieldData[], figure: (grouping: Grouping) => Float64Array): Ordered {
  const all = paths(cells, fields);
  const figures = all.levels.map(figure);
  const last = fields.length - 1;
  const groups = all.levels[last];
  const name = (group: number, level: number) => nameOf(cells, fields[level].column, all.levels[level].codes[group]);
  const compare = (a: number, b: number): number => {
    for (let level = 0; level <= last; level++) {
      const [one, other] = [all.groupAt(a, level), all.groupAt(b, level)];
      if (one !== other) {
        const { sort: { by, descending } } = fields[level];
        const sign = descending ? -1 : 1;
        return by === 'name' ? sign * byName(name(one, level), name(other, level))
          : byValue(figures[level][one], figures[level][other], sign) || byName(name(one, level), name(other, level));
      }
    }
    return 0;
  };
  const order = Array.from({ length: groups.count }, (_, group) => group).sort(compare);
  return {
    items: order.map((group) => ({ group, names: all.names(group), outer: last === 0 ? 0 : all.groupAt(group, last - 1) })),
    groups,
    largest: (count) => new Set([...order].sort((a, b) => byValue(figures[last][a], figures[last][b], -1)).slice(0, count)),
  };
}

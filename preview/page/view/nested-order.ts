import { SortData } from '../data';

export interface Named {
  readonly names: readonly string[];
  readonly value: number;
}

/** A list of names as one key. */
export const key = (names: readonly string[]) => JSON.stringify(names);

/** Orders what has names on several levels: within equal outer names by the inner ones, each level in its own order. */
export function nestedOrder<T extends Named>(items: readonly T[], sorts: readonly SortData[]): T[] {
  const sums = new Map<string, number>();
  const prefix = (item: Named, level: number) => key(item.names.slice(0, level + 1));
  for (const item of items) {
    item.names.forEach((_, level) => sums.set(prefix(item, level), (sums.get(prefix(item, level)) ?? 0) + item.value));
  }
  const compare = (a: T, b: T): number => {
    const level = a.names.findIndex((name, index) => name !== b.names[index]);
    if (level < 0) {
      return 0;
    }
    const { by, descending } = sorts[level];
    const byName = a.names[level].localeCompare(b.names[level], 'en', { numeric: true });
    const bySize = sums.get(prefix(a, level))! - sums.get(prefix(b, level))!;
    return (descending ? -1 : 1) * (by === 'name' ? byName : bySize) || byName;
  };
  return [...items].sort(compare);
}

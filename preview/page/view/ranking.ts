import { LimitData, SortData } from '../data';
import { nameOf, Split } from './grouping';
import { Named, sorted } from './names';

/** A value of a category and its figure. */
export interface Ranked extends Named {
  readonly group: number;
}

/** The values that groups were split by, in an order. What has no figure is left out. */
export function ranked(groups: Split, key: string, figures: Float64Array, sort: SortData): Ranked[] {
  const items = Array.from(figures, (value, group) => ({ group, name: nameOf(groups, key, groups.codes[group]), value }));
  return sorted(items.filter(({ value }) => !Number.isNaN(value)), sort);
}

export interface Limited {
  readonly kept: readonly Ranked[];
  /** How many are beyond the limit. */
  readonly rest: number;
  /** By group, its place among those kept; the rest have the next place together, or none. */
  readonly places: Int32Array;
  readonly count: number;
}

export function limited(ranking: readonly Ranked[], groups: number, { items, other }: LimitData): Limited {
  const kept = ranking.slice(0, items);
  const rest = ranking.length - kept.length;
  const places = new Int32Array(groups).fill(-1);
  ranking.forEach(({ group }, index) => places[group] = index < items ? index : other ? kept.length : -1);
  return { kept, rest, places, count: kept.length + (other && rest > 0 ? 1 : 0) };
}

/** For what is drawn or written: no figure is null. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

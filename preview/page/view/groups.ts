import { Aggregates, SortData } from '../data';

/** Values that stand for an absent one, such as '(no plan)'. */
export function isPlaceholder(name: string): boolean {
  return /^\(.*\)$/.test(name) || name === 'null';
}

/** What a control has chosen; no values is all. */
export interface Choice {
  readonly column: string;
  readonly values: readonly string[];
}

export interface Group {
  readonly keys: readonly string[];
  readonly value: number;
}

/** Sums by some of the columns, over what the choices let pass. */
export function groups(aggregates: Aggregates, columns: readonly string[], choices: readonly Choice[]): Group[] {
  const keys = columns.map((name) => column(aggregates, name));
  const passes = choices.filter((choice) => choice.values.length > 0).map((choice) => {
    const { values, codes } = column(aggregates, choice.column);
    const chosen = new Set(choice.values);
    return (row: number) => chosen.has(values[codes[row]]);
  });
  const sums = new Map<string, { keys: string[]; value: number }>();
  aggregates.sums.forEach((value, row) => {
    if (!passes.every((pass) => pass(row))) {
      return;
    }
    const id = keys.map(({ codes }) => codes[row]).join();
    const group = sums.get(id);
    if (group) {
      group.value += value;
    } else {
      sums.set(id, { keys: keys.map(({ values, codes }) => values[codes[row]]), value });
    }
  });
  return [...sums.values()];
}

export interface Total {
  readonly name: string;
  readonly value: number;
}

/** Sums by one of a group's keys, in an order. */
export function totals(all: readonly Group[], name: (group: Group) => string, sort: SortData): Total[] {
  const sums = new Map<string, number>();
  for (const group of all) {
    sums.set(name(group), (sums.get(name(group)) ?? 0) + group.value);
  }
  return sorted([...sums].map(([key, value]) => ({ name: key, value })), sort);
}

export function sorted<T extends Total>(items: T[], sort: SortData): T[] {
  const sign = sort.descending ? -1 : 1;
  const byName = (a: Total, b: Total) => a.name.localeCompare(b.name, 'en', { numeric: true });
  return items.sort((a, b) => sort.by === 'name' ? sign * byName(a, b) : sign * (a.value - b.value) || byName(a, b));
}

export function sum(items: readonly { value: number }[]): number {
  return items.reduce((total, { value }) => total + value, 0);
}

function column(aggregates: Aggregates, name: string) {
  const found = aggregates.columns.find((candidate) => candidate.name === name);
  if (!found) {
    throw new Error(`The page has no figures by '${name}'.`);
  }
  return found;
}

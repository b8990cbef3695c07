import { SortData } from '../data';

/** Values that stand for an absent one, such as '(no plan)'. */
export function isPlaceholder(name: string): boolean {
  return /^\(.*\)$/.test(name) || name === 'null';
}

const collator = new Intl.Collator('en', { numeric: true });

/** Names as people sort them: `/v2` before `/v10`. */
export const byName = (a: string, b: string) => collator.compare(a, b);

export interface Named {
  readonly name: string;
  /** NaN where there is no figure. */
  readonly value: number;
}

/** Sorts in place. What has no figure comes last, whichever way the others run. */
export function sorted<T extends Named>(items: T[], { by, descending }: SortData): T[] {
  const sign = descending ? -1 : 1;
  return items.sort((a, b) => by === 'name' ? sign * byName(a.name, b.name) : byValue(a.value, b.value, sign) || byName(a.name, b.name));
}

export function byValue(a: number, b: number, sign: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : sign * (a - b);
}

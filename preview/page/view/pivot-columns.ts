import { Ordered, OrderedPath } from './nested-order';

export interface PivotColumn {
  readonly name: string;
  /** The column stands for so many beyond the largest. */
  readonly others?: number;
  /** The column is the whole of its group. */
  readonly subtotal?: boolean;
}

export interface PivotColumns {
  readonly groups: readonly { readonly name?: string; readonly columns: readonly PivotColumn[] }[];
  /** Those of all groups, from left to right. */
  readonly columns: readonly PivotColumn[];
  /** By path: its own column, or that of its group's rest. */
  readonly single: Int32Array;
  /** By path: its group's subtotal; -1 is none. */
  readonly subtotals: Int32Array;
  /** By path: its group. */
  readonly groupOf: Int32Array;
}

/** The largest columns under their groups, each group with a column for the rest of it. */
export function pivotColumns({ items, groups: { count }, largest }: Ordered, limit: number, withSubtotals: boolean): PivotColumns {
  const shown = largest(limit);
  const columns: PivotColumn[] = [];
  const [single, subtotals, groupOf] = [0, 1, 2].map(() => new Int32Array(count).fill(-1));
  const groups = runs(items).map((run, index) => {
    const start = columns.length;
    const kept = run.filter(({ group }) => shown.has(group));
    const rest = run.length - kept.length;
    columns.push(...kept.map(({ names }) => ({ name: names[names.length - 1] })));
    const restPlace = columns.length;
    if (rest > 0) {
      columns.push({ name: restName(rest, kept.length), others: rest });
    }
    run.forEach(({ group }) => {
      single[group] = restPlace;
      groupOf[group] = index;
    });
    kept.forEach(({ group }, place) => single[group] = start + place);
    // Of a single column, the whole is the column.
    if (withSubtotals && run[0].names.length > 1 && columns.length - start > 1) {
      run.forEach(({ group }) => subtotals[group] = columns.length);
      columns.push({ name: 'Subtotal', subtotal: true });
    }
    return { name: run[0].names.length > 1 ? run[0].names[0] : undefined, columns: columns.slice(start) };
  });
  return { groups, columns, single, subtotals, groupOf };
}

/** Those that follow each other under the same outer names. */
function runs(items: readonly OrderedPath[]): OrderedPath[][] {
  const result: OrderedPath[][] = [];
  items.forEach((item, index) => {
    if (index === 0 || items[index - 1].outer !== item.outer) {
      result.push([]);
    }
    result[result.length - 1].push(item);
  });
  return result;
}

export function restName(count: number, shown: number): string {
  return `${count.toLocaleString('en')} ${shown === 0 ? 'in all' : count === 1 ? 'other' : 'others'}`;
}

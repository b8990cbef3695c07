import { PivotVisualData } from '../data';
import { Choices } from './choices';
import { crossed, Grouping, undivided } from './grouping';
import { evaluate } from './measure';
import { Ordered, ordered } from './nested-order';
import { passing } from './passing';
import { PivotColumn, pivotColumns, restName } from './pivot-columns';
import { PreparedCube } from './prepared-cube';
import { orNull } from './ranking';

/** A page is no spreadsheet: the rest of a large table is put together. */
export const MAX_COLUMNS = 20;
export const MAX_ROWS = 25;

export interface PivotView {
  readonly groups: readonly PivotGroup[];
  readonly rows: readonly PivotRow[];
  readonly columnTotals: readonly (number | null)[];
  readonly total: number | null;
  /** The largest single cell, which takes the darkest shade. */
  readonly largest: number;
  readonly count: { readonly rows: number; readonly columns: number; readonly shownRows: number; readonly shownColumns: number };
}

/** Columns under a common heading; without a name where the table has but one level of columns. */
export interface PivotGroup {
  readonly name?: string;
  readonly value: number | null;
  readonly columns: readonly PivotColumn[];
}

export interface PivotRow {
  readonly names: readonly string[];
  readonly cells: readonly (number | null)[];
  readonly total: number | null;
  /** The row stands for so many beyond the largest. */
  readonly others?: number;
}

export function pivotView(visual: PivotVisualData, choices: Choices): PivotView {
  const cells = undivided(PreparedCube.of(visual.cube), passing(visual, choices));
  const figure = (grouping: Grouping) => evaluate(visual.measure.value, grouping, choices);
  const rowOrder = ordered(cells, visual.rows, figure);
  const columnOrder = ordered(cells, visual.columns, figure);
  const rows = pivotRows(rowOrder);
  const { groups, columns, single, subtotals, groupOf } = pivotColumns(columnOrder, MAX_COLUMNS, visual.columnSubtotals);

  const all = (order: Ordered) => new Int32Array(order.groups.count);
  const matrix = (rowPlaces: Int32Array, rowCount: number, columnPlaces: Int32Array, columnCount: number) => {
    const across = { groups: columnOrder.groups, places: columnPlaces, count: columnCount };
    return Array.from(figure(crossed({ groups: rowOrder.groups, places: rowPlaces, count: rowCount }, across)), orNull);
  };
  const figures = (rowPlaces: Int32Array, rowCount: number) => {
    const own = matrix(rowPlaces, rowCount, single, columns.length);
    const sums = matrix(rowPlaces, rowCount, subtotals, columns.length);
    return Array.from({ length: rowCount }, (_, row) =>
      columns.map(({ subtotal }, column) => (subtotal ? sums : own)[row * columns.length + column]));
  };
  const grid = figures(rows.places, rows.items.length);
  const totals = matrix(rows.places, rows.items.length, all(columnOrder), 1);
  const groupValues = matrix(all(rowOrder), 1, groupOf, groups.length);
  // The sum of many cells would bleach all the rest.
  const isSingle = (column: number) => !columns[column].others && !columns[column].subtotal;
  const heat = grid.flatMap((row, index) => rows.items[index].others ? [] : row.filter((_, column) => isSingle(column)));
  return {
    groups: groups.map((group, index) => ({ ...group, value: groupValues[index] })),
    rows: rows.items.map((row, index) => ({ ...row, cells: grid[index], total: totals[index] })),
    columnTotals: figures(all(rowOrder), 1)[0],
    total: orNull(figure(cells)[0]),
    largest: heat.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0),
    count: {
      rows: rowOrder.items.length,
      columns: columnOrder.items.length,
      shownRows: Math.min(MAX_ROWS, rowOrder.items.length),
      shownColumns: Math.min(MAX_COLUMNS, columnOrder.items.length),
    },
  };
}

interface Rows {
  readonly items: readonly { readonly names: readonly string[]; readonly others?: number }[];
  /** By group of rows, its place among the items. */
  readonly places: Int32Array;
}

/** The largest rows in their order, and one for the rest. */
function pivotRows({ items, groups, largest }: Ordered): Rows {
  const shown = largest(MAX_ROWS);
  const kept = items.filter(({ group }) => shown.has(group));
  const rest = items.length - kept.length;
  const places = new Int32Array(groups.count).fill(kept.length);
  kept.forEach(({ group }, place) => places[group] = place);
  return {
    items: [...kept.map(({ names }) => ({ names })), ...rest === 0 ? [] : [{ names: [restName(rest, kept.length)], others: rest }]],
    places,
  };
}

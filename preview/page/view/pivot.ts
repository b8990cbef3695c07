import { PivotVisualData } from '../data';
import { Choice, Group, groups, sum } from './groups';
import { key, Named, nestedOrder } from './nested-order';

/** A page is no spreadsheet: the rest of a large table is summed up. */
export const MAX_COLUMNS = 20;
export const MAX_ROWS = 25;

export interface PivotView {
  readonly groups: readonly PivotGroup[];
  readonly rows: readonly PivotRow[];
  readonly columnTotals: readonly number[];
  readonly total: number;
  /** The largest single cell, which takes the darkest shade. */
  readonly largest: number;
  readonly count: { readonly rows: number; readonly columns: number; readonly shownRows: number; readonly shownColumns: number };
}

/** Columns under a common heading; without a name where the table has but one level of columns. */
export interface PivotGroup {
  readonly name?: string;
  readonly value: number;
  readonly columns: readonly PivotColumn[];
}

export interface PivotColumn {
  readonly name: string;
  /** The column stands for so many beyond the largest. */
  readonly others?: number;
  /** The column is the sum of its group. */
  readonly subtotal?: boolean;
}

export interface PivotRow {
  readonly names: readonly string[];
  readonly cells: readonly number[];
  readonly total: number;
  readonly others?: number;
}

export function pivotView(visual: PivotVisualData, choices: readonly Choice[]): PivotView {
  const depth = visual.rows.length;
  const all = groups(visual.aggregates, [...visual.rows, ...visual.columns].map(({ column }) => column), choices);
  const rowNames = ({ keys }: Group) => keys.slice(0, depth);
  const columnNames = ({ keys }: Group) => keys.slice(depth);
  const rowRanking = ranked(all, rowNames);
  const columnRanking = ranked(all, columnNames);
  const columnGroups = groupColumns(columnRanking, visual);
  const rows = rowsOf(rowRanking, visual);
  const { width, places, isSingle } = columnPlaces(columnGroups);
  const rowPlaces = new Map(rows.map((row, index) => [key(row.names), index]));
  const cells = rows.map(() => new Array<number>(width).fill(0));
  for (const group of all) {
    const row = cells[rowPlaces.get(key(rowNames(group))) ?? rows.length - 1];
    places(columnNames(group)).forEach((column) => row[column] += group.value);
  }
  // A sum of many cells would bleach all the rest.
  const single = cells.flatMap((row, index) => rows[index].others ? [] : row.filter((_, column) => isSingle(column)));
  return {
    groups: columnGroups,
    rows: rows.map((row, index) => ({ ...row, cells: cells[index] })),
    columnTotals: Array.from({ length: width }, (_, column) => cells.reduce((total, row) => total + row[column], 0)),
    total: sum(all),
    largest: Math.max(0, ...single),
    count: {
      rows: rowRanking.length,
      columns: columnRanking.length,
      shownRows: Math.min(MAX_ROWS, rowRanking.length),
      shownColumns: Math.min(MAX_COLUMNS, columnRanking.length),
    },
  };
}

/** The sums by names, largest first. */
function ranked(all: readonly Group[], names: (group: Group) => readonly string[]): Named[] {
  const sums = new Map<string, { names: readonly string[]; value: number }>();
  for (const group of all) {
    const id = key(names(group));
    const value = (sums.get(id)?.value ?? 0) + group.value;
    sums.set(id, { names: names(group), value });
  }
  return [...sums.values()].sort((a, b) => b.value - a.value);
}

interface KeyedGroup extends PivotGroup {
  readonly path: readonly string[];
}

/** The largest columns under their groups, each group with a column for the rest of it. */
function groupColumns(ranking: readonly Named[], visual: PivotVisualData): KeyedGroup[] {
  const shown = new Set(ranking.slice(0, MAX_COLUMNS));
  const byGroup = new Map<string, Named[]>();
  for (const column of nestedOrder(ranking, visual.columns.map(({ sort }) => sort))) {
    const path = key(column.names.slice(0, -1));
    byGroup.set(path, [...byGroup.get(path) ?? [], column]);
  }
  return [...byGroup].map(([id, columns]) => {
    const path = JSON.parse(id) as string[];
    const kept = columns.filter((column) => shown.has(column));
    const rest = columns.length - kept.length;
    return {
      path,
      name: path[0],
      value: sum(columns),
      columns: [
        ...kept.map(({ names }) => ({ name: names[names.length - 1] })),
        ...rest === 0 ? [] : [{ name: restName(rest, kept.length), others: rest }],
        // Of a single column, the sum is the column.
        ...visual.columnSubtotals && path.length > 0 && kept.length + Math.min(rest, 1) > 1 ? [{ name: 'Subtotal', subtotal: true }] : [],
      ],
    };
  });
}

function columnPlaces(columnGroups: readonly KeyedGroup[]) {
  const columns = columnGroups.flatMap((group) => group.columns.map((column) => ({ group, column })));
  const single = new Map<string, number>();
  const rests = new Map<string, number>();
  const subtotals = new Map<string, number>();
  columns.forEach(({ group, column }, index) => {
    const [map, names] = column.subtotal ? [subtotals, group.path] : column.others ? [rests, group.path] : [single, [...group.path, column.name]];
    map.set(key(names), index);
  });
  return {
    width: columns.length,
    places: (names: readonly string[]) => {
      const group = key(names.slice(0, -1));
      return [single.get(key(names)) ?? rests.get(group), subtotals.get(group)].filter((place) => place !== undefined);
    },
    isSingle: (index: number) => !columns[index].column.others && !columns[index].column.subtotal,
  };
}

function rowsOf(ranking: readonly Named[], visual: PivotVisualData): Omit<PivotRow, 'cells'>[] {
  const rest = ranking.slice(MAX_ROWS);
  const rows = nestedOrder(ranking.slice(0, MAX_ROWS), visual.rows.map(({ sort }) => sort))
    .map(({ names, value }) => ({ names, total: value }));
  return rest.length === 0 ? rows
    : [...rows, { names: [restName(rest.length, rows.length)], total: sum(rest), others: rest.length }];
}

function restName(count: number, shown: number): string {
  return `${count.toLocaleString('en')} ${shown === 0 ? 'in all' : count === 1 ? 'other' : 'others'}`;
}

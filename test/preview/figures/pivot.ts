import { byFigure, byName, groups } from './calculate';
import type { Call } from './calls';
import type { Expectation, Figure } from './expected';
import type { Question } from './question';
import { answer } from './question';

/** The page puts together what is beyond the largest of these. */
const [MOST_ROWS, MOST_COLUMNS] = [25, 20];

type Name = (call: Call) => string;
type Value = (calls: readonly Call[]) => number | null;

interface Column {
  readonly name: string;
  readonly others?: number;
  readonly subtotal?: boolean;
}

/** A row, a column or a heading, with the requests that it stands for. */
type Of<T> = T & { readonly calls: readonly Call[] };

/** Rows by columns under headings, all by their names, with totals. */
export function pivot(question: Question<Call>, rowOf: Name, [outerOf, innerOf]: readonly [Name, Name], figure: Figure<Call>): Expectation {
  return (choice) => {
    const all = answer(question, choice);
    const value: Value = (calls) => figure(calls, all);
    const columnOf = (call: Call) => JSON.stringify([outerOf(call), innerOf(call)]);
    const [largestRows, largestColumns] = [largest(all, rowOf, value, MOST_ROWS), largest(all, columnOf, value, MOST_COLUMNS)];
    const rows = rowsOf(all, rowOf, largestRows);
    const headings = byNames(all, outerOf).map(({ name, calls }) => ({ name, calls, columns: columnsOf(calls, innerOf, columnOf, largestColumns) }));
    const columns = headings.flatMap((heading) => heading.columns);
    const held = columns.map((column) => new Set(column.calls));
    const cells = (calls: readonly Call[]) => held.map((own) => value(calls.filter((call) => own.has(call))));
    const shown = rows.map(({ calls, ...row }) => ({ ...row, cells: cells(calls), total: value(calls) }));
    const isSingle = columns.map(({ others, subtotal }) => !others && !subtotal);
    const single = shown.filter(({ others }) => !others).flatMap((row) => row.cells.filter((_, index) => isSingle[index]));
    return {
      groups: headings.map((heading) => (
        { ...heading, calls: undefined, value: value(heading.calls), columns: heading.columns.map(({ calls: _, ...column }) => column) }
      )),
      rows: shown,
      columnTotals: cells(all),
      total: value(all),
      largest: Math.max(0, ...single.map((cell) => cell ?? 0)),
      count: {
        rows: groups(all, rowOf).size, columns: groups(all, columnOf).size, shownRows: largestRows.size, shownColumns: largestColumns.size,
      },
    };
  };
}

function byNames(calls: readonly Call[], nameOf: Name): Of<{ name: string }>[] {
  return [...groups(calls, nameOf)].map(([name, own]) => ({ name, calls: own })).sort((a, b) => byName(a.name, b.name));
}

/** Of several with one figure, the first by name. */
function largest(calls: readonly Call[], nameOf: Name, value: Value, most: number): Set<string> {
  const figures = byNames(calls, nameOf).map(({ name, calls: own }) => ({ name, own: value(own) }));
  return new Set(figures.sort((a, b) => byFigure(a.own, b.own)).slice(0, most).map(({ name }) => name));
}

function rowsOf(calls: readonly Call[], rowOf: Name, kept: ReadonlySet<string>): Of<{ names: string[]; others?: number }>[] {
  const others = calls.filter((call) => !kept.has(rowOf(call)));
  const count = groups(others, rowOf).size;
  return [
    ...byNames(calls, rowOf).filter(({ name }) => kept.has(name)).map(({ name, calls: own }) => ({ names: [name], calls: own })),
    ...count > 0 ? [{ names: [restName(count, kept.size)], others: count, calls: others }] : [],
  ];
}

/** Those of a heading: its largest, the others as one, and the whole where it has more than one. */
function columnsOf(calls: readonly Call[], innerOf: Name, columnOf: Name, kept: ReadonlySet<string>): Of<Column>[] {
  const shown: Of<Column>[] = byNames(calls.filter((call) => kept.has(columnOf(call))), innerOf);
  const others = calls.filter((call) => !kept.has(columnOf(call)));
  const count = groups(others, innerOf).size;
  const columns = count > 0 ? [...shown, { name: restName(count, shown.length), others: count, calls: others }] : shown;
  return columns.length > 1 ? [...columns, { name: 'Subtotal', subtotal: true, calls }] : columns;
}

function restName(count: number, shown: number): string {
  return `${count} ${shown === 0 ? 'in all' : count === 1 ? 'other' : 'others'}`;
}

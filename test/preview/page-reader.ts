import { gunzipSync } from 'node:zlib';
import type { Cube, MeasureData, PageData, SheetData, VisualData } from '../../preview/page/data';
import { AGE, sheetDataId, TIME, VALUE } from '../../preview/page/data';

/** What a reader has chosen. */
export interface Choice {
  readonly days?: number;
  /** Values by column. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

type Cell = Readonly<Record<string, string | number | null>>;

/** What a page embeds. */
export function embedded(html: string): PageData {
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]);
}

export function embeddedSheet(html: string, sheetId: string): SheetData {
  const [, text] = new RegExp(`<script type="application/octet-stream" id="${sheetDataId(sheetId)}">(.*?)</script>`, 's').exec(html)!;
  return JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString());
}

/** All visuals of a page, by their ids. */
export function embeddedVisuals(html: string): Map<string, VisualData> {
  return new Map(embedded(html).sheets.flatMap(({ id }) => embeddedSheet(html, id).visuals).map((visual) => [visual.id, visual]));
}

/** A cube as plain cells: keys and atoms by their names. */
export function cellsOf({ size, keys, atoms }: Cube): Cell[] {
  return Array.from({ length: size }, (_, cell) => Object.fromEntries([
    ...keys.map(({ name, values, codes }) => [name, values[codes[cell]]] as const),
    ...atoms.map(({ name, values }) => [name, values[cell]] as const),
  ]));
}

/** A measure by the values of a key, as the contract of the page's data says: as a browser makes it, by the simplest means. */
export function figures(visual: VisualData, measure: MeasureData, choice: Choice, ...by: string[]): Map<string, number | null> {
  const cells = cellsOf(visual.cube).filter((cell) => passes(visual, cell, choice));
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = by.map((key) => key === TIME && (choice.days ?? 0) > 1 ? Number(cell[key]) - Number(cell[key]) % 86_400_000 : cell[key]).join(' | ');
    groups.set(name, [...groups.get(name) ?? [], cell]);
  }
  if (by.length === 0) {
    groups.set('', cells);
  }
  return new Map([...groups].map(([name, group]) => [name, figure(measure, visual.cube, group, cells, choice)]));
}

function passes({ period, filteredBy }: VisualData, cell: Cell, choice: Choice): boolean {
  return (period === undefined || isWithin(cell, days(period.days, choice), 'within'))
    && filteredBy.every(({ column }) => choice.values?.[column]?.includes(String(cell[column])) ?? true);
}

function days(given: number | 'chosen', choice: Choice): number {
  return given === 'chosen' ? choice.days! : given;
}

function isWithin(cell: Cell, length: number, which: 'within' | 'before'): boolean {
  const age = cell[AGE] === null ? Infinity : Number(cell[AGE]);
  return which === 'within' ? age <= length : age > length && age <= 2 * length;
}

function figure({ value }: MeasureData, { atoms }: Cube, group: readonly Cell[], all: readonly Cell[], choice: Choice): number | null {
  const { within } = value;
  if (within?.longest !== undefined && days(within.days, choice) >= within.longest) {
    return null;
  }
  const cells = within ? group.filter((cell) => isWithin(cell, days(within.days, choice), within.which)) : group;
  const numbers = (name: string, from = cells) => from.map((cell) => cell[name]).filter((number) => number !== null) as number[];
  const sum = (name: string, from = cells) => numbers(name, from).reduce((total, number) => total + number, 0);
  switch (value.kind) {
    case 'atom': {
      const found = numbers(value.atom);
      const { merge } = atoms.find(({ name }) => name === value.atom)!;
      return found.length === 0 ? null : merge === 'sum' ? sum(value.atom) : Math[merge](...found);
    }
    case 'ratio': return sum(value.denominator) === 0 ? null : sum(value.numerator) / sum(value.denominator);
    case 'scaled': return sum(value.atom) / value.divisor;
    case 'share': return sum(value.atom) / sum(value.atom, all);
    case 'distinct': return new Set(cells.map((cell) => cell[value.key]).filter((name) => name !== value.absent)).size;
    case 'percentile': return percentile(cells, value.weight, value.percentile);
  }
}

function percentile(cells: readonly Cell[], weight: string, rank: number): number | null {
  const sorted = cells.filter((cell) => cell[VALUE] !== null).sort((a, b) => Number(a[VALUE]) - Number(b[VALUE]));
  const total = sorted.reduce((sum, cell) => sum + Number(cell[weight]), 0);
  let weightSoFar = 0;
  const found = sorted.find((cell) => (weightSoFar += Number(cell[weight])) >= total * rank / 100);
  return found === undefined ? null : Number(found[VALUE]);
}

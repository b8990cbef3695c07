import type { LoggedColumn } from './column';

/** The text of each logged column, as it stands in a line; absent ones are missing. */
export type LineValues = Record<string, string>;

/**
 * Longest text that is kept of one value, in characters. All headers of a request together
 * have at most 10,240 bytes, so no real value comes near; the bound keeps a forged record from
 * growing a batch over Lambda's response limit.
 */
const LONGEST_VALUE = 16_384;

/**
 * Reads a line that API Gateway wrote by a schema's format.
 *
 * The line is cut by the names that are known to stand in it, in their order, and not parsed
 * as JSON as a whole: a client's text may hold quotes that API Gateway did not escape, and then
 * it is either no JSON, or JSON with doubled keys, of which a parser takes the last. Values of
 * API Gateway itself are read from the head of the line only, up to the first name that is not
 * API Gateway's own, so that nothing behind it can set one. Behind it, the first occurrence of a
 * name wins.
 */
export class LineReader {
  private readonly gateway: Set<string>;
  private readonly free: string[];
  private readonly firstMarkers: string[];
  private readonly nextMarkers: string[];

  constructor(columns: readonly LoggedColumn[]) {
    this.gateway = new Set(columns.filter(({ origin }) => origin === 'gateway').map(({ name }) => name));
    this.free = columns.filter(({ origin }) => origin !== 'gateway').map(({ name }) => name);
    this.firstMarkers = this.free.map((name) => `"${name}":"`);
    this.nextMarkers = this.firstMarkers.map((marker) => `",${marker}`);
  }

  /** The values of a line, or nothing if the line does not begin with a value of API Gateway's. */
  public read(line: string): LineValues | undefined {
    const values: LineValues = {};
    const tail = this.readHead(line, values);
    if (Object.keys(values).length === 0) {
      return undefined;
    }
    if (tail !== undefined) {
      this.readTail(line, tail, values);
    }
    return values;
  }

  /** Returns where the rest of the line begins: at the quote of its first name. */
  private readHead(line: string, values: LineValues): number | undefined {
    let position = 1;
    while (line[position] === '"') {
      const nameEnd = line.indexOf('"', position + 1);
      const name = line.slice(position + 1, nameEnd);
      if (!this.gateway.has(name)) {
        return position;
      }
      if (!line.startsWith('":"', nameEnd)) {
        return undefined;
      }
      const start = nameEnd + 3;
      const end = closingQuote(line, start);
      if (end < 0) {
        return undefined;
      }
      keep(values, name, line.slice(start, end));
      if (line[end + 1] !== ',') {
        return undefined;
      }
      position = end + 2;
    }
    return undefined;
  }

  private readTail(line: string, tail: number, values: LineValues): void {
    let found = find(line, this.firstMarkers, 0, tail);
    while (found) {
      const next = find(line, this.nextMarkers, found.index + 1, found.start);
      const value = next ? line.slice(found.start, next.marker) : withoutEnd(line.slice(found.start));
      // the name once more within its value: the first occurrence wins
      const doubled = value.indexOf(this.nextMarkers[found.index]);
      keep(values, this.free[found.index], doubled < 0 ? value : value.slice(0, doubled));
      found = next;
    }
  }
}

interface Found {
  /** Which of the free columns. */
  readonly index: number;
  /** Where its marker begins. */
  readonly marker: number;
  /** Where its value begins. */
  readonly start: number;
}

/** The first of the names, from an index on, that stands behind a position. */
function find(line: string, markers: readonly string[], fromIndex: number, fromPosition: number): Found | undefined {
  for (let index = fromIndex; index < markers.length; index++) {
    const at = line.indexOf(markers[index], fromPosition);
    if (at >= 0) {
      return { index, marker: at, start: at + markers[index].length };
    }
  }
  return undefined;
}

function closingQuote(line: string, start: number): number {
  let end = line.indexOf('"', start);
  while (end > 0 && line[end - 1] === '\\') {
    end = line.indexOf('"', end + 1);
  }
  return end;
}

function withoutEnd(text: string): string {
  return text.replace(/"\}\s*$/, '');
}

/** What stands for an absent value is left out; the first value of a name stays. */
function keep(values: LineValues, name: string, raw: string): void {
  if (raw === '-' || raw === '(none)' || raw === '' || name in values) {
    return;
  }
  values[name] = unescaped(raw).slice(0, LONGEST_VALUE);
}

/** Undoes JSON's escapes where the text has valid ones, and leaves it as it is where not. */
function unescaped(raw: string): string {
  if (!raw.includes('\\')) {
    return raw;
  }
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

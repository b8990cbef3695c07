import type { LoggedColumn } from './column';

/** The text of each logged column, as it stands in a line; absent ones are missing. */
export type LineValues = Record<string, string>;

/** A line that was read. */
export interface Line {
  readonly values: LineValues;
  /** Whether a name occurs twice behind the head: a value in front of it was made to write others. */
  readonly tampered: boolean;
}

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
  private readonly freeNames: Set<string>;
  private readonly firstMarkers: string[];
  private readonly nextMarkers: string[];

  constructor(columns: readonly LoggedColumn[]) {
    this.gateway = new Set(columns.filter(({ origin }) => origin === 'gateway').map(({ name }) => name));
    this.free = columns.filter(({ origin }) => origin !== 'gateway').map(({ name }) => name);
    this.freeNames = new Set(this.free);
    this.firstMarkers = this.free.map((name) => `"${name}":"`);
    this.nextMarkers = this.firstMarkers.map((marker) => `",${marker}`);
  }

  /**
   * The values of a line, or nothing if it does not begin with all of a head: a line that breaks off
   * before the first free name is no record, since what is missing could be the key that it is counted by.
   */
  public read(line: string): Line | undefined {
    const values = Object.create(null) as LineValues;
    const head = this.readHead(line, values);
    if (head === undefined || Object.keys(values).length === 0) {
      return undefined;
    }
    return { values, tampered: head < line.length && this.readTail(line, head, values) };
  }

  /** Returns where the rest of the line begins: at the quote of its first free name, or at the end if it has none. */
  private readHead(line: string, values: LineValues): number | undefined {
    let position = 1;
    while (line[position] === '"') {
      const nameEnd = line.indexOf('"', position + 1);
      const name = line.slice(position + 1, nameEnd);
      if (this.freeNames.has(name)) {
        return position;
      }
      const start = nameEnd + 3;
      const end = closingQuote(line, start);
      if (nameEnd < 0 || end < 0 || !line.startsWith('":"', nameEnd)) {
        return undefined;
      }
      // another name is one of API Gateway's own that the schema had before, since those come first
      if (this.gateway.has(name)) {
        keep(values, name, line.slice(start, end));
      }
      if (line.startsWith('}', end + 1)) {
        return line.length;
      }
      position = line[end + 1] === ',' ? end + 2 : line.length;
    }
    return undefined;
  }

  /** Returns whether a name occurs twice. */
  private readTail(line: string, tail: number, values: LineValues): boolean {
    let tampered = false;
    let found = find(line, this.firstMarkers, 0, tail);
    while (found) {
      const next = find(line, this.nextMarkers, found.index + 1, found.start);
      const value = next ? line.slice(found.start, next.marker) : withoutEnd(line.slice(found.start));
      // the name once more within its value: the first occurrence wins
      const doubled = value.indexOf(this.nextMarkers[found.index]);
      tampered ||= doubled >= 0;
      keep(values, this.free[found.index], doubled < 0 ? value : value.slice(0, doubled));
      found = next;
    }
    return tampered;
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
  while (end > 0 && isEscaped(line, end, start)) {
    end = line.indexOf('"', end + 1);
  }
  return end;
}

/** Two backslashes are one that is escaped itself. */
function isEscaped(line: string, position: number, start: number): boolean {
  let before = position;
  while (before > start && line[before - 1] === '\\') {
    before--;
  }
  return (position - before) % 2 === 1;
}

function withoutEnd(text: string): string {
  return text.replace(/"\}\s*$/, '');
}

/** What stands for an absent value is left out; the first value of a name stays. */
function keep(values: LineValues, name: string, raw: string): void {
  if (raw === '-' || raw === '(none)' || raw === '' || name in values) {
    return;
  }
  // an escape or the cut can leave half of a character
  values[name] = unescaped(raw).slice(0, LONGEST_VALUE).toWellFormed();
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

import { ORIGINS } from './column';
import type { LoggedColumn } from './column';

/** The text of each logged column, as it stands in a line; absent ones are missing. */
export type LineValues = Record<string, string>;

/** What stands for an absent value. */
export function isAbsent(text: string): boolean {
  return text === '-' || text === '' || text === '(none)';
}

/** A line that was read. */
export interface Line {
  readonly values: LineValues;
  /** Whether a value holds what looks like names and values, or the line breaks off: a value may have been made to write others. */
  readonly tampered: boolean;
}

/**
 * Longest text that is kept of one value, in characters. All headers of a request together
 * have at most 10,240 bytes, so no real value comes near; the bound keeps a forged record from
 * growing a batch over Lambda's response limit.
 */
export const LONGEST_VALUE = 16_384;

const GATEWAY = ORIGINS.indexOf('gateway');
const CLIENT = ORIGINS.indexOf('client');

/** Two lines in one record: one of them would get lost. No client can write a line feed into a line. */
const NEXT_LINE = '\n{"';

/**
 * Reads a line that API Gateway wrote by a schema's format.
 *
 * The line is cut by the names that stand in it, and not parsed as JSON as a whole: a client's text may
 * hold quotes that API Gateway did not escape, and then it is either no JSON, or JSON with doubled keys, of
 * which a parser takes the last. Values of API Gateway itself are read from the head of the line only, up to
 * the first name that is not API Gateway's own, so that nothing behind it can set one. Behind it, the first
 * occurrence of a name wins, and only where names of its origin stand.
 */
export class LineReader {
  private readonly rankOf: ReadonlyMap<string, number>;

  /**
   * @param columns What is logged
   * @param omitted What was logged once: it ends what stands before it, and is not kept
   */
  constructor(columns: readonly LoggedColumn[], private readonly omitted: readonly LoggedColumn[] = []) {
    this.rankOf = new Map([...columns, ...omitted].map(({ name, origin }) => [name, ORIGINS.indexOf(origin)]));
  }

  /**
   * The values of a line, or nothing if it does not begin with all of a head: a line that breaks off
   * before the first free name is no record, since what is missing could be the key that it is counted by.
   */
  public read(line: string): Line | undefined {
    const values = Object.create(null) as LineValues;
    const tail = this.readHead(line, values);
    if (tail === undefined || Object.keys(values).length === 0 || line.includes(NEXT_LINE)) {
      return undefined;
    }
    const tampered = tail < line.length && this.readTail(line, tail, values);
    this.omitted.forEach(({ name }) => delete values[name]);
    return { values, tampered };
  }

  /** Returns where the rest of the line begins: at the quote of its first free name, or at the end if it has none. */
  private readHead(line: string, values: LineValues): number | undefined {
    let position = 1;
    while (line[position] === '"') {
      const nameEnd = line.indexOf('"', position + 1);
      const name = line.slice(position + 1, nameEnd);
      const rank = this.rankOf.get(name);
      if (rank !== undefined && rank > GATEWAY) {
        return position;
      }
      const start = nameEnd + 3;
      const end = closingQuote(line, start);
      if (nameEnd < 0 || end < 0 || !line.startsWith('":"', nameEnd)) {
        return undefined;
      }
      // another name is one of API Gateway's own that the schema had before, since those come first
      if (rank === GATEWAY) {
        keep(values, name, line.slice(start, end));
      }
      if (line.startsWith('}', end + 1)) {
        return line.length;
      }
      position = line[end + 1] === ',' ? end + 2 : line.length;
    }
    return undefined;
  }

  /**
   * A name counts where it stands in the order of origins, so that a client's text cannot set what the authorizer says,
   * and once. Other names are those of an earlier schema, and their values end what stands before them; only
   * error messages and a client's own text may hold what looks like one. Returns whether they do.
   */
  private readTail(line: string, tail: number, values: LineValues): boolean {
    const seen = new Set<string>();
    let rank = GATEWAY;
    let tampered = !/"\}\s*$/.test(line);
    let marker: Marker | undefined = markerAt(line, tail);
    while (marker) {
      const { name, start } = marker;
      const itsRank = this.rankOf.get(name) ?? GATEWAY;
      const counts = itsRank >= rank && itsRank > GATEWAY && !seen.has(name);
      rank = counts ? itsRank : rank;
      const next = this.nextMarker(line, start, rank, counts ? seen.add(name) : seen);
      const value = next ? line.slice(start, next.at) : withoutEnd(line.slice(start));
      tampered ||= value.includes('":"');
      if (counts) {
        const doubled = value.indexOf(`","${name}":"`);
        keep(values, name, doubled < 0 ? value : value.slice(0, doubled));
      }
      marker = next;
    }
    return tampered;
  }

  private nextMarker(line: string, from: number, rank: number, seen: ReadonlySet<string>): Marker | undefined {
    MARKER.lastIndex = from;
    for (let match = MARKER.exec(line); match; match = MARKER.exec(line)) {
      const itsRank = this.rankOf.get(match[1]);
      const counts = itsRank !== undefined && itsRank >= rank && !seen.has(match[1]);
      if (counts || rank <= CLIENT) {
        return { name: match[1], at: match.index, start: MARKER.lastIndex };
      }
      // the quote at its end can begin the next one
      MARKER.lastIndex--;
    }
    return undefined;
  }
}

interface Marker {
  readonly name: string;
  /** Where the value before it ends. */
  readonly at: number;
  /** Where its own value begins. */
  readonly start: number;
}

/** The end of a value, the next name, and the beginning of its value. */
const MARKER = /","([a-z][a-z0-9_]{0,63})":"/g;

function markerAt(line: string, position: number): Marker | undefined {
  const nameEnd = line.indexOf('":"', position + 1);
  return nameEnd < 0 ? undefined : { name: line.slice(position + 1, nameEnd), at: position, start: nameEnd + 3 };
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

/** What is absent is left out; the first value of a name stays. */
function keep(values: LineValues, name: string, raw: string): void {
  if (isAbsent(raw) || name in values) {
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

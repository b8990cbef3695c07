import { attribute, Caller } from './attribution';
import type { Attribution } from './attribution';
import { clientFamily } from './client-family';
import type { Concealment } from './concealment';
import type { EnrichedLine, UsageRecord } from './enricher';
import type { KeyIndex } from './key-index';
import { PlainLine } from './plain-line';
import type { Treatment } from './treatment';
import type { LoggedColumn } from '../record/column';
import { ENRICHED_COLUMNS } from '../record/columns';
import { withoutCredentials } from '../record/credentials';
import { isAbsent } from '../record/line';
import { typedValue } from '../record/typed-value';

interface Column {
  readonly column: LoggedColumn;
  /** What stands in front of its value, in the line and in the record. */
  readonly prefix: string;
  readonly isWritten: boolean;
  /** Whether a value is written as it stands in the line. */
  readonly isVerbatim: boolean;
  readonly isErrorText: boolean;
  readonly conceal?: Concealment;
}

/**
 * The fast way of `Enricher`, for plain lines: it writes the record's text piece by piece, and takes what stays as it is from the line.
 * `Enricher`'s other way says what it has to be; the tests hold the two together.
 */
export class PlainEnricher {
  private readonly reader: PlainLine;
  private readonly columns: readonly Column[];
  private readonly added: readonly string[];
  private readonly familyOf: Treatment['familyOf'];
  /** Where the texts of the caller's columns stand. */
  private readonly callers: readonly (readonly [number, keyof Caller])[];
  private readonly userAgent: number;
  /** How many columns are API Gateway's own. */
  private readonly head: number;

  constructor(columns: readonly LoggedColumn[], { written, errorTexts, leftOut, familyOf }: Treatment) {
    this.reader = new PlainLine(columns);
    this.columns = columns.map((column) => {
      const [isWritten, isErrorText, conceal] = [written.has(column), errorTexts.has(column), written.get(column)];
      return { column, prefix: `,"${column.name}":`, isWritten, isErrorText, conceal, isVerbatim: column.type === 'string' && isWritten && !isErrorText && !conceal };
    });
    this.added = ENRICHED_COLUMNS.map(({ name }) => name).filter((name) => !leftOut.includes(name));
    this.familyOf = familyOf;
    const places = new Map(columns.map(({ name }, index) => [name, index + 1]));
    this.callers = (Object.keys(new Caller()) as (keyof Caller)[]).flatMap((name) => places.has(name) ? [[places.get(name)!, name] as const] : []);
    this.userAgent = places.get('user_agent') ?? 0;
    this.head = columns.filter(({ origin }) => origin === 'gateway').length;
  }

  /** Returns nothing for a line that is not plain, or has nothing of API Gateway's own. */
  public enrich(line: string, directory: KeyIndex | undefined): EnrichedLine | undefined {
    const texts = this.reader.read(line);
    if (!texts || !this.hasHead(texts)) {
      return undefined;
    }
    const attribution = attribute(this.callerOf(texts), directory);
    const untyped: string[] = [];
    const text = this.addedTo(attribution, texts) + this.ownOf(line, texts, untyped);
    return new PlainRecord(`${text}}\n`, attribution.attribution, untyped);
  }

  private hasHead(texts: readonly string[]): boolean {
    for (let index = 1; index <= this.head; index++) {
      if (!isAbsent(texts[index])) {
        return true;
      }
    }
    return false;
  }

  private callerOf(texts: readonly string[]): Caller {
    const caller = new Caller();
    for (const [index, name] of this.callers) {
      if (!isAbsent(texts[index])) {
        caller[name] = texts[index];
      }
    }
    return caller;
  }

  private addedTo(attribution: Attribution, texts: readonly string[]): string {
    let text = '';
    for (const name of this.added) {
      const value = name === 'client_family' ? this.clientFamily(texts) : attribution[name as keyof Attribution];
      text += `${text === '' ? '{' : ','}"${name}":${value === null ? 'null' : JSON.stringify(value)}`;
    }
    return text;
  }

  private clientFamily(texts: readonly string[]): string | null {
    const userAgent = this.userAgent > 0 && !isAbsent(texts[this.userAgent]) ? texts[this.userAgent] : undefined;
    return this.familyOf(clientFamily(userAgent));
  }

  /** Neighbours that stay as they are come in one piece. */
  private ownOf(line: string, texts: readonly string[], untyped: string[]): string {
    let text = '';
    let position = 0;
    let taken = -1;
    for (let index = 0; index < this.columns.length; index++) {
      const column = this.columns[index];
      const value = texts[index + 1];
      const from = position;
      position += column.prefix.length + 2 + value.length;
      if (column.isVerbatim && !isAbsent(value)) {
        taken = taken < 0 ? from : taken;
        continue;
      }
      if (taken >= 0) {
        text += piece(line, taken, from);
        taken = -1;
      }
      if (column.isWritten) {
        text += column.prefix + (isAbsent(value) ? 'null' : writtenOf(column, value, untyped));
      }
    }
    return taken < 0 ? text : text + piece(line, taken, position);
  }
}

/** The first column has a brace in front of it, and no comma. */
function piece(line: string, from: number, to: number): string {
  return from === 0 ? `,${line.slice(1, to)}` : line.slice(from, to);
}

function writtenOf({ column, isErrorText, conceal }: Column, text: string, untyped: string[]): string {
  const shown = isErrorText ? withoutCredentials(text) : text;
  const value = conceal ? conceal(shown) : typedValue(column.type, shown);
  if (value === null) {
    untyped.push(column.name);
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

class PlainRecord implements EnrichedLine {
  public readonly isOwnOutput = false;

  constructor(public readonly line: string, public readonly attribution: unknown, public readonly untyped: readonly string[]) {}

  /** Only forwarders ask for it. */
  public get record(): UsageRecord {
    return JSON.parse(this.line) as UsageRecord;
  }
}

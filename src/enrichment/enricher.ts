import { attribute } from './attribution';
import { clientFamily } from './client-family';
import type { KeyIndex } from './key-index';
import type { LoggedColumn } from '../record/column';
import { ENRICHED_COLUMNS } from '../record/columns';
import { holdsErrorText } from '../record/context-variables';
import { withoutCredentials } from '../record/credentials';
import type { Line } from '../record/line';
import { LineReader } from '../record/line';
import { typedValue } from '../record/typed-value';

/** Its own output begins with this; a line of API Gateway's begins with `{"extended_request_id":"`. */
const OWN_OUTPUT = `{"${ENRICHED_COLUMNS[0].name}":`;

/** A record by the names of its columns. */
export type UsageRecord = Readonly<Record<string, unknown>>;

/** A line that has been enriched. */
export interface EnrichedLine {
  readonly record: UsageRecord;
  /** One JSON object and one line feed. */
  readonly line: string;
  /** Names of the columns whose text did not fit their type. */
  readonly untyped: readonly string[];
}

/** Turns a line of API Gateway's access log into a record: typed, with the customer's and the plan's name. */
export class Enricher {
  private readonly reader: LineReader;
  private readonly errorTexts: ReadonlySet<LoggedColumn>;

  constructor(private readonly columns: readonly LoggedColumn[]) {
    this.reader = new LineReader(columns);
    this.errorTexts = new Set(columns.filter(({ expression }) => holdsErrorText(expression)));
  }

  /** Returns nothing for a line that API Gateway cannot have written by the format. */
  public enrich(line: string, directory: KeyIndex | undefined): EnrichedLine | undefined {
    if (line.startsWith(OWN_OUTPUT)) {
      const text = line.trimEnd();
      const record = ownRecord(text);
      return record && { record, line: `${text}\n`, untyped: [] };
    }
    const read = this.reader.read(line);
    if (!read) {
      return undefined;
    }
    const untyped: string[] = [];
    const record: UsageRecord = {
      ...attribute(read.values, directory),
      client_family: clientFamily(read.values.user_agent),
      ...Object.fromEntries(this.columns.map((column) => [column.name, this.typed(column, read, untyped)])),
    };
    return { record, line: `${JSON.stringify(record)}\n`, untyped };
  }

  private typed(column: LoggedColumn, { values, tampered }: Line, untyped: string[]) {
    const text = values[column.name];
    if (text === undefined) {
      return null;
    }
    // an error message with a quote in it can move its words into a column behind it
    const cut = this.errorTexts.has(column) || (tampered && column.origin === 'text');
    const value = typedValue(column.type, cut ? withoutCredentials(text) : text);
    if (value === null) {
      untyped.push(column.name);
    }
    return value;
  }
}

function ownRecord(line: string): UsageRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isRecord = !line.includes('\n') && typeof value === 'object' && value !== null && 'extended_request_id' in value;
    return isRecord ? value as UsageRecord : undefined;
  } catch {
    return undefined;
  }
}

import { attribute } from './attribution';
import { clientFamily } from './client-family';
import type { KeyIndex } from './key-index';
import type { LoggedColumn } from '../record/column';
import { ENRICHED_COLUMNS, ERROR_TEXT_COLUMNS } from '../record/columns';
import { withoutCredentials } from '../record/credentials';
import type { LineValues } from '../record/line';
import { LineReader } from '../record/line';
import { typedValue } from '../record/typed-value';

/** Its own output begins with this; a line of API Gateway's begins with `{"extended_request_id":"`. */
const OWN_OUTPUT = `{"${ENRICHED_COLUMNS[0].name}":`;

/** A line that has been enriched. */
export interface EnrichedLine {
  /** One JSON object and one line feed. */
  readonly line: string;
  /** Names of the columns whose text did not fit their type. */
  readonly untyped: readonly string[];
}

/** Turns a line of API Gateway's access log into a record: typed, with the customer's and the plan's name. */
export class Enricher {
  private readonly reader: LineReader;

  constructor(private readonly columns: readonly LoggedColumn[]) {
    this.reader = new LineReader(columns);
  }

  /** Returns nothing for a line that API Gateway cannot have written by the format. */
  public enrich(line: string, directory: KeyIndex | undefined): EnrichedLine | undefined {
    if (line.startsWith(OWN_OUTPUT)) {
      return isObject(line) ? { line: `${line.trimEnd()}\n`, untyped: [] } : undefined;
    }
    const values = this.reader.read(line);
    if (!values) {
      return undefined;
    }
    const untyped: string[] = [];
    const record = {
      ...attribute(values, directory),
      client_family: clientFamily(values.user_agent),
      ...Object.fromEntries(this.columns.map((column) => [column.name, this.typed(column, values, untyped)])),
    };
    return { line: `${JSON.stringify(record)}\n`, untyped };
  }

  private typed({ name, type }: LoggedColumn, values: LineValues, untyped: string[]) {
    const text = values[name];
    if (text === undefined) {
      return null;
    }
    const value = typedValue(type, ERROR_TEXT_COLUMNS.includes(name) ? withoutCredentials(text) : text);
    if (value === null) {
      untyped.push(name);
    }
    return value;
  }
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

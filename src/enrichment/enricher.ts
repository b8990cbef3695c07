import { attribute } from './attribution';
import { clientFamily, knownFamily } from './client-family';
import { concealmentOf } from './concealment';
import type { KeyIndex } from './key-index';
import { PlainEnricher } from './plain-enricher';
import type { Treatment } from './treatment';
import type { LoggedColumn } from '../record/column';
import { ENRICHED_COLUMNS } from '../record/columns';
import { holdsErrorText } from '../record/context-variables';
import { withoutCredentials } from '../record/credentials';
import type { Line } from '../record/line';
import { LineReader } from '../record/line';
import { PersonalData } from '../record/personal-data';
import { Privacy } from '../record/privacy';
import { replayMarks } from '../record/replay-mark';
import { isDeliverable, typedValue } from '../record/typed-value';

/** Its own output begins with this; a line of API Gateway's begins with `{"extended_request_id":"`. */
const OWN_OUTPUT = `{"${ENRICHED_COLUMNS[0].name}":`;

/** A record by the names of its columns. */
export type UsageRecord = Readonly<Record<string, unknown>>;

/** A line that has been enriched. */
export interface EnrichedLine {
  readonly record: UsageRecord;
  /** Its column of that name. */
  readonly attribution: unknown;
  /** One JSON object, the marks of its replays, and one line feed. */
  readonly line: string;
  /** Names of the columns whose text did not fit their type. */
  readonly untyped: readonly string[];
  /** Whether it had been enriched before, and so was handed to the forwarders. */
  readonly isOwnOutput: boolean;
}

/** What becomes of personal data. */
export interface EnricherOptions {
  readonly privacy: Privacy;
  /** Columns that are logged no more. */
  readonly omitted?: readonly LoggedColumn[];
  /** What personal data is hashed with. */
  readonly hashKey?: Buffer;
}

/** Turns a line of API Gateway's access log into a record: typed, with the customer's and the plan's name. */
export class Enricher {
  private readonly reader: LineReader;
  private readonly treatment: Treatment;
  private readonly plain: PlainEnricher;

  constructor(private readonly columns: readonly LoggedColumn[], { privacy, omitted, hashKey }: EnricherOptions = { privacy: new Privacy() }) {
    this.reader = new LineReader(columns, omitted);
    const written = columns.filter((column) => privacy.treatmentOf(column) !== PersonalData.OMIT);
    this.treatment = {
      written: new Map(written.map((column) => [column, concealmentOf(column, privacy, hashKey)])),
      errorTexts: new Set(columns.filter(({ expression }) => holdsErrorText(expression))),
      leftOut: ENRICHED_COLUMNS.filter((column) => privacy.omits(column)).map(({ name }) => name),
      // a family of nobody else's could be as telling as the header
      familyOf: privacy.concealsUserAgent ? knownFamily : (family) => family,
    };
    this.plain = new PlainEnricher(columns, this.treatment);
  }

  /** Returns nothing for a line that API Gateway cannot have written by the format. */
  public enrich(line: string, directory: KeyIndex | undefined): EnrichedLine | undefined {
    if (line.startsWith(OWN_OUTPUT)) {
      const text = line.trimEnd();
      const record = ownRecord(text);
      return record && this.fits(record)
        ? { record, attribution: record.attribution, line: `${text}${replayMarks(line)}\n`, untyped: [], isOwnOutput: true }
        : undefined;
    }
    return this.plain.enrich(line, directory) ?? this.enrichAny(line, directory);
  }

  /** Whatever a client has written into the line. */
  public enrichAny(line: string, directory: KeyIndex | undefined): EnrichedLine | undefined {
    const read = this.reader.read(line);
    if (!read) {
      return undefined;
    }
    const { written, leftOut, familyOf } = this.treatment;
    const untyped: string[] = [];
    const record: Record<string, unknown> = {
      ...attribute(read.values, directory),
      client_family: familyOf(clientFamily(read.values.user_agent)),
      ...Object.fromEntries([...written.keys()].map((column) => [column.name, this.typed(column, read, untyped)])),
    };
    leftOut.forEach((name) => delete record[name]);
    return { record, attribution: record.attribution, line: `${JSON.stringify(record)}${replayMarks(line)}\n`, untyped, isOwnOutput: false };
  }

  /** Firehose would refuse it where a column has had another type since. */
  private fits(record: UsageRecord): boolean {
    return [...ENRICHED_COLUMNS, ...this.columns].every(({ name, type }) => !Object.hasOwn(record, name) || isDeliverable(type, record[name]));
  }

  private typed(column: LoggedColumn, { values, tampered }: Line, untyped: string[]) {
    const text = values[column.name];
    if (text === undefined) {
      return null;
    }
    const { errorTexts, written } = this.treatment;
    // an error message with a quote in it can move its words into a column behind it
    const cut = errorTexts.has(column) || (tampered && column.origin === 'text');
    const shown = cut ? withoutCredentials(text) : text;
    const conceal = written.get(column);
    const value = conceal ? conceal(shown) : typedValue(column.type, shown);
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

import type { AccessLogColumn } from './access-log-column';
import type { Column, LoggedColumn } from './column';
import { ORIGINS } from './column';
import { ENRICHED_COLUMNS, LOGGED_COLUMNS } from './columns';
import { PARTITION_COLUMNS } from './layout';
import type { PrivacyOptions } from './personal-data';
import { PersonalData } from './personal-data';
import { Privacy } from './privacy';

/** API Gateway's limit on an access log format, in bytes. */
const FORMAT_LIMIT = 3 * 1024;

/**
 * The columns of a record: those that this library knows and those that you add.
 *
 * One schema is shared by all parts of a pipeline, so that the stages log what the
 * enrichment reads and the table declares. Columns that are added later reach all of them.
 *
 * @example
 * const columns = new AccessLogSchema([AccessLogColumn.string('tenant', '$context.authorizer.tenantId')]);
 * new EnrichmentFunction(this, 'Enrichment', { directory: apiKeys, schema: columns });
 * new UsageCatalog(this, 'Catalog', { bucket: logsBucket, schema: columns });
 */
export class AccessLogSchema {
  /**
   * What becomes of personal data.
   *
   * @internal
   */
  public readonly _privacy: Privacy;
  private readonly added: LoggedColumn[] = [];

  /**
   * @param columns Columns of your own
   * @param privacy What becomes of personal data
   */
  constructor(columns: AccessLogColumn[] = [], privacy: PrivacyOptions = {}) {
    this._privacy = new Privacy(privacy, columns.map(({ name }) => name));
    columns.forEach((column) => this.addColumn(column));
  }

  /**
   * Adds a column of your own. The ones of this library take about 1.4 KB of the 3 KB that
   * API Gateway allows for a log format; a column takes its name, its expression and 6 bytes.
   *
   * Fails if there is a column of that name, or if the format grows over 3 KB.
   *
   * @param column The column
   */
  public addColumn(column: AccessLogColumn): void {
    const taken = [...this._delivered(), ...PARTITION_COLUMNS];
    if (taken.some(({ name }) => name === column.name)) {
      throw new Error(`AccessLogColumn '${column.name}': there is a column of that name already; give yours another name, as in 'my_${column.name}'`);
    }
    const omitted = this._privacy.omittedBy(column.expression);
    if (omitted !== undefined) {
      throw new Error(`AccessLogColumn '${column.name}': it logs ${column.expression}, which is left out as ${omitted}; leave your column out as well, or let ${omitted} be logged`);
    }
    const treatment = this._privacy.treatmentOf(column);
    if (treatment !== PersonalData.KEEP && column.type !== 'string') {
      // Firehose would refuse the text for ever
      throw new Error(`AccessLogColumn '${column.name}': its type is ${column.type}, and ${column.expression} is delivered as a text by PersonalData.${treatment.toUpperCase()}; make it AccessLogColumn.string()`);
    }
    this.added.push(column._loggedColumn());
    const bytes = Buffer.byteLength(this.format);
    if (bytes > FORMAT_LIMIT) {
      this.added.pop();
      throw new Error(`AccessLogColumn '${column.name}': with it the access log format has ${bytes} bytes, ${bytes - FORMAT_LIMIT} more than the ${FORMAT_LIMIT} that API Gateway takes; shorten the names of your columns or leave some out`);
    }
  }

  /**
   * Adds a column, unless there is the same one already.
   *
   * @internal
   */
  public _addOnce(column: AccessLogColumn): void {
    const isSame = ({ name, type, expression }: LoggedColumn) => name === column.name && type === column.type && expression === column.expression;
    if (!this.added.some(isSame)) {
      this.addColumn(column);
    }
  }

  /**
   * The access log format for a stage: one JSON object with every value quoted (an absent
   * one arrives as `-`, which would be no JSON without quotes), and a line feed, which API Gateway does not add.
   */
  public get format(): string {
    const pairs = this._logged().map(({ name, expression }) => `"${name}":"${expression}"`);
    return `{${pairs.join(',')}}\n`;
  }

  /**
   * What API Gateway logs, in the order of the line.
   *
   * @internal
   */
  public _logged(): LoggedColumn[] {
    return this.inOrder().filter((column) => !this._privacy.omits(column));
  }

  /**
   * What API Gateway would log, and is left out: lines that were written before still hold it.
   *
   * @internal
   */
  public _omitted(): LoggedColumn[] {
    return this.inOrder().filter((column) => this._privacy.omits(column));
  }

  /**
   * The consumer's own columns.
   *
   * @internal
   */
  public _added(): readonly LoggedColumn[] {
    return this.added;
  }

  /**
   * The columns of a delivered record, also those that stay empty: tables and datasets are the same then.
   *
   * @internal
   */
  public _delivered(): Column[] {
    return [...this.inOrder(), ...ENRICHED_COLUMNS];
  }

  private inOrder(): LoggedColumn[] {
    const columns = [...LOGGED_COLUMNS, ...this.added];
    return ORIGINS.flatMap((origin) => columns.filter((column) => column.origin === origin));
  }
}

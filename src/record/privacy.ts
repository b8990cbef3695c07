import type { Column, LoggedColumn } from './column';
import { ENRICHED_COLUMNS, LOGGED_COLUMNS } from './columns';
import type { PrivacyOptions } from './personal-data';
import { PersonalData } from './personal-data';
import { holdsDataOf } from './same-data';
import { checkEnum } from '../check-enum';

export const SOURCE_IP = 'source_ip';
export const USER_AGENT = 'user_agent';

/** What can be left out: neither a request's identity, nor who it is counted for, nor a figure of the dashboard is made of it. */
const OMITTABLE: readonly string[] = [
  'account_id', 'resource_id', 'integration_status', 'authorizer_status', 'waf_response', 'caller', 'user_arn', 'caller_account_id', SOURCE_IP,
  'protocol', 'domain_name', 'xray_trace_id', 'request_id', 'integration_error', 'authorizer_error', 'error_message', 'path', USER_AGENT,
  'customer', 'usage_plan',
];

/** What becomes of personal data, checked. */
export class Privacy {
  /** What was asked for, and nothing that is as it is anyway. */
  public readonly options: PrivacyOptions;
  private readonly omitted: ReadonlySet<string>;

  /**
   * @param options What was asked for
   * @param own Names of the consumer's own columns
   */
  constructor({ sourceIp = PersonalData.KEEP, userAgent = PersonalData.KEEP, omitColumns = [] }: PrivacyOptions = {}, own: readonly string[] = []) {
    checkOmitted(omitColumns, own);
    checkTreatments(omitColumns, sourceIp, userAgent);
    this.options = {
      ...sourceIp === PersonalData.KEEP ? {} : { sourceIp },
      ...userAgent === PersonalData.KEEP ? {} : { userAgent },
      ...omitColumns.length === 0 ? {} : { omitColumns: [...new Set(omitColumns)] },
    };
    this.omitted = new Set([...omitColumns, ...sourceIp === PersonalData.OMIT ? [SOURCE_IP] : []]);
  }

  /** Whether a column stays empty because nothing is logged, or nothing is looked up, for it. */
  public omits({ name }: Pick<Column, 'name'>): boolean {
    return this.omitted.has(name);
  }

  /** What becomes of a logged value. Another column of the same data is no way around it. */
  public treatmentOf({ expression }: Pick<LoggedColumn, 'expression'>): PersonalData {
    const { sourceIp = PersonalData.KEEP, userAgent = PersonalData.KEEP } = this.options;
    const treatments: [LoggedColumn, PersonalData][] = [[columnOf(SOURCE_IP), sourceIp], [columnOf(USER_AGENT), userAgent]];
    return treatments.find(([column]) => holdsDataOf(column, expression))?.[1] ?? PersonalData.KEEP;
  }

  /** The column that is left out, and of which a variable holds the same or a part. */
  public omittedBy(expression: string): string | undefined {
    const isOmitted = (column: LoggedColumn) => this.omits(column) || this.treatmentOf(column) === PersonalData.OMIT;
    return LOGGED_COLUMNS.find((column) => isOmitted(column) && holdsDataOf(column, expression))?.name;
  }

  /** Whether the User-Agent header is not shown as it is. */
  public get concealsUserAgent(): boolean {
    return this.options.userAgent !== undefined;
  }

  public get needsHashKey(): boolean {
    return [this.options.sourceIp, this.options.userAgent].includes(PersonalData.HASH);
  }

  public get isSet(): boolean {
    return Object.keys(this.options).length > 0;
  }
}

function columnOf(name: string): LoggedColumn {
  return LOGGED_COLUMNS.find((column) => column.name === name)!;
}

function checkOmitted(omitColumns: readonly string[], own: readonly string[]): void {
  if (!Array.isArray(omitColumns)) {
    throw new Error(`omitColumns is '${String(omitColumns)}', and a list of names is expected; give ['${String(omitColumns)}']`);
  }
  const known = [...LOGGED_COLUMNS, ...ENRICHED_COLUMNS].map(({ name }) => name);
  const wrong = (omitColumns as readonly string[]).find((name) => !OMITTABLE.includes(name));
  if (wrong === undefined) {
    return;
  }
  if (own.includes(wrong) && !known.includes(wrong)) {
    throw new Error(`omitColumns holds '${wrong}', which is a column of your own, and these are only logged because you add them; leave it out of your columns, and out of omitColumns`);
  }
  const because = known.includes(wrong) ? 'attribution, the delivery or the dashboard\'s figures need it' : 'this library has no column of that name';
  throw new Error(`omitColumns holds '${wrong}', which cannot be left out, because ${because}; leave it out of the list, which may hold ${OMITTABLE.join(', ')}`);
}

function checkTreatments(omitColumns: readonly string[], sourceIp: PersonalData, userAgent: PersonalData): void {
  if (userAgent === PersonalData.TRUNCATE) {
    throw new Error('userAgent is PersonalData.TRUNCATE, and only an address has a part that leads to nobody; give HASH or OMIT, with which client_family, the kind of client, stays');
  }
  for (const [prop, name, treatment] of [['sourceIp', SOURCE_IP, sourceIp], ['userAgent', USER_AGENT, userAgent]] as const) {
    checkEnum(prop, treatment, { PersonalData });
    if (omitColumns.includes(name) && treatment !== PersonalData.KEEP && treatment !== PersonalData.OMIT) {
      throw new Error(`${prop} is PersonalData.${treatment.toUpperCase()}, and omitColumns holds '${name}', so that there would be nothing to ${treatment}; leave one of them out`);
    }
  }
}

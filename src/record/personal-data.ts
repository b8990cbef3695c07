/**
 * What a record holds of a value that can lead to a person.
 *
 * @example
 * new ApiUsageAnalytics(this, 'UsageAnalytics', {
 *   sourceIp: PersonalData.TRUNCATE,
 *   userAgent: PersonalData.OMIT,
 * });
 */
export enum PersonalData {
  /** The value as it was logged. */
  KEEP = 'keep',
  /** Of an address the network alone: `203.0.113.0/24`, `2001:db8:1::/48`. What is no address becomes null. */
  TRUNCATE = 'truncate',
  /**
   * A keyed hash (HMAC-SHA256, its first 128 bits in hexadecimal): the same value has the same hash, and only who has the key can find out whose
   * it is. The key is made by CloudFormation and kept in Secrets Manager, which costs 0.40 USD a month.
   */
  HASH = 'hash',
  /** Nothing: the column is null. */
  OMIT = 'omit',
}

/** What becomes of personal data before a record is delivered. */
export interface PrivacyOptions {
  /**
   * What a record holds of the caller's address (`source_ip`). With `OMIT` API Gateway does not log it at all. With `TRUNCATE` and `HASH` the
   * enrichment changes it before anything is delivered or forwarded; a record that it cannot process stays under `errors/` as it was logged.
   *
   * A change applies to what is delivered from then on.
   *
   * @default PersonalData.KEEP
   */
  readonly sourceIp?: PersonalData;

  /**
   * What a record holds of the User-Agent header (`user_agent`): `KEEP`, `HASH` or `OMIT`. Each keeps `client_family`, the kind of client, which
   * is read from it: also with `OMIT` it is logged, and left out by the enrichment. With `HASH` and `OMIT` a family is shown only if it is a browser,
   * a bot or one of the usual libraries, and is `other` else. To have it not logged at all, and no `client_family`, name
   * it in `omitColumns`.
   *
   * A change applies to what is delivered from then on.
   *
   * @default PersonalData.KEEP
   */
  readonly userAgent?: PersonalData;

  /**
   * Columns that stay empty, such as `path` or `error_message`. API Gateway does not log them, so that they are nowhere, also not under
   * `errors/`. `customer` and `usage_plan` are names that the enrichment adds: without them the dashboard and the saved queries still show
   * names, from the list of API keys as it is then, and ids of who is no longer in it. Receivers of forwarders get no names. With
   * `CustomerIdentity.apiKeyTag()` the tag's value is `customer_id` too, which stays.
   *
   * The table keeps the columns. Those that the pipeline, attribution and the dashboard's figures need cannot be left out, nor can your own.
   *
   * @default - none
   */
  readonly omitColumns?: string[];
}

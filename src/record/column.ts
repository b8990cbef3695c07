/** The types a column can have: Glue's own names for them. */
export type ColumnType = 'string' | 'int' | 'bigint' | 'double' | 'boolean' | 'timestamp' | 'array<string>';

/** A column of a table. */
export interface Column {
  /** Its name in the log line, in the table and in the datasets: snake_case. */
  readonly name: string;
  readonly type: ColumnType;
  /** What it holds, with the unit. */
  readonly description: string;
}

/**
 * Who writes a logged value, from the one to trust most to the one to trust least.
 *
 * `gateway`: API Gateway itself. `authorizer`: the API's own authorizer or
 * identity provider. `client`: a part of the request. `error`: an error message, which can quote
 * anything, credentials too. `text`: what a client can write as it likes, path and user agent.
 *
 * The log line holds them in this order, because a value can only ever damage
 * what stands behind it.
 */
export type Origin = 'gateway' | 'authorizer' | 'client' | 'error' | 'text';

export const ORIGINS: readonly Origin[] = ['gateway', 'authorizer', 'client', 'error', 'text'];

/** A column that API Gateway fills in. */
export interface LoggedColumn extends Column {
  /** The `$context` variable that it comes from. */
  readonly expression: string;
  readonly origin: Origin;
}

import type { QueryTables } from './tables';

/** A question that is asked often, with the statement that answers it. */
export interface SavedQuery {
  /** Id of its construct. */
  readonly id: string;
  /** Its name in the Athena console. */
  readonly name: string;
  /** The question; also the statement's first line. */
  readonly question: string;
  /** The answer, over the tables as they are written in a statement. */
  readonly statement: (tables: QueryTables) => string;
}

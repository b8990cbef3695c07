import { API_KEYS_TABLE, LOGS_TABLE } from '../names';

/** The tables as they are written in a statement. */
export interface QueryTables {
  readonly logs: string;
  readonly apiKeys: string;
}

/** The tables of a database. */
export function queryTables(databaseName: string): QueryTables {
  return { logs: `"${databaseName}"."${LOGS_TABLE}"`, apiKeys: `"${databaseName}"."${API_KEYS_TABLE}"` };
}

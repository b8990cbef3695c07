/** Where the datasets read: the names of a catalog's database and tables. */
export interface UsageTables {
  readonly databaseName: string;
  readonly logsTableName: string;
  readonly apiKeysTableName: string;
}

/** The table of the delivered records, as it is written in a statement. */
export function logsIn({ databaseName, logsTableName }: UsageTables): string {
  return `"${databaseName}"."${logsTableName}"`;
}

/** The table of the API keys, as it is written in a statement. */
export function apiKeysIn({ databaseName, apiKeysTableName }: UsageTables): string {
  return `"${databaseName}"."${apiKeysTableName}"`;
}

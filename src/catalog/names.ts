/** Names of the tables, which every statement relies on. */
export const LOGS_TABLE = 'logs';
export const API_KEYS_TABLE = 'api_keys';

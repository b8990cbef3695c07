import { addedDimension, addedNumbers, addedTexts, addedTimes, numberColumns } from './added-columns';
import { OPEN_KEY, directoryTables } from './attribution';
import { selectList } from './select-list';
import { DIMENSION_SOURCES, SHARED_DIMENSIONS } from './shared-dimensions';
import { ARRIVAL_HOUR, CLIENT_ERROR, ERROR, GATEWAY_LATENCY, SERVER_ERROR } from './shared-measures';
import type { UsageTables } from './usage-tables';
import { logsIn } from './usage-tables';
import { partitionsOfWindow, startOfWindow } from '../../catalog/partition-filter';
import { sql } from '../../catalog/sql';
import type { LoggedColumn } from '../../record/column';
import type { DatasetColumn } from '../dataset-column';

/** Name of the dataset, in QuickSight and in the dashboard's definition. */
export const REQUESTS = 'requests';

/** Who called: readers filter by these, so what is absent has a name. */
const CALLER: Record<string, string> = {
  source_ip: "coalesce(source_ip, '(none)')",
  api_user: "coalesce(cognito_sub, cognito_identity_id, principal_id, user_arn, caller, '(none)')",
  user_arn: "coalesce(user_arn, '(none)')",
  cognito_user: "coalesce(cognito_sub, cognito_identity_id, '(none)')",
  waf_response: "coalesce(waf_response, '(none)')",
};

/** What support reads off a single request: what is absent stays empty. */
const DETAILS: Record<string, string> = {
  protocol: "coalesce(protocol, '')",
  api_key_id: "coalesce(api_key_id, '')",
  request_id: "coalesce(request_id, '')",
  extended_request_id: "coalesce(extended_request_id, '')",
  xray_trace_id: "coalesce(xray_trace_id, '')",
  path: "coalesce(path, '')",
  user_agent: "coalesce(user_agent, '')",
  error_message: "coalesce(error_message, integration_error, authorizer_error, '')",
};

/** A sum of `requests` counts them. A latency or status that is absent is no 0, which would be the fastest of all. */
const FIGURES: Record<string, string> = {
  requests: '1',
  errors: `CASE WHEN ${ERROR} THEN 1 ELSE 0 END`,
  client_errors: `CASE WHEN ${CLIENT_ERROR} THEN 1 ELSE 0 END`,
  server_errors: `CASE WHEN ${SERVER_ERROR} THEN 1 ELSE 0 END`,
  response_bytes: 'coalesce(response_length, 0)',
  response_latency_ms: 'response_latency_ms',
  integration_latency_ms: 'integration_latency_ms',
  authorizer_latency_ms: 'authorizer_latency_ms',
  gateway_latency_ms: GATEWAY_LATENCY,
  integration_status: 'integration_status',
  authorizer_status: 'authorizer_status',
};

/** The columns of the dataset. */
export function requestsColumns(added: readonly LoggedColumn[] = []): DatasetColumn[] {
  const texts = [...Object.keys({ ...SHARED_DIMENSIONS, ...CALLER, ...DETAILS }), ...addedTexts(added).map(({ name }) => name)];
  return [
    { name: 'request_time', type: 'DATETIME' },
    { name: 'arrival_hour', type: 'DATETIME' },
    ...texts.map((name): DatasetColumn => ({ name, type: 'STRING' })),
    ...Object.keys(FIGURES).map((name): DatasetColumn => ({ name, type: 'INTEGER' })),
    ...numberColumns(added),
    ...addedTimes(added).map(({ name }): DatasetColumn => ({ name, type: 'DATETIME' })),
  ];
}

/**
 * The dataset's SQL: the common subset of Athena (Trino) and DuckDB. A row is a delivered record: nothing is added up.
 *
 * What a record itself knows is made before the join, where its columns need no prefix.
 */
export function requestsSql(tables: UsageTables, windowDays: number, added: readonly LoggedColumn[] = []): string {
  const made = { ...CALLER, ...DETAILS, ...FIGURES };
  const texts = addedTexts(added);
  const untouched = [...addedNumbers(added), ...addedTimes(added)].map(({ name }) => name);
  const kept = [...DIMENSION_SOURCES, ...[...texts.map(({ name }) => name), ...untouched].map((name) => `"${name}"`)];

  return sql`
    /* Which requests came in during the last ${String(windowDays)} days, from whom, with which outcome, how fast, and why did they fail? */
    WITH calls AS (
      SELECT
        request_time,
        ${ARRIVAL_HOUR} AS arrival_hour,
        ${OPEN_KEY} AS _open_key,
        ${kept.join(', ')},
        ${selectList(made)}
      FROM ${logsIn(tables)}
      WHERE request_time >= ${startOfWindow(windowDays)}
        AND ${partitionsOfWindow(windowDays)}
    ),
    ${directoryTables(tables)}
    SELECT
      calls.request_time,
      calls.arrival_hour,
      ${selectList(SHARED_DIMENSIONS)},
      ${columnsOfCalls(Object.keys({ ...CALLER, ...DETAILS }))},
      ${[
        selectList(Object.fromEntries(texts.map((column) => [column.name, addedDimension(column)]))),
        columnsOfCalls([...Object.keys(FIGURES), ...untouched]),
      ].filter(Boolean).join(',\n')}
    FROM calls
    CROSS JOIN directory
  `;
}

function columnsOfCalls(names: string[]): string {
  return names.map((name) => `calls."${name}"`).join(',\n');
}

import type { UsageDatasets } from './usage-datasets';
import { DashboardSheet } from '../dashboard-sheet';
import { requestsColumns } from '../datasets/requests';
import { REQUESTS_SHEET } from '../definition';
import type { DashboardDataset } from '../fields/dashboard-dataset';
import type { DashboardField } from '../fields/dashboard-field';
import { RowTableVisual } from '../visuals/row-table-visual';

const NAMES: [column: string, label: string][] = [
  ['status', 'Status'], ['endpoint', 'Endpoint'], ['path', 'Path'], ['customer', 'Customer'], ['usage_plan', 'Usage plan'], ['error_type', 'Error type'],
  ['error_message', 'Error message'],
];
const FIGURES: [column: string, label: string][] = [
  ['response_latency_ms', 'Latency, ms'], ['integration_latency_ms', 'Integration, ms'], ['authorizer_latency_ms', 'Authorizer, ms'],
  ['integration_status', 'Integration status'], ['response_bytes', 'Bytes'],
];
const IDS: [column: string, label: string][] = [
  ['request_id', 'Request id'], ['extended_request_id', 'Extended request id'], ['xray_trace_id', 'X-Ray trace id'], ['api_key_id', 'API key id'],
  ['api_user', 'User'], ['user_arn', 'IAM caller'], ['source_ip', 'Source address'], ['user_agent', 'User agent'], ['client_family', 'Client family'],
  ['domain_name', 'Domain'], ['api_stage', 'API and stage'], ['protocol', 'Protocol'], ['waf_response', 'AWS WAF'], ['attribution', 'Attribution'],
];

/** What happened to this request? */
export function requestsSheet({ requests: rows }: UsageDatasets): DashboardSheet {
  const names = (columns: typeof NAMES) => columns.map(([column, label]) => rows.dimension(column, label));
  return new DashboardSheet(REQUESTS_SHEET, {
    name: 'Requests',
    description: `What happened to this request? Shows the chosen period, at most the last ${rows._windowDays()} days; the menus of tables lead here.`,
    callerControls: true,
  }).addVisuals(new RowTableVisual({
    id: 'latest-requests',
    title: 'Latest requests',
    time: rows.time('request_time', 'Time'),
    columns: [...names(NAMES), ...FIGURES.map(([column, label]) => rows.sum(column, label)), ...names(IDS), ...addedFields(rows)],
    height: 21,
  }));
}

/** The columns of one's own. */
function addedFields(rows: DashboardDataset): DashboardField[] {
  const known = new Set(requestsColumns().map(({ name }) => name));
  return rows._columns().filter(({ name }) => !known.has(name)).map(({ name, type }) => (
    type === 'STRING' ? rows.dimension(name) : type === 'DATETIME' ? rows.time(name) : rows.sum(name)
  ));
}

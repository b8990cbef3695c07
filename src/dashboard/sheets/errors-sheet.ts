import type { UsageDatasets } from './usage-datasets';
import { DashboardSheet } from '../dashboard-sheet';
import type { DashboardDataset } from '../fields/dashboard-dataset';
import { BarChartVisual } from '../visuals/bar-chart-visual';
import { KpiVisual } from '../visuals/kpi-visual';
import { LineChartVisual } from '../visuals/line-chart-visual';
import { TableVisual } from '../visuals/table-visual';

/*
 * Types of gateway responses.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const LIMITED = ['THROTTLED', 'QUOTA_EXCEEDED'];
const NOT_AUTHENTICATED = ['UNAUTHORIZED', 'ACCESS_DENIED', 'INVALID_API_KEY', 'INVALID_SIGNATURE', 'EXPIRED_TOKEN', 'MISSING_AUTHENTICATION_TOKEN'];
const REFUSED = [...NOT_AUTHENTICATED, ...LIMITED, 'WAF_FILTERED'];

/** What goes wrong, and who is turned away? */
export function errorsSheet({ usageHourly: usage, requests: rows }: UsageDatasets): DashboardSheet {
  const time = usage.timeline();
  const limited = usage.only('error_type', ...LIMITED);
  const stopped = rows.only('error_type', ...LIMITED);
  const unauthenticated = rows.only('error_type', ...NOT_AUTHENTICATED);
  const refused = rows.only('error_type', ...REFUSED);
  const blocked = rows.only('error_type', 'WAF_FILTERED');
  const signed = rows.without('user_arn', '(none)');
  // of whom `api_user` is the same, by which the menu leads to the requests
  const users = rows.without('cognito_user', '(none)');
  const unattributed = usage.only('attribution', 'no_key', 'unknown_key', 'invalid_key', 'no_plan', 'directory_unavailable');
  const single = `Single requests, last ${rows._windowDays()} days at most`;

  return new DashboardSheet('errors', {
    name: 'Errors and access',
    description: `What goes wrong, and who is turned away? What shows users and source addresses goes back ${rows._windowDays()} days at most.`,
    callerControls: true,
  })
    .addVisuals(
      new KpiVisual({ id: 'client-error-rate', title: 'Client errors (4xx)', value: usage.ratio('client_errors', 'requests', 'Rate of 4xx'), width: 7 }),
      new KpiVisual({ id: 'server-error-rate', title: 'Server errors (5xx)', value: usage.ratio('server_errors', 'requests', 'Rate of 5xx'), width: 7 }),
      new LineChartVisual({
        id: 'error-rates',
        title: 'Rates of 4xx and 5xx',
        time,
        values: [usage.ratio('client_errors', 'requests', '4xx'), usage.ratio('server_errors', 'requests', '5xx')],
      }),
    )
    .addVisuals(
      new TableVisual({
        id: 'errors-by-endpoint',
        title: 'Errors by endpoint',
        width: 14,
        groupBy: [usage.dimension('endpoint', 'Endpoint')],
        values: [
          usage.sum('errors', 'Errors'), usage.sum('requests', 'Requests'), usage.ratio('client_errors', 'requests', '4xx'), usage.ratio('server_errors', 'requests', '5xx'),
        ],
      }),
      new BarChartVisual({
        id: 'errors-by-type',
        title: 'Errors by type of gateway response',
        subtitle: '(none): answered by the integration',
        by: usage.dimension('error_type', 'Type'),
        values: [usage.sum('errors', 'Errors')],
      }),
      new BarChartVisual({
        id: 'limited-customers',
        title: 'Throttled and over quota, by customer',
        by: limited.dimension('customer', 'Customer'),
        values: [limited.sum('requests', 'Requests')],
        color: limited.dimension('error_type', 'Type'),
      }),
    )
    .addVisuals(
      new TableVisual({
        id: 'limits-reached',
        title: 'Limits that were reached',
        subtitle: single,
        groupBy: [
          stopped.dimension('customer', 'Customer'), stopped.dimension('usage_plan', 'Usage plan'), stopped.dimension('endpoint', 'Endpoint'),
          stopped.dimension('error_type', 'Type'),
        ],
        values: firstAndLast(stopped),
      }),
    )
    .addVisuals(
      new TableVisual({
        id: 'failed-authentication',
        title: 'Failed authentication',
        subtitle: `${single}. MISSING_AUTHENTICATION_TOKEN is also the answer to a path or method that does not exist`,
        groupBy: [
          unauthenticated.dimension('source_ip', 'Source address'), unauthenticated.dimension('customer', 'Customer'), unauthenticated.dimension('error_type', 'Type'),
        ],
        values: firstAndLast(unauthenticated),
        width: 20,
      }),
      new BarChartVisual({
        id: 'refused-addresses',
        title: 'Source addresses with most refusals',
        subtitle: single,
        by: refused.dimension('source_ip', 'Source address'),
        values: [refused.sum('requests', 'Refused')],
        color: refused.dimension('error_type', 'Type'),
      }),
    )
    .addVisuals(
      new TableVisual({
        id: 'waf-refused',
        title: 'Refused by AWS WAF',
        subtitle: single,
        groupBy: [blocked.dimension('source_ip', 'Source address'), blocked.dimension('endpoint', 'Endpoint')],
        values: seen(blocked),
      }),
      new TableVisual({
        id: 'cognito-users',
        title: 'Cognito users',
        subtitle: single,
        groupBy: [users.dimension('api_user', 'Cognito user')],
        values: seen(users),
      }),
    )
    .addVisuals(
      new TableVisual({
        id: 'iam-callers',
        title: 'IAM callers',
        subtitle: single,
        groupBy: [signed.dimension('user_arn', 'IAM caller'), signed.dimension('api_user', 'User')],
        values: seen(signed),
      }),
      new LineChartVisual({
        id: 'unattributed',
        title: 'Traffic without a key, or with one that is unknown, invalid or on no plan',
        time: unattributed.timeline(),
        values: [unattributed.sum('requests', 'Requests')],
        color: unattributed.dimension('attribution', 'Attribution'),
      }),
    );
}

function seen(rows: DashboardDataset) {
  return [rows.sum('requests', 'Requests'), rows.ratio('errors', 'requests', 'Error rate'), rows.latest('request_time', 'Last seen')];
}

function firstAndLast(rows: DashboardDataset) {
  return [rows.sum('requests', 'Requests'), rows.earliest('request_time', 'First seen'), rows.latest('request_time', 'Last seen')];
}

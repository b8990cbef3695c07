import { ATTRIBUTION, CUSTOMER, CUSTOMER_ID, USAGE_PLAN } from './attribution';
import { sql } from '../../catalog/sql';

/**
 * The dimensions that datasets share, and how each is made of the relation `calls`: the same name, meaning and
 * text for what is absent wherever it occurs, so that one filter fits all datasets.
 *
 * All are texts, the status as well: in a field that takes categories, QuickSight shows nothing for a number or a time.
 */
export const SHARED_DIMENSIONS = {
  api_stage: "coalesce(concat(calls.api_id, '/', calls.stage), '(none)')",
  api_id: orNone('calls.api_id'),
  stage: orNone('calls.stage'),
  domain_name: orNone('calls.domain_name'),
  endpoint: sql`
    CASE
      WHEN calls.http_method IS NULL AND calls.resource_path IS NULL THEN '(none)'
      ELSE concat(coalesce(calls.http_method, '(none)'), ' ', coalesce(calls.resource_path, '(none)'))
    END
  `,
  resource_path: orNone('calls.resource_path'),
  http_method: orNone('calls.http_method'),
  usage_plan: USAGE_PLAN,
  customer_id: CUSTOMER_ID,
  customer: CUSTOMER,
  status: orNone('CAST(calls.status AS varchar)'),
  status_class: "CASE WHEN calls.status BETWEEN 200 AND 599 THEN concat(CAST(calls.status / 100 AS varchar), 'xx') ELSE '(none)' END",
  error_type: orNone('calls.error_type'),
  attribution: ATTRIBUTION,
  client_family: orNone('calls.client_family'),
};

/** The columns of a record that they are made of, beside `_open_key`. */
export const DIMENSION_SOURCES: readonly string[] = [
  'api_id', 'stage', 'domain_name', 'resource_path', 'http_method',
  'usage_plan_id', 'usage_plan', 'customer_id', 'customer', 'status', 'error_type', 'attribution', 'client_family',
];

function orNone(expression: string): string {
  return `coalesce(${expression}, '(none)')`;
}

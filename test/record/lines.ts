import { AccessLogSchema } from '../../src/record/schema';

/** A plain request of a customer on a plan, by column. */
export const REQUEST: Record<string, string> = {
  extended_request_id: 'JKJaXmPLvHcESHA=',
  request_time: '1767225599123', // 2025-12-31 23:59:59.123
  account_id: '123456789012',
  api_id: 'a1b2c3d4e5',
  stage: 'prod',
  resource_path: '/pets/{petId}',
  resource_id: 'r3s0rc',
  status: '200',
  response_length: '5120',
  response_latency_ms: '87',
  integration_latency_ms: '80',
  integration_status: '200',
  api_key_id: 'key-acme',
  source_ip: '203.0.113.7',
  request_id: '3b1f0c5a-0000-4000-8000-1f2e3d4c5b6a',
  http_method: 'GET',
  protocol: 'HTTP/1.1',
  domain_name: 'api.example.com',
  path: '/prod/pets/17',
  user_agent: 'curl/8.9.1',
};

/** The line that API Gateway writes for a request: absent values as `-`, nothing escaped. */
export function lineOf(values: Record<string, string> = REQUEST, schema = new AccessLogSchema()): string {
  const byExpression = new Map(schema._logged().map(({ name, expression }) => [`"${expression}"`, name]));
  return schema.format.replace(/"\$context[^"]*"/g, (expression) => `"${values[byExpression.get(expression)!] ?? '-'}"`);
}

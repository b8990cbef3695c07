import type { FirehoseTransformationEventRecord } from 'aws-lambda';
import { SCHEMA } from './receivers';

/** Lines of API Gateway's, as many as fit. */
export function linesOf(bytes: number): FirehoseTransformationEventRecord[] {
  const agents = ['curl/8.9.1', 'python-requests/2.32.3', 'okhttp/4.12.0', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36'];
  const byExpression = new Map(SCHEMA._logged().map(({ name, expression }) => [`"${expression}"`, name]));
  const records: FirehoseTransformationEventRecord[] = [];
  for (let index = 0, left = bytes; ; index++) {
    const id = String(index).padStart(8, '0');
    const values: Record<string, string | number> = {
      extended_request_id: `JKJaXmPL${id}=`,
      request_time: Date.now(),
      account_id: '123456789012',
      api_id: 'a1b2c3d4e5',
      stage: 'prod',
      resource_path: '/pets/{petId}',
      resource_id: 'r3s0rc',
      status: index % 20 ? 200 : 404,
      response_length: 5120 + index,
      response_latency_ms: 87,
      integration_latency_ms: 80,
      integration_status: 200,
      api_key_id: `key-${index % 1000}`,
      source_ip: '203.0.113.7',
      http_method: 'GET',
      protocol: 'HTTP/1.1',
      domain_name: 'api.example.com',
      xray_trace_id: `1-67891233-abcdef0123456789${id}`,
      request_id: `3b1f0c5a-0000-4000-8000-1f2e${id}`,
      path: `/prod/pets/${index}`,
      user_agent: agents[index % agents.length],
    };
    const line = SCHEMA.format.replace(/"\$context[^"]*"/g, (expression) => `"${values[byExpression.get(expression)!] ?? '-'}"`);
    left -= line.length;
    if (left < 0) {
      return records;
    }
    records.push({ recordId: `${'4'.repeat(48)}${id}`, approximateArrivalTimestamp: Date.now(), data: Buffer.from(line).toString('base64') });
  }
}

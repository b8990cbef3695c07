import { describe, expect, test } from 'vitest';
import { lineOf, REQUEST } from './lines';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { LineReader } from '../../src/record/line';
import { AccessLogSchema } from '../../src/record/schema';

const reader = new LineReader(new AccessLogSchema()._logged());
const read = (values: Record<string, string>) => reader.read(lineOf({ ...REQUEST, ...values }))!;

const GATEWAY = new AccessLogSchema()._logged().filter(({ origin }) => origin === 'gateway').map(({ name }) => name);
const FREE = new AccessLogSchema()._logged().filter(({ origin }) => origin !== 'gateway').map(({ name }) => name);

describe('reading a line', () => {
  test('gives each value under its column, and leaves absent ones out', () => {
    expect(reader.read(lineOf())).toEqual(REQUEST);
  });

  test('takes `-`, `(none)` and nothing as absent', () => {
    expect(read({ error_type: '-', waf_response: '(none)', user_agent: '' })).not.toHaveProperty(['error_type', 'waf_response', 'user_agent']);
    expect(Object.keys(read({ error_type: '-', waf_response: '(none)', user_agent: '' }))).not.toContain('user_agent');
  });

  test('undoes the escapes that API Gateway may have written', () => {
    expect(read({ user_agent: 'a \\"quoted\\" \\\\ name \\u00e9' }).user_agent).toBe('a "quoted" \\ name é');
  });

  test('keeps quotes and backslashes that were not escaped', () => {
    expect(read({ user_agent: 'a "quoted" \\ name' }).user_agent).toBe('a "quoted" \\ name');
    expect(read({ path: '/prod/"/x\\' })).toMatchObject({ path: '/prod/"/x\\', user_agent: 'curl/8.9.1' });
  });

  test.each(FREE)('a forgery in %s sets no value of API Gateway', (column) => {
    const forged = GATEWAY.map((name) => `"${name}":"forged"`).join(',');
    const values = read({ [column]: `x",${forged},"x":"` });
    for (const name of GATEWAY) {
      expect(values[name]).toBe(REQUEST[name]);
    }
  });

  test('a forgery of the last value stays in that value', () => {
    const forgery = 'x","status":"200","api_key_id":"victim","x":"';
    expect(read({ status: '403', user_agent: forgery })).toMatchObject({ status: '403', api_key_id: 'key-acme', user_agent: forgery });
  });

  test('a client cannot set what the authorizer says', () => {
    expect(read({ principal_id: 'alice', request_id: 'x","principal_id":"mallory","cognito_sub":"mallory' })).toMatchObject({ principal_id: 'alice' });
    expect(read({ request_id: 'x","principal_id":"mallory","cognito_sub":"mallory' })).not.toHaveProperty('principal_id');
  });

  test('among a client\'s values the first of a name wins', () => {
    expect(read({ request_id: 'x","http_method":"DELETE', http_method: 'GET' })).toMatchObject({ request_id: 'x', http_method: 'DELETE' });
  });

  test('reads what is there of a line that breaks off', () => {
    const line = lineOf();
    expect(reader.read(line.slice(0, line.indexOf('"path"') + 12))).toMatchObject({ domain_name: 'api.example.com', path: '/pro' });
    expect(reader.read(line.slice(0, line.indexOf('"status"') + 11))).toMatchObject({ resource_path: '/pets/{petId}' });
  });

  test('reads a line of a format that had fewer or other columns', () => {
    const wider = new LineReader(new AccessLogSchema([AccessLogColumn.string('tenant', '$context.authorizer.tenant')])._logged());
    expect(wider.read(lineOf())).toEqual(REQUEST);
    const withTenant = lineOf({ ...REQUEST, tenant: 't-1' }, new AccessLogSchema([AccessLogColumn.string('tenant', '$context.authorizer.tenant')]));
    expect(reader.read(withTenant)).toMatchObject({ ...REQUEST, source_ip: '203.0.113.7' });
  });

  test('keeps at most 16,384 characters of a value', () => {
    expect(read({ user_agent: 'x'.repeat(900_000) }).user_agent).toHaveLength(16_384);
  });

  test.each(['', '\n', '{}', '[]', 'null', '127.0.0.1 - - [x] "GET /"', '{"foo":"bar"}', '{"extended_request_id', '\u0000\u0001'])(
    'fails for what API Gateway cannot have written: %j', (line) => {
      expect(reader.read(line)).toBeUndefined();
    });
});

import { describe, expect, test } from 'vitest';
import { lineOf, REQUEST } from './lines';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { LineReader } from '../../src/record/line';
import { AccessLogSchema } from '../../src/record/schema';

const reader = new LineReader(new AccessLogSchema()._logged());
const values = (line: string, using = reader) => ({ ...using.read(line)?.values });
const read = (given: Record<string, string>) => values(lineOf({ ...REQUEST, ...given }));

const GATEWAY = new AccessLogSchema()._logged().filter(({ origin }) => origin === 'gateway').map(({ name }) => name);
const FREE = new AccessLogSchema()._logged().filter(({ origin }) => origin !== 'gateway').map(({ name }) => name);

describe('reading a line', () => {
  test('gives each value under its column, and leaves absent ones out', () => {
    expect(values(lineOf())).toEqual(REQUEST);
  });

  test('takes `-`, `(none)` and nothing as absent', () => {
    const { user_agent: _, ...others } = REQUEST;
    expect(read({ error_type: '-', waf_response: '(none)', user_agent: '' })).toEqual(others);
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
    const forgedLine = read({ [column]: `x",${forged},"x":"` });
    for (const name of GATEWAY) {
      expect(forgedLine[name]).toBe(REQUEST[name]);
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
    expect(read({ http_method: 'GET","protocol":"forged' })).toMatchObject({ http_method: 'GET', protocol: 'forged', domain_name: 'api.example.com' });
    expect(read({ request_id: 'x","http_method":"DELETE' })).toMatchObject({ request_id: 'x', http_method: 'GET' });
    expect(read({ path: '/a","path":"/b' })).toMatchObject({ path: '/a', user_agent: 'curl/8.9.1' });
  });

  test('says whether a value was made to write others', () => {
    expect(reader.read(lineOf({ ...REQUEST, user_agent: 'a "quoted" name, "and","more' }))).toMatchObject({ tampered: false });
    expect(reader.read(lineOf({ ...REQUEST, error_message: 'x","path":"y' }))).toMatchObject({ tampered: true });
  });

  test('reads what is there of a line that breaks off', () => {
    const line = lineOf();
    expect(values(line.slice(0, line.indexOf('"path"') + 12))).toMatchObject({ domain_name: 'api.example.com', path: '/pro' });
  });

  test('fails for a line that breaks off within API Gateway\'s own values, the key among them', () => {
    const line = lineOf();
    const head = line.indexOf('"principal_id"');
    for (let length = 0; length <= head; length++) {
      expect(reader.read(line.slice(0, length))).toBeUndefined();
    }
    expect(reader.read(line.slice(0, head + '"principal_id":"'.length))).toBeDefined();
  });

  test('tells an escaped quote from a quote behind an escaped backslash', () => {
    expect(read({ resource_path: '/a\\\\', status: '418' })).toMatchObject({ resource_path: '/a\\', status: '418', source_ip: '203.0.113.7' });
    expect(read({ resource_path: '/a\\"b', status: '418' })).toMatchObject({ resource_path: '/a"b', status: '418' });
  });

  test('leaves no half characters', () => {
    expect(read({ user_agent: `${'a'.repeat(16_383)}😀` }).user_agent).toBe(`${'a'.repeat(16_383)}\ufffd`);
    expect(read({ user_agent: '\\ud800' }).user_agent).toBe('\ufffd');
  });

  test('knows a column of any name', () => {
    const own = new AccessLogSchema([AccessLogColumn.string('constructor', '$context.authorizer.constructor')]);
    expect(values(lineOf({ ...REQUEST, constructor: 'acme' } as Record<string, string>, own), new LineReader(own._logged()))).toHaveProperty('constructor', 'acme');
  });

  test('reads a line of a format that had fewer or other columns', () => {
    const wider = new AccessLogSchema([
      AccessLogColumn.string('tenant', '$context.authorizer.tenant'), AccessLogColumn.string('tls', '$context.tlsVersion'),
    ]);
    expect(values(lineOf(), new LineReader(wider._logged()))).toEqual(REQUEST);
    expect(values(lineOf({ ...REQUEST, tenant: 't-1', tls: 'TLSv1.3' }, wider))).toEqual(REQUEST);
    const header = new AccessLogSchema([AccessLogColumn.string('header', '$context.requestOverride.header.x-plan')]);
    expect(values(lineOf({ ...REQUEST, header: 'h' }, header))).toEqual(REQUEST);
  });

  test('reads columns of the consumer in another order as far as they are in both', () => {
    const [a, b] = ['a', 'b'].map((name) => AccessLogColumn.string(name, `$context.authorizer.${name}`));
    const line = lineOf({ ...REQUEST, a: '1', b: '2' }, new AccessLogSchema([b, a]));
    expect(values(line, new LineReader(new AccessLogSchema([a, b])._logged()))).toEqual({ ...REQUEST, a: '1', b: '2' });
  });

  test('a client cannot set a column that the line does not have yet', () => {
    const wider = new AccessLogSchema([AccessLogColumn.string('tenant', '$context.authorizer.tenant'), AccessLogColumn.string('tls', '$context.tlsVersion')]);
    const forgery = 'x","tenant":"victim","tls":"forged","y":"';
    for (const column of ['http_method', 'request_id', 'path', 'user_agent']) {
      const given = values(lineOf({ ...REQUEST, [column]: forgery }), new LineReader(wider._logged()));
      expect(given).toMatchObject({ status: '200', domain_name: 'api.example.com' });
      expect([given.tenant, given.tls, given.cognito_sub]).toEqual([undefined, undefined, undefined]);
    }
  });

  test('a client cannot set a column of the consumer that API Gateway or the authorizer fills', () => {
    const own = new AccessLogSchema([
      AccessLogColumn.string('tenant', '$context.authorizer.tenant'), AccessLogColumn.string('tls', '$context.tlsVersion'),
      AccessLogColumn.string('header', '$context.requestOverride.header.x-plan'),
    ]);
    const forgery = 'x","tls":"forged","tenant":"forged","header":"forged';
    const line = lineOf({ ...REQUEST, tenant: 't-1', tls: 'TLSv1.3', header: 'h', user_agent: forgery, path: forgery }, own);
    expect(values(line, new LineReader(own._logged()))).toMatchObject({ tenant: 't-1', tls: 'TLSv1.3', header: 'h', user_agent: forgery });
  });

  test('keeps at most 16,384 characters of a value', () => {
    expect(read({ user_agent: 'x'.repeat(900_000) }).user_agent).toHaveLength(16_384);
  });

  test.each(['', '\n', '{}', '[]', 'null', '127.0.0.1 - - [x] "GET /"', '{"foo":"bar"}', '{"extended_request_id', '\u0000\u0001'])(
    'fails for what API Gateway cannot have written: %j', (line) => {
      expect(reader.read(line)).toBeUndefined();
    });
});

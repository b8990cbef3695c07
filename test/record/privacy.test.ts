import { describe, expect, test } from 'vitest';
import { lineOf, REQUEST } from './lines';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { LineReader } from '../../src/record/line';
import { PersonalData } from '../../src/record/personal-data';
import { AccessLogSchema } from '../../src/record/schema';

const OMITTABLE = 'which may hold account_id, resource_id, integration_status, authorizer_status, waf_response, caller, user_arn, caller_account_id, source_ip, protocol, domain_name, xray_trace_id, request_id, integration_error, authorizer_error, error_message, path, user_agent, customer, usage_plan';

describe('columns that are left out', () => {
  test('are not logged, and stay in the table', () => {
    const schema = new AccessLogSchema([], { omitColumns: ['path', 'error_message', 'customer'] });
    const all = new AccessLogSchema();
    expect(Object.keys(JSON.parse(schema.format))).toEqual(Object.keys(JSON.parse(all.format)).filter((name) => !['path', 'error_message'].includes(name)));
    expect(schema._delivered()).toEqual(all._delivered());
  });

  test('are the address itself, where it is left out, and the User-Agent header only where it is named', () => {
    const without = (...options: ConstructorParameters<typeof AccessLogSchema>) => {
      const names = Object.keys(JSON.parse(new AccessLogSchema(...options).format));
      return ['source_ip', 'user_agent'].filter((name) => !names.includes(name));
    };
    expect(without([], { sourceIp: PersonalData.OMIT, userAgent: PersonalData.OMIT })).toEqual(['source_ip']);
    expect(without([], { sourceIp: PersonalData.HASH, userAgent: PersonalData.HASH })).toEqual([]);
    expect(without([], { omitColumns: ['source_ip', 'user_agent'], sourceIp: PersonalData.OMIT })).toEqual(['source_ip', 'user_agent']);
  });

  test('leave their bytes to columns of your own', () => {
    const sizeOf = (schema: AccessLogSchema) => Buffer.byteLength(schema.format);
    expect(sizeOf(new AccessLogSchema([], { omitColumns: ['path'] }))).toBe(sizeOf(new AccessLogSchema()) - '"path":"$context.path",'.length);
  });

  test.each(['extended_request_id', 'request_time', 'api_id', 'stage', 'status', 'error_type', 'api_key_id', 'principal_id', 'cognito_sub',
    'cognito_identity_id', 'iam_user', 'resource_path', 'http_method', 'response_length', 'response_latency_ms', 'customer_id', 'usage_plan_id',
    'attribution', 'client_family'])('fails for %s, which is needed', (name) => {
    expect(() => new AccessLogSchema([], { omitColumns: ['path', name] }))
      .toThrow(`omitColumns holds '${name}', which cannot be left out, because attribution, the delivery or the dashboard's figures need it; leave it out of the list, ${OMITTABLE}`);
  });

  test('fails for what is no column', () => {
    expect(() => new AccessLogSchema([], { omitColumns: ['sourceIp'] })).toThrow('because this library has no column of that name');
    const tenant = AccessLogColumn.string('tenant', '$context.authorizer.tenant');
    expect(() => new AccessLogSchema([tenant], { omitColumns: ['tenant'] }))
      .toThrow('omitColumns holds \'tenant\', which is a column of your own, and these are only logged because you add them; leave it out of your columns, and out of omitColumns');
    expect(() => new AccessLogSchema([], { omitColumns: 'path' as unknown as string[] })).toThrow('omitColumns is \'path\', and a list of names is expected; give [\'path\']');
  });

  test('fails for a column of your own that would log them all the same, and for one of their name', () => {
    const path = AccessLogColumn.string('called', '$context.path');
    expect(() => new AccessLogSchema([path], { omitColumns: ['path'] }))
      .toThrow('AccessLogColumn \'called\': it logs $context.path, which is left out as path; leave your column out as well, or let path be logged');
    expect(() => new AccessLogSchema([AccessLogColumn.string('agent', '$context.identity.userAgent')], { userAgent: PersonalData.OMIT })).toThrow('left out as user_agent');
    expect(() => new AccessLogSchema([AccessLogColumn.string('address', '$context.identity.sourceIp')], { sourceIp: PersonalData.OMIT })).toThrow('left out as source_ip');
    expect(() => new AccessLogSchema([AccessLogColumn.string('path', '$context.authorizer.path')], { omitColumns: ['path'] })).toThrow('there is a column of that name already');
  });

  test.each([
    ['integration_error', 'integrationErrorMessage'],
    ['authorizer_error', 'authorize.error'],
    ['authorizer_error', 'authenticate.error'],
    ['error_message', 'error.validationErrorString'],
    ['domain_name', 'domainPrefix'],
    ['domain_name', 'requestOverride.header.host'],
    ['source_ip', 'requestOverride.header.X-Forwarded-For'],
    ['source_ip', 'requestOverride.header.x-forwarded-for'],
    ['user_agent', 'requestOverride.header.User-Agent'],
    ['path', 'requestOverride.path.name'],
    ['integration_status', 'integration.integrationStatus'],
    ['authorizer_status', 'authorizer.integrationStatus'],
    ['waf_response', 'waf.status'],
    ['xray_trace_id', 'requestOverride.header.X-Amzn-Trace-Id'],
  ])('%s fails for a column of your own that logs the same by $context.%s', (name, variable) => {
    const column = AccessLogColumn.string('mine', `$context.${variable}`);
    expect(() => new AccessLogSchema([column], { omitColumns: [name] })).toThrow(`it logs $context.${variable}, which is left out as ${name}`);
    expect(() => new AccessLogSchema([column])).not.toThrow();
  });

  test.each([[{ sourceIp: PersonalData.OMIT }, 'X-Forwarded-For'], [{ userAgent: PersonalData.OMIT }, 'User-Agent']])('%j fails for the header as well', (options, header) => {
    expect(() => new AccessLogSchema([AccessLogColumn.string('mine', `$context.requestOverride.header.${header}`)], options)).toThrow('which is left out as');
  });

  test.each([PersonalData.HASH, PersonalData.TRUNCATE])('fails for a column of your own that is no text and would hold a concealed one (%s)', (sourceIp) => {
    for (const type of ['integer', 'bigint', 'double', 'boolean', 'timestamp'] as const) {
      const column = AccessLogColumn[type]('address', '$context.identity.sourceIp');
      expect(() => new AccessLogSchema([column], { sourceIp })).toThrow(/^AccessLogColumn 'address': its type is \w+, and \$context.identity.sourceIp is delivered as a text by PersonalData.(HASH|TRUNCATE); make it AccessLogColumn.string\(\)$/);
      expect(() => new AccessLogSchema([column])).not.toThrow();
    }
    expect(() => new AccessLogSchema([AccessLogColumn.string('address', '$context.identity.sourceIp')], { sourceIp })).not.toThrow();
  });

  test('fails for a User-Agent that is to be truncated, and for a value that is both left out and changed', () => {
    expect(() => new AccessLogSchema([], { userAgent: PersonalData.TRUNCATE }))
      .toThrow('userAgent is PersonalData.TRUNCATE, and only an address has a part that leads to nobody; give HASH or OMIT, with which client_family, the kind of client, stays');
    expect(() => new AccessLogSchema([], { sourceIp: PersonalData.HASH, omitColumns: ['source_ip'] }))
      .toThrow('sourceIp is PersonalData.HASH, and omitColumns holds \'source_ip\', so that there would be nothing to hash; leave one of them out');
    expect(() => new AccessLogSchema([], { sourceIp: 'mask' as PersonalData }))
      .toThrow('sourceIp is \'mask\', which is no PersonalData; give one of PersonalData.KEEP, PersonalData.TRUNCATE, PersonalData.HASH, PersonalData.OMIT');
  });
});

describe('a line', () => {
  const schema = new AccessLogSchema([], { sourceIp: PersonalData.OMIT, omitColumns: ['path', 'request_id', 'error_message'] });
  const reader = new LineReader(schema._logged(), schema._omitted());

  test('that was written before still has the values of the others, and none of those', () => {
    const before: Record<string, string> = { ...REQUEST, error_message: 'Forbidden', integration_error: 'x' };
    const omitted = ['source_ip', 'path', 'request_id', 'error_message'];
    expect(Object.keys(before)).toEqual(expect.arrayContaining(omitted));
    const others = Object.fromEntries(Object.entries(before).filter(([name]) => !omitted.includes(name)));
    expect({ ...reader.read(lineOf(before))!.values }).toEqual(others);
  });

  test.each(['source_ip', 'path', 'request_id', 'error_message'])('cannot have %s set by what a client wrote', (name) => {
    const forged = lineOf({ ...REQUEST, user_agent: `x","${name}":"forged` }, schema);
    const read = reader.read(forged)!;
    expect(read.values).not.toHaveProperty(name);
    expect(read.values.api_key_id).toBe(REQUEST.api_key_id);
  });
});

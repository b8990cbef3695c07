import { describe, expect, test } from 'vitest';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { ENRICHED_COLUMNS, LOGGED_COLUMNS } from '../../src/record/columns';
import { problemWithExpression } from '../../src/record/context-variables';
import { AccessLogSchema } from '../../src/record/schema';

describe('the columns of a record', () => {
  test('have names of their own', () => {
    const names = [...LOGGED_COLUMNS, ...ENRICHED_COLUMNS].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('come from variables that API Gateway documents', () => {
    for (const { expression } of LOGGED_COLUMNS) {
      expect(problemWithExpression(expression)).toBeUndefined();
    }
  });

  test('never hold the secret value of a key', () => {
    expect(new AccessLogSchema().format).not.toMatch(/identity\.apiKey"/);
  });
});

describe('the access log format', () => {
  const format = new AccessLogSchema().format;

  test('is one line with a line feed at its end', () => {
    expect(format.indexOf('\n')).toBe(format.length - 1);
  });

  test('quotes every value, and is JSON', () => {
    expect(Object.values(JSON.parse(format))).toEqual(expect.arrayContaining(['$context.requestId', '$context.extendedRequestId']));
    expect(Object.values(JSON.parse(format)).every((value) => typeof value === 'string')).toBe(true);
  });

  test('leaves more than half of API Gateway\'s 3 KB to columns of your own', () => {
    expect(Buffer.byteLength(format)).toBeLessThan(1_536);
  });

  test('has API Gateway\'s values first, then the authorizer\'s, then the request\'s, and free text last', () => {
    const schema = new AccessLogSchema([
      AccessLogColumn.string('validation_error', '$context.error.validationErrorString'),
      AccessLogColumn.string('header', '$context.requestOverride.header.x-tenant'),
      AccessLogColumn.string('tenant', '$context.authorizer.tenantId'),
      AccessLogColumn.string('tls', '$context.tlsVersion'),
    ]);
    const names = Object.keys(JSON.parse(schema.format));
    const order = ['source_ip', 'tls', 'principal_id', 'tenant', 'http_method', 'request_id', 'header', 'error_message', 'validation_error', 'user_agent'];
    expect(names.filter((name) => order.includes(name))).toEqual(order);
  });
});

describe('columns of your own', () => {
  test('fails for a name that is taken', () => {
    const tenant = AccessLogColumn.string('tenant', '$context.authorizer.tenant');
    expect(() => new AccessLogSchema([tenant, tenant])).toThrow('AccessLogColumn \'tenant\': there is a column of that name already; give yours another name');
    for (const name of ['status', 'customer', 'year']) {
      expect(() => new AccessLogSchema([AccessLogColumn.string(name, '$context.authorizer.x')])).toThrow('there is a column of that name already');
    }
  });

  test.each(['Tenant', 'tenant-id', '1st', '', 'a'.repeat(65), 'tenant id'])('fails for the name %j', (name) => {
    expect(() => AccessLogColumn.string(name, '$context.authorizer.x')).toThrow(/AccessLogColumn '.*': a column's name is snake_case.*rename it/);
  });

  test.each([
    ['authorizer.tenant', 'only $context variables'],
    ['$context.authorizer.tenant and more', 'one $context variable is expected'],
    ['$context.', 'one $context variable is expected'],
    ['$util.escapeJavaScript($context.path)', 'only $context variables'],
    ['$context.identity.apiKey', 'secret value of the API key'],
    ['$context.error.messageString', 'brings its own quotes'],
    ['$context.authorizer.claims', 'name one'],
    ['$context.identity.sourceIP', 'write $context.identity.sourceIp'],
    ['$context.tenant', 'no such variable'],
    ['$context.authorizer.', 'one $context variable is expected'],
    ['$context.requestOverride.header.Authorization', 'holds credentials'],
    ['$context.requestOverride.header.x-api-key', 'holds credentials'],
    ['$context.responseOverride.header.Set-Cookie', 'holds credentials'],
    ['$context.requestOverride.querystring.access_token', 'holds credentials'],
  ])('fails for the expression %s', (expression, reason) => {
    expect(() => AccessLogColumn.string('tenant', expression)).toThrow(reason);
    expect(() => AccessLogColumn.string('tenant', expression)).toThrow(`AccessLogColumn 'tenant': '${expression}' cannot be logged: `);
  });

  test('fails when the format grows over 3 KB, and says by how much', () => {
    const schema = new AccessLogSchema();
    const addMany = () => {
      for (let index = 0; index < 100; index++) {
        schema.addColumn(AccessLogColumn.string(`column_number_${index}`, `$context.authorizer.columnNumber${index}`));
      }
    };
    expect(addMany).toThrow(/AccessLogColumn 'column_number_\d+': with it the access log format has 3\d\d\d bytes, \d+ more than the 3072 that API Gateway takes; shorten/);
    expect(Buffer.byteLength(schema.format)).toBeLessThanOrEqual(3_072);
  });
});

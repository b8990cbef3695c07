import { describe, expect, test } from 'vitest';
import { hostileRecords, recordOf } from './records';
import type { UsageRecord } from '../../../src/enrichment/enricher';
import { pack } from '../../../src/enrichment/forwarding/packing';
import { Renderer } from '../../../src/enrichment/forwarding/renderer';
import { AccessLogColumn } from '../../../src/record/access-log-column';
import { RecordLayout } from '../../../src/record/record-layout';
import { AccessLogSchema } from '../../../src/record/schema';
import { Chance } from '../../preview/figures/random';

const RECORDS = 5_000;
const SEED = 20_261_121;

/** With columns of the consumer's, and those that a layout brings. */
const SCHEMA = new AccessLogSchema([
  AccessLogColumn.string('tenant', '$context.authorizer.tenant'), AccessLogColumn.timestamp('since', '$context.authorizer.since'),
  AccessLogColumn.double('score', '$context.authorizer.score'), AccessLogColumn.boolean('trial', '$context.authorizer.trial'),
  ...RecordLayout.apiable().columns,
]);
const HOSTILE = hostileRecords(RECORDS, new Chance(SEED), SCHEMA);

/** What is sent of hostile records, each with its record, and with a message that finds it again. */
function sent(layout: RecordLayout): { record: UsageRecord; line: string; message: string }[] {
  const renderer = new Renderer(layout._settings, SCHEMA._delivered());
  return HOSTILE.map((record, index) => {
    const line = renderer.line(record);
    return { record, line, message: `seed ${SEED}, record ${index}: ${line.slice(0, 1_000)}` };
  });
}

const timeOf = (value: unknown) => Date.parse(`${String(value).replace(' ', 'T')}Z`);

/** That a line is one object on one line. */
function objectIn(line: string, message: string): Record<string, unknown> {
  expect(line.indexOf('\n'), message).toBe(line.length - 1);
  expect(line.trim(), message).toMatch(/^\{.+\}$/s);
  const value = JSON.parse(line) as Record<string, unknown>;
  expect(line.isWellFormed() && !/\\ud[89a-f]/i.test(line.replaceAll('\\\\', '')), message).toBe(true);
  return value;
}

/** Its own rules, read in openobserve/openobserve, src/config/src/utils/time.rs and flatten.rs. */
describe('OpenObserve', () => {
  const YEAR = 31_536_000;
  const lines = sent(RecordLayout.openObserve());

  test(`takes each of ${RECORDS} lines as JSON, by its names, and at its time`, () => {
    for (const { record, line, message } of lines) {
      const object = objectIn(line, message);
      // never by chance a message in protobuf
      expect(line.startsWith('{\t"'), message).toBe(true);
      const names = Object.keys(object);
      expect(names.every((name) => /^[a-z0-9_]+$/.test(name)), message).toBe(true);
      expect(Object.values(object).every((value) => ['string', 'number', 'boolean'].includes(typeof value)), message).toBe(true);
      if (record.request_time === null) {
        // it takes the time of arrival
        expect(names, message).not.toContain('_timestamp');
      } else {
        const time = object._timestamp as number;
        expect(Number.isSafeInteger(time) && time > YEAR * 1e6 && time <= YEAR * 1e9, message).toBe(true);
        expect(time / 1_000, message).toBe(timeOf(record.request_time));
      }
    }
    expect(lines.filter(({ record }) => record.request_time === null).length).toBeGreaterThan(100);
    expect(lines.filter(({ record }) => record.request_time !== null).length).toBeGreaterThan(1_000);
  });

  test('takes each record of the stream: no blank line, and the tab as its second byte', () => {
    for (const { data, lines: count } of pack(lines.map(({ line }) => line), true)) {
      expect([...data.subarray(0, 2)]).toEqual([0x7b, 0x09]);
      const texts = data.toString().split(/\r?\n/);
      expect(texts.pop()).toBe('');
      expect(texts).toHaveLength(count);
      expect(texts.every((text) => text.trim() !== '' && typeof JSON.parse(text) === 'object')).toBe(true);
    }
  });

  test('finds what its dashboard reads, each of one type', () => {
    for (const { record, line, message } of lines) {
      const object = JSON.parse(line);
      const read = {
        status: 'status', httpmethod: 'http_method', protocol: 'protocol', requestid: 'request_id', resourcepath: 'resource_path', responselength: 'response_length',
      };
      expect(Object.entries(read).filter(([name, column]) => object[name] !== (record[column] ?? undefined)), message).toEqual([]);
    }
  });

  test('finds all other columns under their own names, those of the consumer among them', () => {
    const { record, line } = lines.find(({ record: { tenant, customer } }) => tenant !== null && customer !== null)!;
    expect(JSON.parse(line)).toMatchObject({ tenant: record.tenant, customer: record.customer, api_id: record.api_id, source_ip: record.source_ip });
  });

  test('has no two names that it would take for one, also for columns of the consumer', () => {
    const folded = (names: string[]) => names.map((name) => name.toLowerCase().replace(/[^a-z0-9_]/g, '_'));
    const { fields } = RecordLayout.openObserve()._settings;
    const filled = fields.map(([, column]) => column);
    const names = [...fields.map(([name]) => name), ...SCHEMA._delivered().map(({ name }) => name).filter((name) => !filled.includes(name))];
    expect(new Set(folded(names)).size).toBe(names.length);
    expect(folded(names)).toEqual(names);
  });

  test('has no value that stands for an absent one, so that fields keep their types', () => {
    const renderer = new Renderer(RecordLayout.openObserve()._settings, new AccessLogSchema()._delivered());
    expect(Object.values(JSON.parse(renderer.line(recordOf({ caller: '-', status: '-' }))))).not.toContain('-');
    expect(Object.values(JSON.parse(renderer.line(recordOf())))).not.toContain(null);
  });
});

/** As moesif/moesif-firehose-transform-lambda names them: a record without one of these is rejected. */
describe('Moesif', () => {
  const MARKERS = [
    'apiId', 'requestId', 'requestTime', 'protocol', 'httpMethod', 'resourcePath', 'requestHostHeader', 'requestUserAgentHeader', 'status', 'responseLength', 'durationMs',
  ];
  const lines = sent(RecordLayout.moesif());

  test(`finds the 11 keys that it requires in each of ${RECORDS} lines, as texts`, () => {
    for (const { line, message } of lines) {
      const object = objectIn(line, message);
      expect(MARKERS.filter((name) => typeof object[name] !== 'string'), message).toEqual([]);
      const { metadata, ...others } = object;
      expect(Object.values(others).every((value) => typeof value === 'string'), message).toBe(true);
      expect(Object.keys(metadata as object), message).toEqual(['customer', 'usage_plan', 'stage']);
    }
  });

  test('finds the time in the common log format, in UTC', () => {
    for (const { record, line, message } of lines) {
      const { requestTime } = JSON.parse(line);
      if (record.request_time === null) {
        expect(requestTime, message).toBe('-');
      } else {
        expect(requestTime, message).toMatch(/^\d\d\/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\/20\d\d:\d\d:\d\d:\d\d \+0000$/);
        const [, date, clock] = /^(.*?):(.*) \+0000$/.exec(requestTime as string)!;
        expect(Date.parse(`${date.replaceAll('/', ' ')} ${clock} UTC`), message).toBe(Math.floor(timeOf(record.request_time) / 1_000) * 1_000);
      }
    }
  });

  test('gets the key\'s id, its user and its company, the route as it is declared, and the plan', () => {
    const renderer = new Renderer(RecordLayout.moesif()._settings, new AccessLogSchema()._delivered());
    expect(JSON.parse(renderer.line(recordOf({ iam_user: 'AIDAEXAMPLE', principal_id: 'alice', cognito_identity_id: 'eu:1' })))).toEqual({
      apiId: 'a1b2c3d4e5',
      requestId: '3b1f0c5a-0000-4000-8000-1f2e3d4c5b6a',
      requestTime: '31/Dec/2025:23:59:59 +0000',
      protocol: 'HTTP/1.1',
      httpMethod: 'GET',
      resourcePath: '/pets/{petId}',
      requestHostHeader: 'api.example.com',
      requestUserAgentHeader: 'curl/8.9.1',
      ip: '203.0.113.7',
      status: '200',
      responseLength: '5120',
      durationMs: '87',
      caller: '-',
      user: 'AIDAEXAMPLE',
      principalId: 'alice',
      cognitoIdentityId: 'eu:1',
      userArn: '-',
      apiKey: 'key-acme',
      companyId: 'key-acme',
      metadata: { customer: 'Acme', usage_plan: 'Free', stage: 'prod' },
    });
  });

  test('gets no value of a key: no layout has a column for it, and none can', () => {
    for (const layout of [RecordLayout.allColumns(), RecordLayout.openObserve(), RecordLayout.moesif(), RecordLayout.apiable()]) {
      const schema = new AccessLogSchema(layout.columns);
      expect(schema.format).not.toMatch(/identity\.apiKey"/);
      const logged = schema._delivered().map(({ name }) => name);
      expect(layout._settings.fields.filter(([, column]) => !logged.includes(column))).toEqual([]);
    }
    expect(() => AccessLogColumn.string('key', '$context.identity.apiKey')).toThrow('secret value of the API key');
  });
});

/** By the README of apiable/cdk: a row without the key `subscription_id` is discarded without a word. */
describe('Apiable', () => {
  const KEYS = [
    'api_id', 'key_id', 'ip', 'method', 'uri', 'response_size', 'response_status', 'resource_id', 'request_id', 'request_latency', 'request_time', 'stage', 'plan_id',
    'subscription_id',
  ];
  const lines = sent(RecordLayout.apiable());

  test(`finds its 14 keys in each of ${RECORDS} lines, as texts, and no other`, () => {
    for (const { line, message } of lines) {
      const object = objectIn(line, message);
      expect(Object.keys(object), message).toEqual(KEYS);
      expect(Object.values(object).every((value) => typeof value === 'string'), message).toBe(true);
    }
  });

  test('finds a dash for what is absent', () => {
    for (const { record, line, message } of lines) {
      const object = JSON.parse(line);
      expect([object.key_id, object.plan_id, object.subscription_id], message).toEqual(
        [record.api_key_id ?? '-', record.apiable_plan_id ?? '-', record.apiable_subscription_id ?? '-']);
      expect(object.request_time, message).toMatch(record.request_time === null ? /^-$/ : /^\d{12,13}$/);
    }
  });

  test('gets plan and subscription as its authorizer returned them', () => {
    const layout = RecordLayout.apiable();
    const schema = new AccessLogSchema(layout.columns);
    const record = recordOf({ apiable_plan_id: 'plan-7', apiable_subscription_id: 'sub-9' }, schema);
    expect(JSON.parse(new Renderer(layout._settings, schema._delivered()).line(record))).toEqual({
      api_id: 'a1b2c3d4e5',
      key_id: 'key-acme',
      ip: '203.0.113.7',
      method: 'GET',
      uri: '/prod/pets/17',
      response_size: '5120',
      response_status: '200',
      resource_id: 'r3s0rc',
      request_id: '3b1f0c5a-0000-4000-8000-1f2e3d4c5b6a',
      request_latency: '87',
      request_time: '1767225599123',
      stage: 'prod',
      plan_id: 'plan-7',
      subscription_id: 'sub-9',
    });
  });
});

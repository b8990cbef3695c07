import { describe, expect, test } from 'vitest';
import { recordOf } from './records';
import type { UsageRecord } from '../../../src/enrichment/enricher';
import { Renderer } from '../../../src/enrichment/forwarding/renderer';
import { AccessLogColumn } from '../../../src/record/access-log-column';
import type { RecordLayoutProps } from '../../../src/record/record-layout';
import { AbsentValue, RecordLayout, TimeFormat } from '../../../src/record/record-layout';
import { AccessLogSchema } from '../../../src/record/schema';

const SCHEMA = new AccessLogSchema([
  AccessLogColumn.string('tenant', '$context.authorizer.tenant'), AccessLogColumn.boolean('trial', '$context.authorizer.trial'),
  AccessLogColumn.double('score', '$context.authorizer.score'), AccessLogColumn.timestamp('since', '$context.authorizer.since'),
  AccessLogColumn.string('constructor', '$context.authorizer.constructor'),
]);
const RECORD = recordOf({ tenant: 't-1', trial: 'true', score: '0.5', since: '1767225599', api_key_id: 'key-acme' }, SCHEMA);

const lineOf = (layout: RecordLayout, record: UsageRecord = RECORD) => new Renderer(layout._settings, SCHEMA._delivered()).line(record);
const written = (props: RecordLayoutProps, record: UsageRecord = RECORD) => JSON.parse(lineOf(RecordLayout.of(props), record));

describe('a line', () => {
  test('is one JSON object and one line feed, with the fields in their order', () => {
    const layout = RecordLayout.of({ fields: { code: 'status', where: 'path', who: 'customer' } });
    expect(lineOf(layout)).toBe('{"code":200,"where":"/prod/pets/17","who":"Acme"}\n');
  });

  test('has each value in its type, or as text', () => {
    const fields = { status: 'status', score: 'score', trial: 'trial', length: 'response_length', customer: 'customer' };
    expect(written({ fields })).toEqual({ status: 200, score: 0.5, trial: true, length: 5120, customer: 'Acme' });
    expect(written({ fields, valuesAsText: true })).toEqual({ status: '200', score: '0.5', trial: 'true', length: '5120', customer: 'Acme' });
  });

  test('has zero, false and the empty text as values', () => {
    const record = { status: 0, trial: false, customer: '' };
    const fields = { status: 'status', trial: 'trial', customer: 'customer' };
    expect(written({ fields, absentValue: AbsentValue.DASH }, record)).toEqual(record);
    expect(written({ fields, absentValue: AbsentValue.DASH, valuesAsText: true }, record)).toEqual({ status: '0', trial: 'false', customer: '' });
  });

  test.each([
    [AbsentValue.OMITTED, '{"status":200}\n'],
    [AbsentValue.NULL, '{"status":200,"caller":null,"later":null}\n'],
    [AbsentValue.DASH, '{"status":200,"caller":"-","later":"-"}\n'],
  ])('has absent values as %s', (absentValue, line) => {
    const fields = { status: 'status', caller: 'caller', later: 'tenant' };
    const { tenant: _, ...before } = RECORD; // of a schema that had no such column
    expect(lineOf(RecordLayout.of({ fields, absentValue }), before)).toBe(line);
    expect(written({ fields, absentValue, valuesAsText: true }, before).caller).toEqual(JSON.parse(line).caller);
  });

  test.each([
    [TimeFormat.ISO_8601, '2025-12-31T23:59:59.123Z'],
    [TimeFormat.EPOCH_SECONDS, 1_767_225_599],
    [TimeFormat.EPOCH_MILLISECONDS, 1_767_225_599_123],
    [TimeFormat.EPOCH_MICROSECONDS, 1_767_225_599_123_000],
    [TimeFormat.COMMON_LOG, '31/Dec/2025:23:59:59 +0000'],
  ])('has instants as %s', (timeFormat, expected) => {
    const fields = { at: 'request_time', since: 'since' };
    expect(written({ fields, timeFormat }).at).toBe(expected);
    expect(written({ fields, timeFormat, valuesAsText: true }).at).toBe(String(expected));
    expect(written({ fields, timeFormat }).since).not.toBe(RECORD.since);
    expect(written({ fields, timeFormat, absentValue: AbsentValue.DASH }, recordOf({ request_time: '-' }, SCHEMA)).at).toBe('-');
  });

  test('has every month by its English name, whatever the zone of the machine', () => {
    const months = Array.from({ length: 12 }, (_, month) => recordOf({ request_time: String(Date.UTC(2026, month, 1, 0, 5, 9)) }, SCHEMA));
    expect(months.map((record) => written({ fields: { at: 'request_time' }, timeFormat: TimeFormat.COMMON_LOG }, record).at)).toEqual(
      ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name) => `01/${name}/2026:00:05:09 +0000`),
    );
  });

  test('leaves a text that looks like an instant as it is', () => {
    const record = recordOf({ tenant: '2025-12-31 23:59:59.123' }, SCHEMA);
    expect(written({ fields: { tenant: 'tenant' }, timeFormat: TimeFormat.EPOCH_SECONDS }, record)).toEqual({ tenant: '2025-12-31 23:59:59.123' });
  });

  test('makes objects of names with dots', () => {
    expect(written({ fields: { 'who.customer.id': 'customer_id', 'status': 'status', 'who.plan': 'usage_plan', 'who.customer.name': 'customer', 'none.caller': 'caller' } })).toEqual({
      who: { customer: { id: 'key-acme', name: 'Acme' }, plan: 'Free' }, status: 200, none: {},
    });
  });

  test('makes objects of any name, also of those that objects have by themselves', () => {
    const fields = { '__proto__.id': 'customer_id', 'constructor.id': 'customer_id', 'a.toString.id': 'customer_id', 'a.hasOwnProperty': 'status' };
    const line = lineOf(RecordLayout.of({ fields }));
    expect(line).toBe('{"__proto__":{"id":"key-acme"},"constructor":{"id":"key-acme"},"a":{"toString":{"id":"key-acme"},"hasOwnProperty":200}}\n');
    expect([Object, Object.prototype, Object.prototype.toString].filter((thing) => Object.hasOwn(thing, 'id'))).toEqual([]);
    expect(lineOf(RecordLayout.of({ fields: { ['__proto__']: 'status' } }))).toBe('{"__proto__":200}\n');
  });

  test('has the other columns behind the fields, also those of the consumer', () => {
    const line = written({ fields: { 'http.status': 'status', 'code': 'status' }, otherColumns: true });
    expect(Object.keys(line).slice(0, 2)).toEqual(['http', 'code']);
    expect(line).toMatchObject({ http: { status: 200 }, code: 200, tenant: 't-1', trial: true, customer: 'Acme', since: '2025-12-31T23:59:59.000Z' });
    expect(line).not.toHaveProperty('status');
    expect(written({ fields: { code: 'status' } })).toEqual({ code: 200 });
  });

  test('holds every column, where all are wanted', () => {
    const line = JSON.parse(lineOf(RecordLayout.allColumns()));
    const present = Object.entries(RECORD).filter(([, value]) => value !== null).map(([name]) => name);
    expect(Object.keys(line).sort()).toEqual(present.sort());
    const others = present.filter((name) => !['request_time', 'since'].includes(name));
    expect(line).toMatchObject(Object.fromEntries(others.map((name) => [name, RECORD[name]])));
  });

  test('takes a column\'s value from the record, and from nowhere else', () => {
    expect(written({ fields: { x: 'constructor' }, absentValue: AbsentValue.DASH, valuesAsText: true }, { status: 200 })).toEqual({ x: '-' });
    expect(written({ fields: { x: 'constructor' } }, { constructor: 'acme' } as unknown as UsageRecord)).toEqual({ x: 'acme' });
  });

  test('of a record that came in enriched and holds what no column holds has that as absent', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    for (const value of [[], {}, { toString: 1 }, { toJSON: null }, [1], deep]) {
      for (const valuesAsText of [true, false]) {
        expect(written({ fields: { code: 'status', at: 'request_time' }, valuesAsText, absentValue: AbsentValue.DASH }, { status: value, request_time: value })).toEqual({ code: '-', at: '-' });
      }
    }
    for (const time of ['', 'yesterday', '2025-13-45 00:00:00.000', 17, true, '2025-12-31T23:59:59.123Z', '9'.repeat(400)]) {
      for (const timeFormat of Object.values(TimeFormat)) {
        expect(written({ fields: { at: 'request_time' }, timeFormat, absentValue: AbsentValue.NULL }, { request_time: time })).toEqual({ at: null });
      }
    }
  });

  test('has no halves of characters, which not every reader of JSON takes', () => {
    expect(lineOf(RecordLayout.of({ fields: { who: 'customer' } }), JSON.parse('{"customer":"a\\ud800b\\udc00"}'))).toBe('{"who":"a\ufffdb\ufffd"}\n');
  });

  test('escapes what would break it', () => {
    const record = { customer: 'a\nb\r"c"\\\u0000\u2028' };
    const line = lineOf(RecordLayout.of({ fields: { who: 'customer' } }), record);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({ who: record.customer });
  });
});

describe('the tab', () => {
  test('stands behind the first brace of each line for OpenObserve, and in no other layout', () => {
    expect(lineOf(RecordLayout.openObserve())).toMatch(/^\{\t"_timestamp":1767225599123000,"status":200,/);
    for (const layout of [RecordLayout.moesif(), RecordLayout.allColumns()]) {
      expect(lineOf(layout)).toMatch(/^\{"/);
    }
    expect(new Renderer(RecordLayout.openObserve()._settings, SCHEMA._delivered()).line({})).toBe('{\t}\n');
  });
});

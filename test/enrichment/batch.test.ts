import type { FirehoseTransformationEventRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { DIRECTORY } from './directory';
import { enrichBatch } from '../../src/enrichment/batch';
import { Enricher } from '../../src/enrichment/enricher';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { AccessLogSchema } from '../../src/record/schema';
import { lineOf, REQUEST } from '../record/lines';

const enricher = new Enricher(new AccessLogSchema()._logged());

function records(...lines: string[]): FirehoseTransformationEventRecord[] {
  return lines.map((line, index) => ({
    recordId: `4956${String(index).padStart(45, '0')}`,
    approximateArrivalTimestamp: 1767225600000,
    data: Buffer.from(line).toString('base64'),
  }));
}

const decoded = (data: string | undefined) => Buffer.from(data!, 'base64').toString('utf8');

function enrichOne(line: string, directory = DIRECTORY, using = enricher) {
  const { response } = enrichBatch(records(line), using, directory);
  expect(response.records).toHaveLength(1);
  expect(response.records[0].result).toBe('Ok');
  return decoded(response.records[0].data);
}

describe('a record', () => {
  test('comes out typed, with the names of customer and plan', () => {
    expect(JSON.parse(enrichOne(lineOf()))).toEqual({
      attribution: 'plan',
      customer_id: 'key-acme',
      customer: 'Acme',
      usage_plan_id: 'plan-free',
      usage_plan: 'Free',
      client_family: 'curl',
      extended_request_id: 'JKJaXmPLvHcESHA=',
      request_time: '2025-12-31 23:59:59.123',
      account_id: '123456789012',
      api_id: 'a1b2c3d4e5',
      stage: 'prod',
      resource_path: '/pets/{petId}',
      resource_id: 'r3s0rc',
      status: 200,
      response_length: 5120,
      response_latency_ms: 87,
      integration_latency_ms: 80,
      authorizer_latency_ms: null,
      integration_status: 200,
      authorizer_status: null,
      error_type: null,
      waf_response: null,
      api_key_id: 'key-acme',
      cognito_identity_id: null,
      caller: null,
      iam_user: null,
      user_arn: null,
      caller_account_id: null,
      source_ip: '203.0.113.7',
      principal_id: null,
      cognito_sub: null,
      request_id: '3b1f0c5a-0000-4000-8000-1f2e3d4c5b6a',
      http_method: 'GET',
      protocol: 'HTTP/1.1',
      domain_name: 'api.example.com',
      xray_trace_id: null,
      integration_error: null,
      authorizer_error: null,
      error_message: null,
      path: '/prod/pets/17',
      user_agent: 'curl/8.9.1',
    });
  });

  test('is one line with one line feed at its end', () => {
    const line = enrichOne(lineOf({ ...REQUEST, user_agent: 'a\\nb\u2028c' }));
    expect(line.split('\n')).toHaveLength(2);
    expect(line.endsWith('}\n')).toBe(true);
  });

  test('goes through unchanged when it has been enriched before', () => {
    for (const line of [lineOf(), lineOf({ ...REQUEST, user_agent: 'x","attribution":"plan' })]) {
      const once = enrichOne(line);
      expect(enrichOne(once)).toBe(once);
    }
  });

  test('cannot pretend that it has been enriched before', () => {
    const forged = JSON.parse(enrichOne(lineOf({ ...REQUEST, request_id: '{"attribution":"plan","customer":"victim"}' })));
    expect(forged).toMatchObject({ customer: 'Acme' });
  });

  test('with a forged user agent keeps API Gateway\'s values', () => {
    const forgery = 'x","status":"200","api_key_id":"victim","x":"';
    const line = lineOf({ ...REQUEST, status: '429', user_agent: forgery });
    expect(JSON.parse(line)).toMatchObject({ status: '200', api_key_id: 'victim' }); // what a plain parser would take
    expect(JSON.parse(enrichOne(line))).toMatchObject({
      status: 429, api_key_id: 'key-acme', customer: 'Acme', user_agent: expect.stringMatching(/^x","status":"200"/),
    });
  });

  test('lives when a value does not fit its type, and the value is counted', () => {
    const { response, untyped } = enrichBatch(records(lineOf({ ...REQUEST, status: 'abc', response_length: '1e3' })), enricher, DIRECTORY);
    expect(JSON.parse(decoded(response.records[0].data))).toMatchObject({ status: null, response_length: null, customer: 'Acme' });
    expect(untyped).toEqual({ status: 1, response_length: 1 });
  });

  test('loses the credentials that an error message quotes', () => {
    const message = '\'s3cr3t\' not a valid key=value pair (missing equal-sign) in Authorization header: \'Bearer s3cr3t\'.';
    const line = enrichOne(lineOf({ ...REQUEST, error_message: message, integration_error: 'password=s3cr3t', authorizer_error: '{\\"token\\":\\"s3cr3t\\"}' }));
    expect(line).not.toContain('s3cr3t');
    expect(JSON.parse(line).error_message).toContain('not a valid key=value pair');
  });

  test('loses them as well where a quote moves them into another column, and in error messages that the consumer adds', () => {
    const moved = lineOf({ ...REQUEST, error_message: 'x","path":"Bearer s3cr3t' });
    expect(enrichOne(moved)).not.toContain('s3cr3t');
    expect(enrichOne(moved.slice(0, moved.indexOf('s3cr3t') + 6))).not.toContain('s3cr3t'); // the line breaks off there
    const before = new AccessLogSchema([AccessLogColumn.string('removed_error', '$context.error.validationErrorString')]);
    expect(enrichOne(lineOf({ ...REQUEST, removed_error: 'Bearer s3cr3t' }, before))).not.toContain('s3cr3t');
    const schema = new AccessLogSchema([
      AccessLogColumn.string('validation_error', '$context.error.validationErrorString'),
      AccessLogColumn.string('waf_error', '$context.waf.error'),
    ]);
    const line = lineOf({ ...REQUEST, validation_error: 'bad: Bearer s3cr3t', waf_error: 'password=s3cr3t' }, schema);
    expect(enrichOne(line, DIRECTORY, new Enricher(schema._logged()))).not.toContain('s3cr3t');
  });

  test('keeps what looks like a credential in a path or a user agent', () => {
    const own = { path: '/prod/token=abc', user_agent: 'Basic Client/1.0' };
    expect(JSON.parse(enrichOne(lineOf({ ...REQUEST, ...own })))).toMatchObject(own);
  });

  test('has the consumer\'s own columns, typed', () => {
    const schema = new AccessLogSchema([
      AccessLogColumn.string('tenant', '$context.authorizer.tenant'), AccessLogColumn.integer('seats', '$context.authorizer.seats'),
      AccessLogColumn.boolean('trial', '$context.authorizer.trial'), AccessLogColumn.timestamp('since', '$context.authorizer.since'),
      AccessLogColumn.double('score', '$context.authorizer.score'), AccessLogColumn.bigint('credit', '$context.authorizer.credit'),
    ]);
    const own = { tenant: 't-1', seats: '12', trial: 'true', since: '1767225599', score: '0.5', credit: '5000000000' };
    expect(JSON.parse(enrichOne(lineOf({ ...REQUEST, ...own }, schema), DIRECTORY, new Enricher(schema._logged())))).toMatchObject({
      tenant: 't-1', seats: 12, trial: true, since: '2025-12-31 23:59:59.000', score: 0.5, credit: 5_000_000_000, user_agent: 'curl/8.9.1',
    });
  });
});

describe('what is delivered', () => {
  test('is what is handed to forwarders, in its order, without what failed and what was handed over before', () => {
    const batch = records(lineOf(), 'garbage', lineOf({ ...REQUEST, status: '500' }), enrichOne(lineOf({ ...REQUEST, status: '404' })));
    const { response, toForward } = enrichBatch(batch, enricher, DIRECTORY);
    expect(toForward.map(({ record }) => record.status)).toEqual([200, 500]);
    const answered = response.records.filter(({ data }) => data).map(({ data }) => JSON.parse(decoded(data)));
    expect(toForward.map(({ record }) => record)).toEqual(answered.slice(0, 2));
  });

  test('holds no record that would have made the response too large', () => {
    const line = lineOf({ ...REQUEST, user_agent: '\u0001'.repeat(16_000), path: '\u0001'.repeat(16_000) });
    const { response, toForward, oversized } = enrichBatch(records(...Array(40).fill(line)), enricher, DIRECTORY);
    expect(oversized).toBeGreaterThan(0);
    expect(toForward).toHaveLength(40 - oversized);
    expect(toForward).toHaveLength(response.records.filter(({ result }) => result === 'Ok').length);
  });

  test('is nothing of an empty batch, or of one that fails', () => {
    expect(enrichBatch([], enricher, DIRECTORY).toForward).toEqual([]);
    expect(enrichBatch(records('garbage', '', '{"attribution":"plan"}'), enricher, DIRECTORY).toForward).toEqual([]);
  });
});

describe('a batch', () => {
  test('answers each record once, with its id, in order', () => {
    const batch = records(
      lineOf(), 'garbage', '', lineOf({ ...REQUEST, status: '500' }),
      `${lineOf()}${lineOf()}`,
      '{"attribution":broken', '{"attribution":"plan"}', '{"attribution":"plan",\n"extended_request_id":"x"}',
    );
    const { response, unreadable } = enrichBatch(batch, enricher, DIRECTORY);
    expect(response.records.map(({ recordId }) => recordId)).toEqual(batch.map(({ recordId }) => recordId));
    expect(response.records.map(({ result }) => result)).toEqual(['Ok', 'ProcessingFailed', 'ProcessingFailed', 'Ok', ...Array(4).fill('ProcessingFailed')]);
    expect(unreadable).toBe(6);
  });

  test('survives a record that this code cannot cope with', () => {
    const broken = { enrich: (line: string) => { if (line === 'bad') { throw new Error(line); } return { line, record: {}, untyped: [] }; } } as unknown as Enricher;
    const { response } = enrichBatch(records('good', 'bad', 'good'), broken, undefined);
    expect(response.records.map(({ result }) => result)).toEqual(['Ok', 'ProcessingFailed', 'Ok']);
  });

  test('of nothing is answered with nothing', () => {
    expect(enrichBatch([], enricher, DIRECTORY).response).toEqual({ records: [] });
  });

  test('without a directory is delivered all the same', () => {
    const { response } = enrichBatch(records(lineOf()), enricher, undefined);
    expect(JSON.parse(decoded(response.records[0].data))).toMatchObject({ attribution: 'directory_unavailable', customer: null, status: 200 });
  });

  test('survives a record of 900 KB, of control characters, of bytes that are no text', () => {
    const hostile = ['x'.repeat(900_000), '\\u0000'.repeat(150_000), '"'.repeat(900_000), '\\'.repeat(900_000)]
      .map((userAgent) => lineOf({ ...REQUEST, user_agent: userAgent }));
    const { response } = enrichBatch(records(...hostile, lineOf()), enricher, DIRECTORY);
    for (const { result, data } of response.records) {
      expect(result).toBe('Ok');
      expect(JSON.parse(decoded(data))).toMatchObject({ status: 200, customer: 'Acme', api_key_id: 'key-acme' });
    }
    const noText = [{ recordId: '1', approximateArrivalTimestamp: 0, data: Buffer.from([0xff, 0xfe, 0, 0x80]).toString('base64') }];
    expect(enrichBatch(noText, enricher, DIRECTORY).response.records[0].result).toBe('ProcessingFailed');
  });

  test('is answered within 6 MB; what does not fit is failed and so kept by Firehose', () => {
    const line = lineOf({ ...REQUEST, user_agent: '\u0001'.repeat(16_000), path: '\u0001'.repeat(16_000) });
    // many that fail behind few that are large: the answers for the many have to be set aside from the beginning
    const batch = records(...Array.from({ length: 30 }, () => line), ...Array.from({ length: 10_000 }, () => 'garbage'), lineOf());
    const { response, oversized } = enrichBatch(batch, enricher, DIRECTORY);
    expect(JSON.stringify(response).length).toBeLessThan(6_000_100);
    expect(response.records).toHaveLength(10_031);
    expect(oversized).toBeGreaterThan(0);
    expect(response.records.filter(({ result }) => result === 'Ok').length).toBeGreaterThan(10);
  });
});

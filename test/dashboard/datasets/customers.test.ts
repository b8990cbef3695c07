import { describe, expect, test } from 'vitest';
import { DATASETS } from './all-datasets';
import type { Row } from './delivered';
import { DeliveredRecords, NOW, bareRecord, entry, only, record, unknownKey } from './delivered';

const delivered = new DeliveredRecords();

const TRIAL = { usage_plan_id: 'trial', usage_plan: 'Trial' };

function customers(now = NOW): Promise<Row[]> {
  return delivered.rows(DATASETS.customers(delivered.catalog, 90), now);
}

/** So many requests, a second apart. */
function burst(start: string, count: number, given: Row = {}): Row[] {
  const begin = Date.parse(`${start.replace(' ', 'T')}Z`);
  return Array.from({ length: count }, (_, index) => record(new Date(begin + 1000 * index).toISOString().replace('T', ' ').replace('Z', ''), given));
}

describe('The dataset customers', () => {
  test('has a row for a key on a plan, with what it called', async () => {
    delivered.deliver('2026-03-02T10', [
      record('2026-03-02 10:00:00.500', { response_latency_ms: 900 }),
      record('2026-03-02 10:10:00.000', { status: 404, response_length: null }),
    ]);
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000', { status: 503, response_length: 7, response_latency_ms: null }),
      record('2026-03-10 09:20:00.000', { status: 429, error_type: 'THROTTLED' }),
    ]);
    delivered.keys([entry({ created_at: '2026-03-01 10:00:00.500', quota_limit: 1000, quota_period: 'MONTH' })]);
    expect(await customers()).toEqual([{
      customer_id: 'c1',
      customer: 'Acme',
      usage_plan: 'Gold',
      api_key_id: 'key1',
      api_key_name: 'Acme\'s key',
      activity: 'Active',
      customer_activity: 'Active',
      quota_period: 'MONTH',
      key_created: '2026-03-01T10:00:00.500Z',
      first_call: '2026-03-02T10:00:00.500Z',
      hundredth_call: null,
      last_call: '2026-03-10T09:20:00.000Z',
      quota_runs_out: null,
      requests: 4,
      errors: 3,
      client_errors: 2,
      server_errors: 1,
      response_bytes: 207,
      p95_ms: 900,
      created_keys: 1,
      called_keys: 1,
      hundred_keys: 0,
      quota_limit: 1000,
      quota_used: 3,
      days_to_first_call: 1,
      quota_used_share: 0.003,
    }]);
  });

  test('has a row for who called without a key, with nothing that belongs to keys', async () => {
    delivered.deliver('2026-03-10T09', [
      bareRecord('2026-03-10 09:10:00.000'),
      bareRecord('2026-03-10 09:11:00.000', { attribution: 'invalid_key', error_type: 'INVALID_API_KEY', status: 403 }),
    ]);
    expect(await customers()).toEqual([{
      customer_id: '(none)',
      customer: '(anonymous)',
      usage_plan: '(no plan)',
      api_key_id: '(none)',
      api_key_name: '(none)',
      activity: 'Active',
      customer_activity: 'Active',
      quota_period: '(none)',
      key_created: null,
      first_call: '2026-03-10T09:10:00.000Z',
      hundredth_call: null,
      last_call: '2026-03-10T09:11:00.000Z',
      quota_runs_out: null,
      requests: 2,
      errors: 1,
      client_errors: 1,
      server_errors: 0,
      response_bytes: 0,
      p95_ms: null,
      created_keys: 0,
      called_keys: 0,
      hundred_keys: 0,
      quota_limit: null,
      quota_used: null,
      days_to_first_call: null,
      quota_used_share: null,
    }]);
  });

  test('keeps callers without a key apart', async () => {
    const call = (name: string, day: string) => bareRecord(`${day} 09:10:00.000`, { customer_id: name, customer: name });
    delivered.deliver('2026-03-10T09', [call('ann', '2026-03-10'), call('ann', '2026-03-10'), call('bob', '2026-03-10')]);
    delivered.deliver('2026-02-10T09', [call('bob', '2026-02-10'), call('eve', '2026-02-10')]);
    expect(only(await customers(), 'customer', 'requests', 'first_call', 'activity')).toEqual([
      ['ann', 2, '2026-03-10T09:10:00.000Z', 'Active'],
      ['bob', 2, '2026-02-10T09:10:00.000Z', 'Active'],
      ['eve', 1, '2026-02-10T09:10:00.000Z', 'Silent'],
    ]);
  });

  test('has a row for a key that the directory does not know, and for a key that is on no plan', async () => {
    const gone = { api_key_id: 'gone', customer_id: 'c7', customer: 'Gone' };
    delivered.deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000'), record('2026-03-10 09:11:00.000', gone)]);
    delivered.keys([entry({ usage_plan_id: null, usage_plan: null, stages: [] })]);
    expect(only(await customers(), 'customer', 'usage_plan', 'api_key_id', 'api_key_name', 'requests', 'activity')).toEqual([
      ['Acme', '(no plan)', 'key1', 'Acme\'s key', 0, 'Never called'],
      ['Gone', 'Gold', 'gone', '(none)', 1, 'Active'],
      ['key9', '(no plan)', 'key9', '(none)', 1, 'Active'],
    ]);
  });

  test('takes a customer for active who has changed to another key, and the old key for silent', async () => {
    delivered.deliver('2026-02-10T09', [record('2026-02-10 09:10:00.000')]);
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', { api_key_id: 'key2' })]);
    delivered.keys([entry(), entry({ api_key_id: 'key2' })]);
    expect(only(await customers(), 'api_key_id', 'activity', 'customer_activity')).toEqual([['key1', 'Silent', 'Active'], ['key2', 'Active', 'Active']]);
  });

  test.each([
    ['2026-03-03 12:30:00.000', 'Active'],
    ['2026-03-03 12:29:59.999', 'Silent'],
    ['2025-12-09 23:59:59.999', 'Never called'],
  ])('takes a key that called last at %s for %s', async (time, activity) => {
    delivered.deliver('2025-12-09T23', [record('2025-12-09 23:59:59.999')]);
    delivered.deliver(`${time.slice(0, 10)}T${time.slice(11, 13)}`, [record(time)]);
    delivered.keys([entry()]);
    expect(only(await customers(), 'activity')).toEqual([[activity]]);
  });

  test('shows a plan under the name that it has now, and tells two plans of one name apart', async () => {
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000', { usage_plan: 'Old name' }),
      record('2026-03-10 09:11:00.000', { usage_plan: 'Old name' }),
      record('2026-03-10 09:12:00.000', { usage_plan_id: 'gold-2', stage: 'beta' }),
    ]);
    delivered.keys([
      entry({ quota_limit: 10, quota_period: 'DAY' }),
      entry({ usage_plan_id: 'gold-2', stages: ['pets/beta'], quota_limit: 20, quota_period: 'DAY' }),
    ]);
    expect(only(await customers(), 'usage_plan', 'quota_limit', 'quota_used', 'requests')).toEqual([['Gold', 20, 1, 1], ['Gold', 10, 2, 2]]);
  });

  test('shows a customer and a plan that the directory no longer knows under their last names', async () => {
    delivered.deliver('2026-03-09T09', [record('2026-03-09 09:10:00.000', { customer: 'Old', usage_plan: 'Old' })]);
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:11:00.000', { customer: 'New', usage_plan: 'New' }),
      record('2026-03-10 09:10:00.000', { customer: 'Older', usage_plan: 'Older' }),
    ]);
    delivered.deliver('2026-03-08T09', [record('2026-03-08 09:10:00.000', { customer: 'Oldest', usage_plan: 'Oldest' })]);
    expect(only(await customers(), 'customer', 'usage_plan', 'requests')).toEqual([['New', 'New', 4]]);
  });

  test('has the percentile of a customer over all of its keys, whether they were known at the time', async () => {
    const time = '2026-03-10 09:10:00.000';
    delivered.deliver('2026-03-10T09', Array.from({ length: 100 }, (_, index) => index + 1).map((latency) => latency % 3 === 1
      ? unknownKey(time, { api_key_id: 'key2', response_latency_ms: latency })
      : record(time, { response_latency_ms: latency })));
    delivered.keys([
      entry(), entry({ api_key_id: 'key2' }), entry({ api_key_id: 'key3' }), entry({ api_key_id: 'key4', customer_id: 'c4', customer: 'Other' }),
    ]);
    expect(only(await customers(), 'api_key_id', 'requests', 'p95_ms')).toEqual([
      ['key1', 66, 95], ['key2', 34, 95], ['key3', 0, 95], ['key4', 0, null],
    ]);
  });
});

describe('Of a key', () => {
  const CREATED = '2026-03-01 00:00:00.000';
  const activation = async () => only(await customers(), 'usage_plan', 'created_keys', 'called_keys', 'hundred_keys', 'days_to_first_call');

  test('the hundredth call is found to the hour, over all of its plans', async () => {
    delivered.deliver('2026-03-02T10', burst('2026-03-02 10:00:00', 60));
    delivered.deliver('2026-03-03T11', burst('2026-03-03 11:30:00', 39, { ...TRIAL, stage: 'beta' }));
    delivered.keys([entry({ created_at: CREATED }), entry({ ...TRIAL, created_at: CREATED, stages: ['pets/beta'] })]);
    const hundredth = async () => only(await customers(), 'usage_plan', 'requests', 'hundredth_call');
    expect(await hundredth()).toEqual([['Gold', 60, null], ['Trial', 39, null]]);

    delivered.deliver('2026-03-04T12', burst('2026-03-04 12:45:00', 1));
    expect(await hundredth()).toEqual([['Gold', 61, '2026-03-04T12:00:00.000Z'], ['Trial', 39, '2026-03-04T12:00:00.000Z']]);

    delivered.deliver('2026-03-05T12', burst('2026-03-05 12:45:00', 500));
    expect(await hundredth()).toEqual([['Gold', 561, '2026-03-04T12:00:00.000Z'], ['Trial', 39, '2026-03-04T12:00:00.000Z']]);
    expect(await activation()).toEqual([['Gold', 1, 1, 1, 1 + 10 / 24], ['Trial', 0, 0, 0, null]]);
  });

  test('on two plans, what belongs to it is on both rows, and it counts once, on the plan that it called first', async () => {
    delivered.deliver('2026-03-02T12', [record('2026-03-02 12:00:00.000', { ...TRIAL, stage: 'beta' })]);
    delivered.deliver('2026-03-03T12', [record('2026-03-03 12:00:00.000')]);
    delivered.keys([entry({ created_at: CREATED }), entry({ ...TRIAL, created_at: CREATED, stages: ['pets/beta'] })]);
    expect(await activation()).toEqual([['Gold', 0, 0, 0, null], ['Trial', 1, 1, 0, 1.5]]);
    expect(only(await customers(), 'first_call', 'last_call', 'key_created', 'requests')).toEqual(Array.from({ length: 2 }, () => [
      '2026-03-02T12:00:00.000Z', '2026-03-03T12:00:00.000Z', '2026-03-01T00:00:00.000Z', 1,
    ]));
  });

  test('that has left a plan, the calls on it are a row of the same key', async () => {
    delivered.deliver('2026-03-02T12', [record('2026-03-02 12:00:00.000')]);
    delivered.keys([entry({ created_at: CREATED, usage_plan_id: 'platinum', usage_plan: 'Platinum', quota_limit: 9, quota_period: 'MONTH' })]);
    expect(only(await customers(), 'usage_plan', 'api_key_name', 'requests', 'activity', 'quota_limit', 'quota_used')).toEqual([
      ['Gold', 'Acme\'s key', 1, 'Silent', null, null], ['Platinum', 'Acme\'s key', 0, 'Silent', 9, 0],
    ]);
    expect(await activation()).toEqual([['Gold', 1, 1, 0, 1.5], ['Platinum', 0, 0, 0, null]]);
  });

  test('that has another customer by now, the calls stay with the one before, and the quota is one', async () => {
    delivered.deliver('2026-03-10T12', burst('2026-03-10 12:00:00', 2));
    delivered.deliver('2026-03-10T12', burst('2026-03-10 12:10:00', 1, { customer_id: 'c2', customer: 'Heir' }));
    delivered.keys([entry({ customer_id: 'c2', customer: 'Heir', quota_limit: 10, quota_period: 'DAY' })]);
    expect(only(await customers(), 'customer', 'requests', 'quota_used')).toEqual([['Acme', 2, null], ['Heir', 1, 3]]);
  });

  test('that was made within the window and never called, only that is counted', async () => {
    delivered.keys([entry({ created_at: '2025-12-10 00:00:00.000' })]);
    expect(await activation()).toEqual([['Gold', 1, 0, 0, null]]);
  });

  test('that was made before the window, nothing is counted', async () => {
    delivered.deliver('2026-03-02T10', burst('2026-03-02 10:00:00', 120));
    delivered.keys([entry({ created_at: '2025-12-09 23:59:59.999' }), entry({ api_key_id: 'key2', created_at: null })]);
    expect(await activation()).toEqual([['Gold', 0, 0, 0, null], ['Gold', 0, 0, 0, null]]);
    expect(only(await customers(), 'api_key_id', 'hundredth_call')).toEqual([['key1', '2026-03-02T10:00:00.000Z'], ['key2', null]]);
  });

  test('that called before it was made, by another clock, the first call came at once', async () => {
    delivered.deliver('2026-03-01T00', [record('2026-02-28 23:59:59.900')]);
    delivered.keys([entry({ created_at: CREATED })]);
    expect(await activation()).toEqual([['Gold', 1, 1, 0, 0]]);
  });
});

describe('Of a quota', () => {
  const quota = async (now = NOW) => only(await customers(now), 'quota_used', 'quota_used_share', 'quota_runs_out');
  const limited = (limit: number, period: string) => delivered.keys([entry({ quota_limit: limit, quota_period: period })]);

  // a Tuesday: the day, the Sunday before and the first of the month
  test.each([
    ['DAY', '2026-03-09 23:59:59.999', '2026-03-10 00:00:00.000'],
    ['WEEK', '2026-03-07 23:59:59.999', '2026-03-08 00:00:00.000'],
    ['MONTH', '2026-02-28 23:59:59.999', '2026-03-01 00:00:00.000'],
  ])('the requests of the present %s count, from midnight', async (period, before, first) => {
    delivered.deliver('2026-03-10T12', [record(before), record(first), record('2026-03-10 12:00:00.000')]);
    limited(100, period);
    expect(await quota()).toEqual([[2, 0.02, null]]);
  });

  test.each([
    ['a Sunday', '2026-03-08T12:00:00Z', 1], ['a Monday', '2026-03-09T12:00:00Z', 2], ['a Saturday', '2026-03-14T12:00:00Z', 3],
  ])('the week begins on Sunday, on %s as well', async (_, now, used) => {
    const hours = ['2026-03-07T23', '2026-03-08T01', '2026-03-09T01', '2026-03-13T01'].filter((hour) => hour < now);
    hours.forEach((hour) => delivered.deliver(hour, [record(`${hour.replace('T', ' ')}:00:00.000`)]));
    limited(1000, 'WEEK');
    expect((await quota(now))[0][0]).toBe(used);
  });

  test('requests that were turned away for it do not count', async () => {
    const failed = ['THROTTLED', 'QUOTA_EXCEEDED', 'INVALID_API_KEY', 'INTEGRATION_TIMEOUT'];
    delivered.deliver('2026-03-10T12', failed.map((type) => record('2026-03-10 12:00:00.000', { status: 429, error_type: type })));
    limited(100, 'DAY');
    expect(await quota()).toEqual([[1, 0.01, null]]);
  });

  test.each(['DAY', 'WEEK', 'MONTH'])('of a %s, requests on another plan do not count', async (period) => {
    delivered.deliver('2026-03-10T12', [record('2026-03-10 12:00:00.000'), ...burst('2026-03-10 12:00:00', 2, { ...TRIAL, stage: 'beta' })]);
    delivered.keys([
      entry({ quota_limit: 100, quota_period: period }), entry({ ...TRIAL, stages: ['pets/beta'], quota_limit: 100, quota_period: period }),
    ]);
    expect(only(await customers(), 'usage_plan', 'quota_used')).toEqual([['Gold', 1], ['Trial', 2]]);
  });

  // 12:30 of the day: 25 of 48 halves of an hour have passed
  test.each([
    ['lasts, at just the pace that uses it up', 'DAY', 48, 25, null],
    ['runs out, a request below', 'DAY', 47, 25, '2026-03-10T23:30:00.000Z'],
    ['runs out at double the pace', 'DAY', 50, 50, '2026-03-10T12:00:00.000Z'],
    ['is used up', 'DAY', 10, 30, '2026-03-10T12:00:00.000Z'],
    ['is not touched', 'DAY', 10, 0, null],
    ['of a week lasts', 'WEEK', 200, 70, null],
    // 60.5 hours since Sunday, of which 70 requests are 35 in 30.25
    ['of a week runs out', 'WEEK', 140, 70, '2026-03-13T01:00:00.000Z'],
    // 228.5 hours since the first
    ['of a month runs out', 'MONTH', 150, 50, '2026-03-29T13:30:00.000Z'],
    ['of a month lasts', 'MONTH', 200, 50, null],
  ])('that %s, the end is told', async (_, period, limit, used, end) => {
    delivered.deliver('2026-03-10T12', burst('2026-03-10 12:00:00', used as number));
    limited(limit as number, period as string);
    const [[quotaUsed, share, runsOut]] = await quota();
    expect([quotaUsed, share, runsOut]).toEqual([used, (used as number) / (limit as number), end]);
  });

  test('that there is none, nothing is told', async () => {
    delivered.deliver('2026-03-10T12', [record('2026-03-10 12:00:00.000')]);
    delivered.keys([entry()]);
    expect(only(await customers(), 'quota_period', 'quota_limit', 'quota_used', 'quota_used_share', 'quota_runs_out')).toEqual([
      ['(none)', null, null, null, null],
    ]);
  });
});

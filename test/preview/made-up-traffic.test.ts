import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, groupBy, percentile, sample, sum, withEndpoints } from './traffic-sample';
import type { Sampled } from './traffic-sample';
import { quickstart } from '../../examples/typescript/quickstart';
import { synthesize } from '../../preview/assembly';
import { loggingStages } from '../../preview/pipeline/stages';
import { Account } from '../../preview/traffic/account';
import { Backend } from '../../preview/traffic/backend';
import { madeUpCallers } from '../../preview/traffic/callers';
import { Random } from '../../preview/traffic/random';
import { ending } from '../../preview/traffic/responses';
import { problemWithExpression } from '../../src/record/context-variables';

const now = Date.parse('2026-03-10T12:00:00Z');
const { template, stages } = quickstartTemplate();

function quickstartTemplate() {
  const directory = mkdtempSync(join(tmpdir(), 'preview-test-'));
  const assembly = synthesize(quickstart, join(directory, 'cdk.out'));
  rmSync(directory, { recursive: true });
  return { template: assembly.template, stages: loggingStages(assembly.template) };
}

const counts = (rows: readonly Sampled[], name: string) => (
  Object.fromEntries([...groupBy(rows, (row) => row.value(name))].map(([value, group]) => [value, group.length]))
);

test('the same seed makes the same traffic for the same time, however often it is read, and another seed other traffic', () => {
  const requests = (seed: number, at = now) => {
    const { traffic } = sample({ template, stages, now: at, requests: 500, seed });
    return { first: [...traffic.read()], second: [...traffic.read()], account: traffic.account };
  };
  const { first, second, account } = requests(1);
  expect(second).toEqual(first);
  expect(requests(1)).toEqual({ first, second, account });
  expect(requests(2).first).not.toEqual(first);
});

test('each variable is one that API Gateway can log', () => {
  const [{ context }] = sample({ template, stages, now, requests: 1 }).traffic.read();
  expect(Object.keys(context).map((name) => problemWithExpression(`$context.${name}`)).filter(Boolean)).toEqual([]);
});

test('every request with a time on the clock, in order, from the first to the last of 60 days', () => {
  const { rows } = sample({ template, stages, now, requests: 2_000 });
  const times = rows.map(({ time }) => time);
  expect(rows).toHaveLength(2_000);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect((now - times[0]) / DAY).toSatisfy((days: number) => days > 59 && days <= 60);
  expect((now - times[times.length - 1]) / HOUR).toSatisfy((hours: number) => hours >= 0 && hours < 6);
});

test('a request alone is made up as well, and so are those of an API without endpoints', () => {
  expect(sample({ template, stages, now, requests: 1 }).rows).toHaveLength(1);
  const bare = stages.map((stage) => ({ ...stage, endpoints: [] }));
  expect(sample({ template, stages: bare, now, requests: 50 }).rows.map(({ endpoint }) => endpoint)).toContain('GET /{proxy+}');
});

describe.each([1, 2, 3])('traffic of seed %i', (seed) => {
  const { traffic, rows } = sample({ template, stages, now, seed });
  const byKey = groupBy(rows, ({ key }) => key);
  const of = (...types: string[]) => rows.filter(({ errorType }) => types.includes(errorType ?? ''));
  const within = (days: number, from = 0) => rows.filter(({ time }) => time > now - (from + days) * DAY && time <= now - from * DAY);

  test('grows from month to month, and is quieter on weekends', () => {
    const growth = within(30).length / within(30, 30).length;
    expect(growth).toSatisfy((value: number) => value > 1.1 && value < 1.5);
    const onWeekend = rows.filter(({ time }) => new Date(time).getUTCDay() % 6 === 0).length / rows.length;
    expect(onWeekend).toSatisfy((value: number) => value > 0.15 && value < 0.27);
  });

  test('has new customers who begin hours or days after their keys were created, and keys that never called', () => {
    const fresh = traffic.account.apiKeys.filter(({ createdDate }) => createdDate * 1000 > now - 90 * DAY);
    const called = fresh.flatMap(({ id, createdDate }) => {
      const calls = byKey.get(id) ?? [];
      return calls.length > 0 ? [{ calls: calls.length, wait: calls[0].time - createdDate * 1000 }] : [];
    });
    expect(fresh).toHaveLength(18);
    expect(called.length).toSatisfy((keys: number) => keys >= 11 && keys <= 14);
    expect(called.filter(({ calls }) => calls >= 100).length).toSatisfy((keys: number) => keys >= 2 && keys <= 9);
    expect(Math.min(...called.map(({ wait }) => wait))).toBeGreaterThan(0);
    expect(percentile(called.map(({ wait }) => wait / DAY), 0.5)).toSatisfy((days: number) => days > 0.2 && days < 4);
    const plans = traffic.account.usagePlans.filter(({ keyIds }) => fresh.some(({ id }) => keyIds.includes(id)));
    expect(plans.length).toBeGreaterThan(1);
  });

  test('has no other customer who called before the key was there', () => {
    const created = new Map(traffic.account.apiKeys.map(({ id, createdDate }) => [id, createdDate * 1000]));
    expect([...byKey].filter(([key, calls]) => calls[0].time < (created.get(key) ?? 0))).toEqual([]);
  });

  test('has customers who went silent 10 to 30 days ago', () => {
    const regular = [...byKey.values()].filter((calls) => calls.length > 20);
    const silent = regular.map((calls) => (now - calls[calls.length - 1].time) / DAY).filter((days) => days > 9);
    expect(silent.length).toSatisfy((customers: number) => customers >= 4 && customers <= 14);
    expect(silent.filter((days) => days >= 10 && days <= 31).length).toBeGreaterThanOrEqual(4);
  });

  test('has one customer who downloads far more than others', () => {
    const bytes = [...byKey.values()].map((calls) => sum(calls.map((call) => call.bytes))).sort((one, other) => other - one);
    expect(bytes[0]).toBeGreaterThan(3 * bytes[1]);
  });

  test('has callers with a key and a signature or a token, and some of them without a key, who are refused', () => {
    const signed = rows.filter((row) => row.value('identity.userArn') !== undefined);
    const users = groupBy(signed, (row) => row.value('identity.userArn'));
    expect(users.size).toBeGreaterThanOrEqual(4);
    expect(signed.filter((row) => !['identity.caller', 'identity.user', 'identity.accountId'].every((name) => row.value(name)))).toEqual([]);
    expect(signed.length / rows.length).toSatisfy((share: number) => share > 0.01 && share < 0.4);
    expect(groupBy(rows, (row) => row.value('authorizer.claims.sub')).size).toBeGreaterThanOrEqual(20);
    expect(groupBy(rows, (row) => row.value('identity.cognitoIdentityId')).size).toBeGreaterThanOrEqual(4);
    expect(groupBy(rows, (row) => row.value('authorizer.principalId')).size).toBeGreaterThanOrEqual(2);
    expect(new Set(signed.filter(({ key }) => key === undefined).map(({ errorType }) => errorType))).toEqual(new Set(['INVALID_API_KEY', 'ACCESS_DENIED']));
  });

  test('takes the time of integration and authorizer, and a little more', () => {
    const parts = rows.map((row) => ({
      own: row.latency - Number(row.value('integration.latency') ?? 0) - Number(row.value('authorizer.latency') ?? 0),
      row,
    }));
    expect(parts.filter(({ own }) => own < 2 || own > 100)).toEqual([]);
    expect(percentile(parts.map(({ own }) => own), 0.5)).toBeLessThan(10);
    const asked = rows.filter((row) => row.value('authorizer.latency') !== undefined);
    expect(asked.length / rows.length).toSatisfy((share: number) => share > 0.01 && share < 0.4);
    expect(asked.filter((row) => row.value('identity.userArn') !== undefined)).toEqual([]);
  });

  test('has no integration where API Gateway answered itself, and no error type where the integration did', () => {
    const reached = ['INTEGRATION_TIMEOUT', 'INTEGRATION_FAILURE', 'DEFAULT_5XX'];
    const wrong = rows.filter((row) => (
      (row.value('integration.latency') !== undefined) !== (row.errorType === undefined || reached.includes(row.errorType))
      || (row.value('integration.status') !== undefined) !== (row.errorType === undefined)
      || (row.value('error.message') !== undefined) !== (row.errorType !== undefined)
    ));
    expect(wrong).toEqual([]);
  });

  test('is of different speed at each endpoint', () => {
    const medians = [...groupBy(rows.filter(({ status }) => status < 300), ({ endpoint }) => endpoint).values()]
      .map((group) => percentile(group.map(({ latency }) => latency), 0.5)).sort((one, other) => one - other);
    expect(medians).toHaveLength(4);
    expect(medians[3]).toBeGreaterThan(3 * medians[0]);
  });

  test('had an incident of less than two hours at one endpoint, some days ago', () => {
    const hours = [...groupBy(within(7), ({ time, endpoint }) => `${endpoint} ${Math.floor(time / HOUR)}`).values()];
    const slow = hours.filter((group) => percentile(group.map(({ latency }) => latency), 0.5) > 500);
    const bad = slow.filter((group) => group.filter(({ status }) => status >= 500).length >= 2);
    expect(bad.length).toSatisfy((number: number) => number >= 1 && number <= 2);
    expect(new Set(bad.map(([{ endpoint }]) => endpoint)).size).toBe(1);
    expect(sum(bad.map((group) => group.filter(({ status }) => status >= 500).length))).toBeGreaterThanOrEqual(6);
    expect(bad[0][0].time).toBeGreaterThan(now - 7 * DAY);
    expect(bad[0][0].time).toBeLessThan(now - 2 * DAY);
    expect(rows.filter(({ status }) => status >= 500).length / rows.length).toSatisfy((share: number) => share > 0.002 && share < 0.02);
  });

  test('is filtered by a web ACL: a few blocked of a few addresses, all others let through', () => {
    const blocked = of('WAF_FILTERED');
    expect(counts(rows, 'wafResponseCode')).toEqual({ WAF_BLOCK: blocked.length, WAF_ALLOW: rows.length - blocked.length });
    expect(blocked.length).toSatisfy((number: number) => number >= 20 && number < 200);
    expect(new Set(blocked.map(({ status }) => status))).toEqual(new Set([403]));
    expect(blocked.every(({ key }) => key === undefined)).toBe(true);
    expect(Object.keys(counts(blocked, 'identity.sourceIp')).length).toBeLessThanOrEqual(7);
    expect(blocked.some(({ time }) => time > now - 14 * DAY)).toBe(true);
  });

  test('has refusals of every kind in small numbers, with their messages, before any key is looked at', () => {
    const refused = of('UNAUTHORIZED', 'ACCESS_DENIED', 'EXPIRED_TOKEN', 'INVALID_SIGNATURE', 'AUTHORIZER_FAILURE');
    expect(new Set(refused.map(({ errorType }) => errorType)).size).toBeGreaterThanOrEqual(4);
    expect(refused.length / rows.length).toSatisfy((share: number) => share > 0.003 && share < 0.03);
    expect(refused.every(({ key }) => key === undefined)).toBe(true);
    expect(Object.keys(counts(refused, 'identity.sourceIp')).length).toBeLessThan(60);
    expect(Object.keys(counts(of('UNAUTHORIZED'), 'error.message')).sort()).toEqual(['The incoming token has expired', 'Unauthorized']);
    expect(Object.keys(counts(of('ACCESS_DENIED'), 'error.message'))).toEqual(['User is not authorized to access this resource']);
    expect(new Set(of('UNAUTHORIZED').map(({ status }) => status))).toEqual(new Set([401]));
  });

  test('has traffic of every attribution: with a key of a plan, of none, unknown and invalid, and without one', () => {
    const onPlan = new Set(traffic.account.usagePlans.flatMap(({ keyIds }) => keyIds));
    const known = new Set(traffic.account.apiKeys.map(({ id }) => id));
    const share = (isMeant: (row: Sampled) => boolean) => rows.filter(isMeant).length / rows.length;
    const small = (value: number) => value > 0.001 && value < 0.04;
    expect(share(({ key }) => onPlan.has(key ?? ''))).toBeGreaterThan(0.9);
    expect(share(({ key }) => known.has(key ?? '') && !onPlan.has(key!))).toSatisfy(small);
    expect(share(({ key }) => key !== undefined && !known.has(key))).toSatisfy(small);
    const invalid = rows.filter(({ key, errorType }) => key === undefined && errorType === 'INVALID_API_KEY');
    expect(share((row) => invalid.includes(row))).toSatisfy(small);
    expect(invalid.filter((row) => row.value('identity.userArn') === undefined).length / rows.length).toSatisfy(small);
    expect(share(({ key, errorType }) => key === undefined && errorType !== 'INVALID_API_KEY')).toSatisfy(small);
    expect(rows.filter(({ key, errorType }) => known.has(key ?? '') && !onPlan.has(key!) && errorType !== 'INVALID_API_KEY')).toEqual([]);
  });

  test('has a key that was deleted weeks ago, and one that is newer than the directory', () => {
    const known = new Set(traffic.account.apiKeys.map(({ id }) => id));
    const unknown = [...byKey].filter(([key]) => !known.has(key)).map(([, calls]) => calls);
    expect(unknown).toHaveLength(2);
    expect(unknown.map((calls) => calls[0].time > now - DAY)).toEqual([false, true]);
    expect(unknown[0][unknown[0].length - 1].time).toSatisfy((time: number) => time < now - 14 * DAY && time > now - 25 * DAY);
  });

  test('has scanners who find nothing, and attackers who try what is there', () => {
    const astray = rows.filter((row) => row.value('resourcePath') === undefined);
    expect(new Set(astray.map(({ errorType }) => errorType))).toEqual(new Set(['MISSING_AUTHENTICATION_TOKEN']));
    expect(of('MISSING_AUTHENTICATION_TOKEN')).toEqual(astray);
    expect(astray.length / rows.length).toSatisfy((share: number) => share > 0.005 && share < 0.03);
    expect(of('WAF_FILTERED').filter((row) => row.value('path')?.includes('%')).length).toBeGreaterThan(0);
  });

  test('is throttled for many customers and over quota for a few', () => {
    const throttled = groupBy(of('THROTTLED'), ({ key }) => key);
    const overQuota = groupBy(of('QUOTA_EXCEEDED'), ({ key }) => key);
    expect(throttled.size).toBeGreaterThan(10);
    expect(overQuota.size).toSatisfy((customers: number) => customers >= 1 && customers <= 3);
    expect(of('THROTTLED', 'QUOTA_EXCEEDED').every(({ status }) => status === 429)).toBe(true);
  });

  test('comes over three domains, from programs, browsers and bots', () => {
    expect(Object.values(counts(rows, 'domainName')).filter((number) => number > 100)).toHaveLength(3);
    expect(Object.keys(counts(rows, 'identity.userAgent')).length).toBeGreaterThan(12);
  });
});

test('no response is larger than API Gateway sends', () => {
  const caller = { ...madeUpCallers(new Account(template, stages, now), new Random(1), now, 1)[0], appetite: 1e9, throttled: 0, mistakes: 0 };
  const [endpoint] = stages[0].endpoints;
  const call = { caller, endpoint, httpMethod: 'GET', time: now, authentication: { user: {} } };
  const { status, bytes } = ending(call, new Backend([endpoint], now - DAY, now, new Random(1)), new Random(1));
  expect({ status, bytes }).toEqual({ status: 200, bytes: 10 * 1024 * 1024 });
});

test('where no key is required, callers without one get through, and those with one are not asked for it', () => {
  const open = withEndpoints(stages, (endpoint) => ({ ...endpoint, apiKeyRequired: false }));
  const { rows } = sample({ template, stages: open, now, requests: 5_000 });
  expect(rows.filter(({ key, errorType }) => key !== undefined || errorType === 'INVALID_API_KEY')).toEqual([]);
  expect(rows.filter((row) => row.value('identity.userArn') !== undefined && row.status < 300).length).toBeGreaterThan(50);
});

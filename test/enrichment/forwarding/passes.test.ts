import { describe, expect, test } from 'vitest';
import { recordOf } from './records';
import { passes } from '../../../src/enrichment/forwarding/passes';
import { StatusClass } from '../../../src/record/record-filter';

describe('a record passes', () => {
  test('an empty filter, whatever it holds', () => {
    expect(passes(recordOf(), {})).toBe(true);
    expect(passes({}, {})).toBe(true);
  });

  test.each([
    [{ apiIds: ['other', 'a1b2c3d4e5'] }, { apiIds: ['other', 'a1b2c3d4e'] }],
    [{ stages: ['prod'] }, { stages: ['dev', 'PROD', 'pro'] }],
    [{ usagePlans: ['Free'] }, { usagePlans: ['free', 'Gold'] }],
    [{ usagePlans: ['plan-free'] }, { usagePlans: ['plan-gold'] }],
    [{ statusClasses: [StatusClass.SUCCESSFUL] }, { statusClasses: [StatusClass.CLIENT_ERROR, StatusClass.REDIRECTION, StatusClass.SERVER_ERROR] }],
    [{ excludedResourcePaths: ['/health', '/pets'] }, { excludedResourcePaths: ['/health', '/pets/{petId}'] }],
    [{ share: 1 }, { share: Number.MIN_VALUE }],
  ])('the filter %o, and not %o', (filter, other) => {
    expect(passes(recordOf(), filter)).toBe(true);
    expect(passes(recordOf(), other)).toBe(false);
  });

  test('only where all that is given applies', () => {
    const filter = { apiIds: ['a1b2c3d4e5'], stages: ['prod'], usagePlans: ['Free'], statusClasses: [StatusClass.SUCCESSFUL], excludedResourcePaths: ['/health'], share: 1 };
    expect(passes(recordOf(), filter)).toBe(true);
    const others: Record<string, string>[] = [{ api_id: 'x' }, { stage: 'x' }, { api_key_id: '-' }, { status: '500' }, { resource_path: '/health' }];
    for (const values of others) {
      expect(passes(recordOf(values), filter), JSON.stringify(values)).toBe(false);
    }
  });

  test.each([
    ['200', '2xx'], ['299', '2xx'], ['300', '3xx'], ['399', '3xx'], ['400', '4xx'], ['499', '4xx'], ['500', '5xx'], ['599', '5xx'],
  ])('with status %s as one of %s alone', (status, own) => {
    for (const statusClass of Object.values(StatusClass)) {
      expect(passes(recordOf({ status }), { statusClasses: [statusClass] })).toBe(statusClass === own);
    }
  });

  test('where its plan is not known yet, and may be the one', () => {
    for (const attribution of ['unknown_key', 'directory_unavailable']) {
      expect(passes({ attribution, usage_plan: null, usage_plan_id: null }, { usagePlans: ['Free'] })).toBe(true);
      expect(passes({ attribution, usage_plan: null, stage: 'dev' }, { usagePlans: ['Free'], stages: ['prod'] })).toBe(false);
    }
    for (const attribution of ['no_key', 'no_plan', 'invalid_key']) {
      expect(passes({ attribution, usage_plan: null, usage_plan_id: null }, { usagePlans: ['Free'] })).toBe(false);
    }
  });

  test('not, where what is asked for is absent', () => {
    const absent = recordOf({ status: '-', api_key_id: '-', resource_path: '-' });
    expect(passes(absent, { statusClasses: Object.values(StatusClass) })).toBe(false);
    expect(passes(absent, { usagePlans: ['Free', 'plan-free', 'null', 'undefined'] })).toBe(false);
    expect(passes(absent, { excludedResourcePaths: ['/health', 'null'] })).toBe(true);
    expect(passes({ status: '200' }, { statusClasses: [StatusClass.SUCCESSFUL] })).toBe(false);
  });
});

describe('a share', () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => `JKJ${index.toString(36)}mPLvHcESHA=`);
  const taken = (share: number, of = ids) => of.filter((id) => passes({ extended_request_id: id }, { share }));

  test('depends on the request\'s id alone', () => {
    const some = ids.slice(0, 1_000);
    const again = some.filter((id) => passes(recordOf({ extended_request_id: id, status: '500', stage: 'dev' }), { share: 0.1, stages: ['dev'] }));
    expect(again).toEqual(taken(0.1, some));
  });

  test('is the same in each version of this library, so that a repeated request is forwarded again', () => {
    const shares = [0.1, 0.3, 0.5, 0.7, 0.9];
    const kept = ['a', 'b', 'c', 'd'].map((id) => shares.find((share) => passes({ extended_request_id: id }, { share })));
    // SHA-256 of them begins with ca97, 3e23, 2e7d, 18ac
    expect(kept).toEqual([0.9, 0.3, 0.3, 0.1]);
  });

  test.each([0.001, 0.01, 0.1, 0.25, 0.5, 0.9, 0.999])('of %f is about as large as it says', (share) => {
    const deviation = Math.sqrt(share * (1 - share) / ids.length);
    expect(Math.abs(taken(share).length / ids.length - share)).toBeLessThan(4 * deviation);
  });

  test('of 1 is all', () => {
    expect(taken(1)).toEqual(ids);
  });

  test('has a place for a record without an id, or with one that is none', () => {
    const own = [{}, ...[null, 17, { toString: 1 }, []].map((id) => ({ extended_request_id: id }))];
    // SHA-256 of nothing begins with e3b0
    expect(own.map((record) => [passes(record, { share: 0.88 }), passes(record, { share: 0.89 })])).toEqual(own.map(() => [false, true]));
  });

  test('that is larger holds what a smaller one holds', () => {
    let smaller = new Set<string>();
    for (const share of [0.001, 0.01, 0.05, 0.1, 0.3, 0.7, 1]) {
      const larger = new Set(taken(share));
      expect([...smaller].every((id) => larger.has(id))).toBe(true);
      expect(larger.size).toBeGreaterThan(smaller.size);
      smaller = larger;
    }
  });

  test('is evenly spread: each thousand in turn has about as many', () => {
    for (let from = 0; from < ids.length; from += 1_000) {
      expect(Math.abs(taken(0.2, ids.slice(from, from + 1_000)).length - 200)).toBeLessThan(5 * Math.sqrt(1_000 * 0.2 * 0.8));
    }
    // ids that differ in one character alone are no nearer to each other
    const similar = Array.from({ length: 1_000 }, (_, index) => `${'x'.repeat(60)}${String.fromCharCode(0x100 + index)}`);
    expect(Math.abs(taken(0.2, similar).length - 200)).toBeLessThan(5 * Math.sqrt(1_000 * 0.2 * 0.8));
  });
});

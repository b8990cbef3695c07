import type { ApiKey, UsagePlan, UsagePlanKey } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from 'vitest';
import { CustomerRule } from '../../src/directory/customer-rule';
import { directoryEntries, renderDirectory } from '../../src/directory/entries';
import type { ControlPlane, Page, PageRequest } from '../../src/directory/listing';
import { Listing } from '../../src/directory/listing';
import { Pacer } from '../../src/directory/pacer';
import { API_KEY_COLUMNS } from '../../src/record/api-keys';

interface Account {
  readonly keys?: ApiKey[];
  readonly plans?: (UsagePlan & { readonly keys?: UsagePlanKey[] })[];
}

class FakeClock {
  public time = 0;
  public readonly now = () => this.time;
  public readonly sleep = async (milliseconds: number) => { this.time += milliseconds; };
}

class FakeControlPlane implements ControlPlane {
  public readonly requests: { readonly list: string; readonly at: number; readonly request: PageRequest }[] = [];

  constructor(private readonly account: Account, private readonly clock: FakeClock, private readonly latency = 0) {}

  public readonly getApiKeys = (request: PageRequest & { includeValues: boolean }) => this.page('keys', request, this.account.keys ?? []);

  public readonly getUsagePlans = (request: PageRequest) => this.page('plans', request, this.account.plans ?? []);

  public readonly getUsagePlanKeys = (request: PageRequest & { usagePlanId: string }) => {
    const plan = this.account.plans?.find(({ id }) => id === request.usagePlanId);
    return this.page(`keys of ${request.usagePlanId}`, request, plan?.keys ?? []);
  };

  private async page<T>(listName: string, request: PageRequest, items: T[]): Promise<Page<T>> {
    this.requests.push({ list: listName, at: this.clock.now(), request });
    await this.clock.sleep(this.latency);
    const start = Number(request.position ?? 0);
    const end = start + request.limit;
    return { items: items.slice(start, end), position: end < items.length ? String(end) : undefined };
  }
}

async function list(account: Account, rule = CustomerRule.API_KEY_NAME, latency = 0) {
  const clock = new FakeClock();
  const controlPlane = new FakeControlPlane(account, clock, latency);
  const listing = new Listing(controlPlane, new Pacer(500, clock));
  const entries = directoryEntries(await listing.run(), rule);
  return { entries, requests: controlPlane.requests, progress: listing.progress, clock };
}

const keys = (count: number): ApiKey[] => Array.from({ length: count }, (_, index) => ({ id: `k${index}`, name: `Name ${index}` }));

describe('listing', () => {
  it.each([[0, 1], [25, 1], [500, 1], [501, 2], [1_234, 3]])('reads %i keys by %i requests', async (count, requests) => {
    const listed = await list({ keys: keys(count) });
    expect(listed.entries).toHaveLength(count);
    expect(listed.requests.filter((request) => request.list === 'keys')).toHaveLength(requests);
    expect(listed.requests.every(({ request }) => request.limit === 500)).toBe(true);
  });

  it('reads all pages of plans and of their keys', async () => {
    const plans = Array.from({ length: 600 }, (_, index) => ({ id: `p${index}`, name: 'Plan' }));
    const { entries, requests, progress } = await list({ keys: keys(700), plans: [{ id: 'large', name: 'Large', keys: keys(700) }, ...plans] });
    expect(entries.filter(({ usage_plan_id }) => usage_plan_id === 'large')).toHaveLength(700);
    expect(requests).toHaveLength(2 + 2 + 2 + 600);
    expect(progress).toEqual({ requests: 606, keys: 700, plans: 601, plansDone: 601 });
  });

  it('never asks for the values of keys', async () => {
    const { requests } = await list({ keys: keys(501) });
    expect(requests.filter((request) => request.list === 'keys').map(({ request }) => request)).toEqual([
      { limit: 500, position: undefined, includeValues: false },
      { limit: 500, position: '500', includeValues: false },
    ]);
  });

  it('drops the values that come all the same', async () => {
    const { entries } = await list({
      keys: [{ id: 'k', name: 'Acme', value: 'secretValue' }],
      plans: [{ id: 'p', name: 'Gold', keys: [{ id: 'k', name: 'Acme', value: 'secretValue' }] }],
    });
    expect(JSON.stringify(entries)).not.toContain('secret');
  });

  it.each([[0, 500], [200, 500], [900, 900]])('at a latency of %i ms sends a request every %i ms', async (latency, gap) => {
    const plans = Array.from({ length: 10 }, (_, index) => ({ id: `p${index}`, name: 'Plan' }));
    const { requests } = await list({ plans }, undefined, latency);
    expect(requests.map(({ at }) => at)).toEqual(Array.from({ length: 12 }, (_, index) => index * gap));
  });

  it('takes a plan that is deleted meanwhile for one without keys', async () => {
    const clock = new FakeClock();
    const controlPlane = new FakeControlPlane({ keys: keys(1), plans: [{ id: 'p', name: 'Gold' }] }, clock);
    const gone: ControlPlane = {
      getApiKeys: controlPlane.getApiKeys,
      getUsagePlans: controlPlane.getUsagePlans,
      getUsagePlanKeys: () => Promise.reject(Object.assign(new Error('Invalid Usage Plan ID specified'), { name: 'NotFoundException' })),
    };
    const inventory = await new Listing(gone, new Pacer(500, clock)).run();
    expect(directoryEntries(inventory, CustomerRule.API_KEY_NAME)).toMatchObject([{ api_key_id: 'k0', usage_plan_id: null }]);
  });

  it('fails when API Gateway refuses the keys of a plan', async () => {
    const clock = new FakeClock();
    const controlPlane = new FakeControlPlane({ plans: [{ id: 'p', name: 'Gold' }] }, clock);
    const refusing: ControlPlane = {
      getApiKeys: controlPlane.getApiKeys,
      getUsagePlans: controlPlane.getUsagePlans,
      getUsagePlanKeys: () => Promise.reject(new Error('not authorized')),
    };
    await expect(new Listing(refusing, new Pacer(500, clock)).run()).rejects.toThrow('not authorized');
  });
});

describe('the directory', () => {
  const GOLD: UsagePlan = {
    id: 'gold',
    name: 'Gold',
    apiStages: [{ apiId: 'b', stage: 'prod' }, { apiId: 'a', stage: 'prod' }],
    quota: { limit: 1_000_000, offset: 3, period: 'MONTH' },
    throttle: { rateLimit: 0.5, burstLimit: 20 },
  };

  it('has one line for each key and plan, with the columns of the table', async () => {
    const { entries } = await list({
      keys: [{ id: 'k', name: 'Acme', enabled: false, createdDate: new Date('2026-01-31T23:59:59.123Z') }],
      plans: [{ ...GOLD, keys: [{ id: 'k', name: 'Acme' }] }, { id: 'silver', name: 'Silver', keys: [{ id: 'k', name: 'Acme' }] }],
    });
    expect(entries).toEqual([
      {
        api_key_id: 'k',
        api_key_name: 'Acme',
        enabled: false,
        created_at: '2026-01-31 23:59:59.123',
        customer_id: 'k',
        customer: 'Acme',
        usage_plan_id: 'gold',
        usage_plan: 'Gold',
        stages: ['a/prod', 'b/prod'],
        quota_limit: 1_000_000,
        quota_period: 'MONTH',
        quota_offset: 3,
        throttle_rate_limit: 0.5,
        throttle_burst_limit: 20,
      },
      {
        api_key_id: 'k',
        api_key_name: 'Acme',
        enabled: false,
        created_at: '2026-01-31 23:59:59.123',
        customer_id: 'k',
        customer: 'Acme',
        usage_plan_id: 'silver',
        usage_plan: 'Silver',
        stages: [],
        quota_limit: null,
        quota_period: null,
        quota_offset: null,
        throttle_rate_limit: null,
        throttle_burst_limit: null,
      },
    ]);
    expect(Object.keys(entries[0])).toEqual(API_KEY_COLUMNS.map(({ name }) => name));
  });

  it('has one line for a key on no plan, and none for a plan without keys', async () => {
    const { entries } = await list({ keys: keys(1), plans: [GOLD] });
    expect(entries).toMatchObject([{ api_key_id: 'k0', usage_plan_id: null, usage_plan: null, stages: [] }]);
    expect(Object.keys(entries[0])).toEqual(API_KEY_COLUMNS.map(({ name }) => name));
  });

  it('has a key that was made while the keys were listed, by what its plan knows', async () => {
    const { entries } = await list({ plans: [{ ...GOLD, keys: [{ id: 'new', name: 'New' }] }] }, CustomerRule.tag('customer'));
    expect(entries).toMatchObject([
      { api_key_id: 'new', api_key_name: 'New', enabled: true, created_at: null, customer_id: 'new', customer: 'New', usage_plan: 'Gold' },
    ]);
  });

  it('is the same text whatever the order in which API Gateway answers', async () => {
    const account: Account = { keys: keys(40), plans: [{ ...GOLD, keys: keys(30) }, { id: 'silver', name: 'Silver', keys: keys(20) }] };
    const turned: Account = {
      keys: [...account.keys!].reverse(),
      plans: account.plans!.map((plan) => ({ ...plan, keys: [...plan.keys!].reverse(), apiStages: [...plan.apiStages ?? []].reverse() })).reverse(),
    };
    const [text, other] = await Promise.all([account, turned].map(async (each) => renderDirectory((await list(each)).entries)));
    expect(other).toBe(text);
    expect(text.split('\n')).toHaveLength(30 + 20 + 10 + 1);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('keeps names to one line of 256 characters', async () => {
    const { entries } = await list({
      keys: [
        { id: 'a', name: 'line\r\n\u2028break\u0000\u0085 ' },
        { id: 'b', name: '🐘'.repeat(300) },
        { id: 'c', name: ' \t ' },
        { id: 'd' },
      ],
      plans: [{ id: 'p', name: 'x'.repeat(10_000), keys: [{ id: 'd' }] }],
    });
    expect(entries.map(({ api_key_name }) => api_key_name)).toEqual(['line break', '🐘'.repeat(256), null, null]);
    expect(entries.map(({ customer }) => customer)).toEqual(['line break', '🐘'.repeat(256), 'c', 'd']);
    expect(entries[3].usage_plan).toBe('x'.repeat(256));
  });
});

import { describe, expect, test } from 'vitest';
import { DATASETS } from './all-datasets';
import type { Row } from './delivered';
import { DeliveredRecords, bareRecord, entry, record } from './delivered';

const delivered = new DeliveredRecords();

function latencyDaily(): Promise<Row[]> {
  return delivered.rows(DATASETS.latency_daily(delivered.catalog, 90));
}

/** The smallest of some numbers that a share of them does not exceed. */
function percentile(values: number[], share: number): number {
  const ascending = [...values].sort((one, other) => one - other);
  return ascending[Math.ceil(ascending.length * share) - 1];
}

/** The made-up latency of a request: no two of its grains have the same ones. */
function latencyOf(index: number): number {
  return (index * 7919) % 997;
}

interface Made {
  readonly day: string;
  readonly stage: string;
  readonly method: string;
  readonly customer: string;
  readonly latency: number;
}

/** Requests of two days to two stages and two endpoints by three customers. */
const MADE: Made[] = Array.from({ length: 400 }, (_, index) => ({
  day: index % 3 === 0 ? '2026-03-09' : '2026-03-10',
  stage: index % 4 === 0 ? 'beta' : 'prod',
  method: index % 5 === 0 ? 'POST' : 'GET',
  customer: `c${1 + index % 7 % 3}`,
  latency: latencyOf(index),
}));

const ALL = { api_stage: '(all)', endpoint: '(all)', customer_id: '(all)', customer: '(all)' };

function grouped(grain: string, of: (made: Made) => Row): Row[] {
  const groups = new Map<string, number[]>();
  for (const made of MADE) {
    const key = JSON.stringify({ day: `${made.day}T00:00:00.000Z`, grain, ...ALL, ...of(made) });
    groups.set(key, [...groups.get(key) ?? [], made.latency]);
  }
  return [...groups].map(([key, latencies]) => ({
    ...JSON.parse(key),
    requests: latencies.length,
    p50_ms: percentile(latencies, 0.5),
    p90_ms: percentile(latencies, 0.9),
    p99_ms: percentile(latencies, 0.99),
  }));
}

describe('The dataset latency_daily', () => {
  test('has the percentiles of each day over all, by API, by endpoint and by customer', async () => {
    delivered.deliver('2026-03-10T09', MADE.map(({ day, stage, method, customer, latency }, index) => record(
      `${day} ${String(index % 24).padStart(2, '0')}:10:00.000`,
      { stage, http_method: method, customer_id: customer, customer: `Customer ${customer}`, response_latency_ms: latency },
    )));
    const expected = [
      ...grouped('all', () => ({})),
      ...grouped('api', ({ stage }) => ({ api_stage: `pets/${stage}` })),
      ...grouped('endpoint', ({ stage, method }) => ({ api_stage: `pets/${stage}`, endpoint: `${method} /pets/{id}` })),
      ...grouped('customer', ({ customer }) => ({ customer_id: customer, customer: `Customer ${customer}` })),
    ];
    expect(expected).toHaveLength(2 * (1 + 2 + 4 + 3));
    const rows = await latencyDaily();
    expect(rows).toHaveLength(expected.length);
    expect(rows).toEqual(expect.arrayContaining(expected));
  });

  test('knows neither requests without a latency nor a day without one', async () => {
    delivered.deliver('2026-03-10T09', [
      record('2026-03-09 09:10:00.000', { response_latency_ms: null }),
      record('2026-03-10 09:10:00.000', { response_latency_ms: null }),
      record('2026-03-10 09:11:00.000', { response_latency_ms: 12 }),
    ]);
    const rows = await latencyDaily();
    expect(rows.map(({ day, requests, p50_ms, p99_ms }) => [day, requests, p50_ms, p99_ms])).toEqual(
      Array.from({ length: 4 }, () => ['2026-03-10T00:00:00.000Z', 1, 12, 12]));
  });

  test('shows what is absent by a name, and what a grain does not have as all', async () => {
    delivered.deliver('2026-03-10T09', [bareRecord('2026-03-10 09:10:00.000', { response_latency_ms: 12 })]);
    const common = { day: '2026-03-10T00:00:00.000Z', requests: 1, p50_ms: 12, p90_ms: 12, p99_ms: 12 };
    expect(await latencyDaily()).toEqual([
      { ...common, ...ALL, grain: 'all' },
      { ...common, ...ALL, grain: 'api', api_stage: '(none)' },
      { ...common, ...ALL, grain: 'customer', customer_id: '(none)', customer: '(anonymous)' },
      { ...common, ...ALL, grain: 'endpoint', api_stage: '(none)', endpoint: '(none)' },
    ]);
  });

  test('takes a key that became known for the customer that it belongs to', async () => {
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000', { response_latency_ms: 10 }),
      record('2026-03-10 09:11:00.000', { attribution: 'unknown_key', customer_id: null, customer: null, response_latency_ms: 90 }),
    ]);
    delivered.keys([entry()]);
    const ofCustomers = (await latencyDaily()).filter(({ grain }) => grain === 'customer');
    expect(ofCustomers).toMatchObject([{ customer_id: 'c1', requests: 2, p50_ms: 10, p90_ms: 90 }]);
  });
});

import { describe, expect, test } from 'vitest';
import { DATASETS } from './all-datasets';
import { DeliveredRecords, entry, record, unknownKey } from './delivered';

const delivered = new DeliveredRecords();

/** A key of a newcomer, as records and the directory know it. */
const NEWCOMER = { api_key_id: 'key9', customer_id: 'c9', customer: 'Newcomer', usage_plan_id: 'silver', usage_plan: 'Silver' };

describe.each(Object.keys(DATASETS))('In the dataset %s', (name) => {
  /** How many requests are counted for whom, where the dataset has the columns; of latencies the rows of customers. */
  async function counted(...columns: string[]): Promise<unknown[][]> {
    const dataset = DATASETS[name](delivered.catalog, 90);
    const known = columns.filter((column) => dataset.columns.some((own) => own.name === column));
    const sums = new Map<string, number>();
    for (const row of await delivered.rows(dataset)) {
      const who = JSON.stringify(columns.map((column) => known.includes(column) ? row[column] : undefined));
      const counts = (row.requests as number) > 0 && (row.grain ?? 'customer') === 'customer';
      sums.set(who, (sums.get(who) ?? 0) + (counts ? row.requests as number : 0));
    }
    return [...sums].filter(([, requests]) => requests > 0).map(([who, requests]) => [...JSON.parse(who), requests]).sort();
  }

  /** What is expected, without the columns that the dataset does not have. */
  function expected(columns: string[], rows: unknown[][]): unknown[][] {
    const known = DATASETS[name](delivered.catalog, 90).columns.map((column) => column.name);
    return rows.map((row) => row.map((value, index) => index === columns.length || known.includes(columns[index]) ? value : null));
  }

  async function expectCounted(columns: string[], rows: unknown[][]): Promise<void> {
    expect(await counted(...columns)).toEqual(expected(columns, rows));
  }

  const PLAN = ['attribution', 'usage_plan', 'customer_id', 'customer'];

  test('nothing is there, and nothing is broken, before the first request', async () => {
    expect(await delivered.rows(DATASETS[name](delivered.catalog, 90))).toEqual([]);
  });

  test('a key that the directory does not know shows by its id, and under its name once the directory has it', async () => {
    delivered.deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000'), unknownKey('2026-03-10 09:11:00.000')]);
    delivered.keys([entry()]);
    await expectCounted(PLAN, [['unknown_key', '(no plan)', 'key9', 'key9', 2]]);

    delivered.keys([entry(), entry(NEWCOMER)]);
    await expectCounted(PLAN, [['plan', 'Silver', 'c9', 'Newcomer', 2]]);
  });

  test('a key that became known counts together with its later requests', async () => {
    delivered.deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000'), record('2026-03-10 09:40:00.000', NEWCOMER)]);
    delivered.keys([entry(NEWCOMER)]);
    await expectCounted(PLAN, [['plan', 'Silver', 'c9', 'Newcomer', 2]]);
  });

  test('a key that was used while there was no directory gets its plan later', async () => {
    delivered.deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000', { attribution: 'directory_unavailable', api_key_id: 'key1' })]);
    await expectCounted(PLAN, [['directory_unavailable', '(no plan)', 'key1', 'key1', 1]]);
    delivered.keys([entry()]);
    await expectCounted(PLAN, [['plan', 'Gold', 'c1', 'Acme', 1]]);
  });

  test('a key on two plans counts under the plan of the called stage', async () => {
    delivered.deliver('2026-03-10T09', [
      unknownKey('2026-03-10 09:10:00.000', { stage: 'prod' }),
      unknownKey('2026-03-10 09:11:00.000', { stage: 'beta' }),
      unknownKey('2026-03-10 09:12:00.000', { stage: 'beta', api_id: 'shops' }),
    ]);
    delivered.keys([
      entry({ ...NEWCOMER, usage_plan_id: 'gold', usage_plan: 'Gold', stages: ['pets/prod', 'shops/prod'] }),
      entry({ ...NEWCOMER, usage_plan_id: 'trial', usage_plan: 'Trial', stages: ['pets/beta'] }),
    ]);
    if (name === 'latency_daily') {
      await expectCounted(['customer'], [['Newcomer', 3]]);
    } else {
      await expectCounted(['usage_plan', 'customer'], [['(no plan)', 'Newcomer', 1], ['Gold', 'Newcomer', 1], ['Trial', 'Newcomer', 1]]);
    }
  });

  test('a key that is known by now, but on no plan, shows under its name as a key without a plan', async () => {
    delivered.deliver('2026-03-10T09', [unknownKey('2026-03-10 09:10:00.000')]);
    delivered.keys([entry({ ...NEWCOMER, usage_plan_id: null, usage_plan: null, stages: [] })]);
    await expectCounted(PLAN, [['no_plan', '(no plan)', 'c9', 'Newcomer', 1]]);
  });

  test('a key that has been put on a plan takes its older requests along', async () => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', { attribution: 'no_plan', usage_plan_id: null, usage_plan: null })]);
    delivered.keys([entry()]);
    await expectCounted(PLAN, [['plan', 'Gold', 'c1', 'Acme', 1]]);
  });

  test('a key that has moved to another plan leaves its requests in the plan that they were made on', async () => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000')]);
    delivered.keys([entry({ usage_plan_id: 'platinum', usage_plan: 'Platinum' })]);
    await expectCounted(PLAN, [['plan', 'Gold', 'c1', 'Acme', 1]]);
  });

  test('a plan that a record has by its id alone shows under the name that the directory has for it', async () => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', { usage_plan: null })]);
    // the plan is known by another key
    delivered.keys([entry({ api_key_id: 'key2', customer_id: 'c2', customer: 'Other' })]);
    await expectCounted(PLAN, [['plan', 'Gold', 'c1', 'Acme', 1]]);
  });

  test('a key that was deleted keeps its customer\'s name', async () => {
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000')]);
    delivered.keys([entry({ api_key_id: 'key2', customer_id: 'c2', customer: 'Other' })]);
    await expectCounted(PLAN, [['plan', 'Gold', 'c1', 'Acme', 1]]);
  });

  test('a customer who was renamed shows under the latest name, for old requests as well', async () => {
    delivered.deliver('2026-03-09T09', [record('2026-03-09 09:10:00.000', { customer: 'Acme' })]);
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', { customer: 'Acme Holding' })]);
    delivered.keys([entry({ customer: 'Acme Holding' })]);
    await expectCounted(['customer'], [['Acme Holding', 2]]);
  });

  test('a customer with several keys is one, under the name of the newest', async () => {
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000'), record('2026-03-10 09:20:00.000', { api_key_id: 'key2', customer: 'Acme II' }),
    ]);
    delivered.keys([
      entry({ api_key_id: 'key2', customer: 'Acme II', created_at: '2026-02-01 00:00:00.000' }), entry({ created_at: '2026-01-01 00:00:00.000' }),
    ]);
    await expectCounted(['customer_id', 'customer'], [['c1', 'Acme II', 2]]);
  });

  test('a customer who has the name of another shows with the id, and stays another', async () => {
    delivered.deliver('2026-03-10T09', [
      record('2026-03-10 09:10:00.000'),
      record('2026-03-10 09:20:00.000', { api_key_id: 'key2', customer_id: 'c2' }),
      record('2026-03-10 09:30:00.000', { api_key_id: 'key3', customer_id: 'c3', customer: 'Globex' }),
    ]);
    delivered.keys([entry(), entry({ api_key_id: 'key2', customer_id: 'c2' }), entry({ api_key_id: 'key3', customer_id: 'c3', customer: 'Globex' })]);
    await expectCounted(['customer_id', 'customer'], [['c1', 'Acme (c1)', 1], ['c2', 'Acme (c2)', 1], ['c3', 'Globex', 1]]);
  });

  test('a customer without a key is the caller that the authorizer named', async () => {
    const caller = { api_key_id: null, customer_id: 'user-7', customer: 'user-7', usage_plan_id: null, usage_plan: null, attribution: 'no_key' };
    delivered.deliver('2026-03-10T09', [record('2026-03-10 09:10:00.000', caller)]);
    delivered.keys([entry()]);
    await expectCounted(PLAN, [['no_key', '(no plan)', 'user-7', 'user-7', 1]]);
  });
});

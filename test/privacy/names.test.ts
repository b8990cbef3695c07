import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Delivered } from './delivered';

/** The same traffic, with all columns and without names. */
describe('names that come in by the directory alone', () => {
  let directory: string;
  let full: Delivered;
  let nameless: Delivered;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'names-'));
    [full, nameless] = [
      await Delivered.by(mkdtempSync(join(directory, 'full-'))),
      await Delivered.by(mkdtempSync(join(directory, 'nameless-')), { omitColumns: ['customer', 'usage_plan'] }),
    ];
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const logs = 'SELECT count(customer) AS customers, count(usage_plan) AS plans, count(customer_id) AS ids, count(*) AS records FROM "';
  const namesIn = async (delivered: Delivered) => {
    const database = /FROM "([^"]+)"/.exec(delivered.savedQueries.DuplicateDeliveries)![1];
    const [[counts]] = await delivered.ask<Record<string, number>>(`${logs}${database}"."logs"`);
    return counts;
  };

  test('are in no record', async () => {
    const { customers, plans, ids, records } = await namesIn(nameless);
    expect([customers, plans, records]).toEqual([0, 0, 400]);
    expect(ids).toBeGreaterThan(300);
    expect(await namesIn(full)).toMatchObject({ customers: ids, ids, records });
  });

  test('show in each dataset, with the same figures', async () => {
    const [names, statements] = [Object.keys(full.datasets), Object.values(nameless.datasets)];
    expect(names).toEqual(['usage_hourly', 'requests', 'latency_daily', 'customers']);
    const ordered = (statement: string) => `SELECT * FROM (${statement}) ORDER BY ALL`;
    const shown = await nameless.ask(...statements.map(ordered));
    const expected = await full.ask(...Object.values(full.datasets).map(ordered));
    for (const [index, name] of names.entries()) {
      expect([name, shown[index]]).toEqual([name, expected[index]]);
      expect(JSON.stringify(shown[index])).toContain('acme-labs');
    }
    expect(JSON.stringify(shown[0])).toContain('Professional');
  });

  test('show in each saved query, with the same figures', async () => {
    const [mine, theirs] = [nameless.savedQueries, full.savedQueries];
    expect(Object.keys(mine)).toHaveLength(7);
    // rows that are alike in what a statement orders by come in any order
    const sorted = (answers: object[][]) => answers.map((rows) => rows.map((row) => JSON.stringify(row)).sort());
    const shown = sorted(await nameless.ask(...Object.values(mine)));
    expect(Object.keys(mine)).toEqual(Object.keys(theirs));
    expect(shown).toEqual(sorted(await full.ask(...Object.values(theirs))));
    expect(JSON.stringify(shown)).toContain('acme-labs');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATASETS } from './all-datasets';
import { DeliveredRecords, NOW, record } from './delivered';
import { hours, Lake } from '../../catalog/lake';

const delivered = new DeliveredRecords();

describe.each(Object.keys(DATASETS))('The dataset %s', (name) => {
  const requests = async (windowDays: number) => (await delivered.rows(DATASETS[name](delivered.catalog, windowDays)))
    .filter(({ grain }) => (grain ?? 'api') === 'api')
    .reduce((sum, row) => sum + (row.requests as number), 0);

  test('goes back its window, to midnight UTC', async () => {
    delivered.deliver('2025-12-09T23', [record('2025-12-09 23:59:59.999'), record('2025-12-10 00:00:00.000')]);
    delivered.deliver('2026-01-24T00', [record('2026-01-23 23:59:59.999'), record('2026-01-24 00:00:00.000')]);
    expect(await requests(90)).toBe(3);
    expect(await requests(45)).toBe(1);
  });

  test('begins with the question that it answers, in a comment that has an end', () => {
    expect(DATASETS[name](delivered.catalog, 90).statement).toMatch(/^\/\* (?:(?!\*\/).)+\? \*\/\n/);
  });

  test('has no column twice, and no name that is its own', () => {
    const names = DATASETS[name](delivered.catalog, 90).columns.map((column) => column.name);
    expect(names).toEqual([...new Set(names)]);
    names.forEach((column) => expect(column).toMatch(/^[a-z][a-z0-9_]*$/));
  });

  describe('over months of objects', () => {
    const all = hours('2025-10-25T00', '2026-03-11T23').filter((hour) => /T(00|23)$/.test(hour));
    let lake: Lake;

    beforeAll(async () => {
      lake = new Lake();
      lake.apiKeys({ api_key_id: 'key', stages: [] });
      await lake.fill(all);
    });

    afterAll(() => lake.remove());

    test('opens those of its window and of the hour before', async () => {
      const { statement } = DATASETS[name]({ databaseName: lake.database, logsTableName: 'logs', apiKeysTableName: 'api_keys' }, 31);
      const opened = await lake.openedHours(NOW, statement);
      expect([...new Set(opened)]).toEqual(all.filter((hour) => hour >= '2026-02-06T23' && hour <= '2026-03-10T23'));
    });
  });
});

test('fails for customers over less than a month, since quotas are counted by it', () => {
  expect(() => DATASETS.customers(delivered.catalog, 30)).toThrow(
    "Dataset 'customers': a window of 30 days does not hold a month, the longest period of a quota; give at least 31");
});

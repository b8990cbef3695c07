import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours, Lake } from './lake';
import { partitionsBetween, partitionsOfWindow } from '../../src/catalog/partition-filter';
import { RecordFormat } from '../../src/catalog/record-format';

const DECEMBER = ["TIMESTAMP '2025-12-01 00:00:00'", "TIMESTAMP '2026-01-01 00:00:00'"] as const;

describe.each([RecordFormat.PARQUET, RecordFormat.JSON])('over %s, the engine opens', (format) => {
  // four months, and days around New Year of other years; of each day the hours at its edges
  const delivered = [
    ...hours('2024-12-25T00', '2025-01-05T23'),
    ...hours('2025-10-25T00', '2026-02-20T23'),
    ...hours('2026-12-25T00', '2027-01-05T23'),
  ].filter((hour) => /T(00|22|23)$/.test(hour));
  const between = (from: string, to: string) => delivered.filter((hour) => hour >= from && hour <= to);
  let lake: Lake;

  beforeAll(async () => {
    lake = new Lake(format);
    lake.apiKeys({ api_key_id: 'key', stages: [] });
    await lake.fill(delivered);
  }, 60_000);

  afterAll(() => lake.remove());

  const opened = (now: string, filter: string) =>
    lake.openedHours(now, `SELECT count(*), count(user_agent) FROM "${lake.database}"."logs" WHERE ${filter}`);

  test('for a window of 7 days, its hours and one before', async () => {
    expect(await opened('2025-11-20T10:00:00Z', partitionsOfWindow(7))).toEqual(between('2025-11-12T23', '2025-11-20T23'));
  });

  test('for a window of 7 days over New Year, the last days of the one year and the first of the other', async () => {
    expect(await opened('2026-01-03T10:00:00Z', partitionsOfWindow(7))).toEqual(between('2025-12-26T23', '2026-01-03T23'));
  });

  test('for a window that begins with the year, the last hour of the year before', async () => {
    expect(await opened('2026-01-08T00:00:00Z', partitionsOfWindow(7))).toEqual(between('2025-12-31T23', '2026-01-08T23'));
  });

  test('for a window of 90 days over New Year, all of it and one hour before', async () => {
    expect(await opened('2026-01-31T23:59:59Z', partitionsOfWindow(90))).toEqual(between('2025-11-01T23', '2026-01-31T23'));
  });

  test('for a closed month, its hours, one before, and a week of late arrivals', async () => {
    expect(await opened('2026-02-20T10:00:00Z', partitionsBetween(...DECEMBER, 31))).toEqual(between('2025-11-30T23', '2026-01-08T23'));
  });

  test('for a month of which only the days are open, nothing that arrives later than today', async () => {
    expect(await opened('2026-12-26T10:00:00Z', partitionsOfWindow(1))).toEqual(between('2026-12-25T00', '2026-12-26T23'));
  });

  test.each([
    ['RequestsThisMonth', '2026-01-20T10:00:00Z', '2025-12-31T23', '2026-01-20T23'],
    ['BillableRequests', '2026-01-20T10:00:00Z', '2025-11-30T23', '2026-01-08T23'],
    ['DuplicateDeliveries', '2026-01-03T10:00:00Z', '2025-12-26T23', '2026-01-03T23'],
    ['SlowestEndpoints', '2026-01-03T10:00:00Z', '2025-12-26T23', '2026-01-03T23'],
    ['ErrorsByEndpoint', '2026-01-03T10:00:00Z', '2025-12-26T23', '2026-01-03T23'],
    ['KeysThatNeverCalled', '2026-01-31T10:00:00Z', '2025-11-01T23', '2026-01-31T23'],
    ['UnattributedTraffic', '2026-01-03T10:00:00Z', '2025-12-26T23', '2026-01-03T23'],
  ])('for the saved query %s at %s, the hours from %s to %s', async (id, now, from, to) => {
    expect(await lake.openedHours(now, lake.statement(id))).toEqual(between(from, to));
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { customersColumns } from '../../../src/dashboard/datasets/customers';
import { latencyDailyColumns } from '../../../src/dashboard/datasets/latency-daily';
import { requestsColumns } from '../../../src/dashboard/datasets/requests';
import { SHARED_DIMENSIONS } from '../../../src/dashboard/datasets/shared-dimensions';
import { usageHourlyColumns } from '../../../src/dashboard/datasets/usage-hourly';

/** The rows of the tables under a heading: name and type of each column. */
function listed(page: string, heading: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `(\w+)` \| ([A-Z]+) \| \S/gm)].map(([, name, type]) => [name, type]);
}

describe('docs/datasets.md lists the columns as they are', () => {
  const page = readFileSync(join(__dirname, '../../../docs/datasets.md'), 'utf8');
  const shared = listed(page, 'Dimensions of `usage_hourly` and `requests`');

  test('the dimensions', () => {
    expect(shared).toEqual(Object.keys(SHARED_DIMENSIONS).map((name) => [name, 'STRING']));
  });

  test.each([
    ['usage_hourly', usageHourlyColumns(), shared],
    ['requests', requestsColumns(), shared],
    ['latency_daily', latencyDailyColumns(), []],
    ['customers', customersColumns(), []],
  ])('%s', (dataset, columns, elsewhere) => {
    const [time, arrival, ...rest] = columns.map(({ name, type }) => [name, type]);
    expect(listed(page, `\`${dataset}\``)).toEqual([time, arrival, ...rest.slice(elsewhere.length)]);
    expect(elsewhere).toEqual(rest.slice(0, elsewhere.length));
  });
});

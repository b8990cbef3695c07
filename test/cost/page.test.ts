import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RESULTS } from './results';
import { count, usd } from '../../tools/cost/format';
import type { BenchResults } from '../../tools/cost/measured';
import { costPage, filled } from '../../tools/cost/page';
import { PRICE_NAMES, readPrices } from '../../tools/cost/prices';

const ROOT = join(__dirname, '../..');
const MEASURED = join(ROOT, 'bench/results.json');
const ABSENT = existsSync(MEASURED) ? '' : ' (skipped: there is no bench/results.json; make it by npm run bench)';

describe('docs/cost.md', () => {
  test.skipIf(ABSENT)(`is what npm run cost makes of the measured figures and the prices${ABSENT}`, () => {
    const page = costPage(JSON.parse(readFileSync(MEASURED, 'utf8')) as BenchResults, readPrices());
    expect(readFileSync(join(ROOT, 'docs/cost.md'), 'utf8')).toBe(page);
  });

  test('has every assumption, every price and no place that is left open', () => {
    const { prices } = readPrices();
    const page = costPage(RESULTS, readPrices());
    PRICE_NAMES.forEach((name) => expect(page).toContain(`[${prices[name].what}](${prices[name].source})`));
    expect(page).toContain('| 250 | rows of `usage_hourly` at most for a key and an hour');
    expect(page).not.toMatch(/\{\{|NaN|undefined|Infinity/);
  });

  test('names prices that nobody has checked', () => {
    const list = readPrices();
    const kmsKey = { ...list.prices.kmsKey, checked: 'not checked against a page' } as const;
    expect(costPage(RESULTS, { ...list, prices: { ...list.prices, kmsKey } })).toContain('Not checked at all: KMS, a key of one\'s own.');
  });

  test('has the walkthrough under as many queries and filtered alike in each table of sums', () => {
    const page = costPage(RESULTS, readPrices());
    // of 10 million requests, beside 15.75 of S3 requests and 41.00 of Athena: 1.38 of lines, 0.03 of its function, 1.05 of storage, 0.04 of writes,
    // 4.40 of the crawler, 0.02 of logs and 39 of users: 102.67
    expect(page).toMatch(/^\| walkthrough, 81 visuals and lists, filtered as ours \| [^|]+ \| 100 \|/m);
    expect(page.match(/^\| USD a month \|.*\| walkthrough, 81 visuals and lists, filtered as ours \|$/gm)).toHaveLength(4);
  });

  test('says where ours is dearer, and that it is not where it is not', () => {
    const few = {
      ...RESULTS,
      parts: {
        ...RESULTS.parts,
        queries: {
          ...RESULTS.parts.queries!,
          figures: RESULTS.parts.queries!.figures.map((figure) => figure.unit === 'scans' ? { ...figure, value: figure.value / 8 } : figure),
        },
      },
    };
    expect(costPage(RESULTS, readPrices())).toMatch(/Below \d+ million requests a month \*\*ours in direct query mode is dearer/);
    expect(costPage(RESULTS, readPrices())).toMatch(/Below [\d.]+ million it is dearer also than the walkthrough with as many, filtered as ours are/);
    expect(costPage(few, readPrices())).toContain('at every size here');
    expect(costPage(few, readPrices())).not.toContain('dearer also');
  });

  test('fails for a place without a value, and for a value without a place', () => {
    expect(() => filled('{{one}}', {})).toThrow('asks for {{one}}');
    expect(() => filled('one', { one: '1' })).toThrow('no place for {{one}}');
  });
});

describe('figures', () => {
  test('have no more digits than they deserve', () => {
    expect([0, 0.004, 0.347, 9.994, 9.996, 15.43, 1_234, 48_910].map(usd)).toEqual(['0', '< 0.01', '0.35', '9.99', '10', '15', '1,200', '49,000']);
  });

  test('of requests are in words', () => {
    expect([10, 100_000, 10_000_000, 1_730_000_000, 9_640_000_000_000].map(count)).toEqual(['10', '100 thousand', '10 million', '1.7 billion', '9.6 trillion']);
  });
});

describe('prices', () => {
  test('are dated, and each has either one rate or tiers', () => {
    const { date, prices } = readPrices();
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(Object.keys(prices).sort()).toEqual([...PRICE_NAMES].sort());
    expect(PRICE_NAMES.filter((name) => (prices[name].price === undefined) === (prices[name].tiers === undefined))).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { RESULTS } from './results';
import type { BenchResults } from '../../tools/cost/measured';
import { measured } from '../../tools/cost/measured';

function without(part: string, what: string): BenchResults {
  const { comparisons, figures, ...rest } = RESULTS.parts[part]!;
  const others = { ...rest, comparisons: comparisons.filter((one) => one.what !== what), figures: figures.filter((one) => one.what !== what) };
  return { ...RESULTS, parts: { ...RESULTS.parts, [part]: others } };
}

describe('measured figures', () => {
  test('are found by what they say', () => {
    expect(measured(RESULTS)).toMatchObject({
      ourSeconds: 1 / 80_000, queries: 81, scans: 87, loadBytes: 21_775e6, directoryCalls: 321,
    });
  });

  test('of scans are grouped by the window and the days of arrivals that they say', () => {
    const { groups } = measured(RESULTS);
    expect(groups).toHaveLength(6);
    expect(groups).toContainEqual({ window: 'usage', scans: 27, bytes: 7_218.75e6 });
    expect(groups).toContainEqual({ window: 'requests', arrivedDays: 9, scans: 3, bytes: 500e6 });
  });

  test('fail where the groups are not all scans', () => {
    expect(() => measured(without('queries', 'scans over usageWindow, of 62 days of arrivals')))
      .toThrow('bench/results.json has 87 scans of the records, and 81 by how far they go back; measure them anew by: npm run bench queries');
  });

  test('fail where the bytes of a group are missing', () => {
    expect(() => measured(without('queries', 'scanned by scans over requestsWindow'))).toThrow("no figure 'scanned by scans over requestsWindow'");
  });

  test('fail where one is missing, with the command that makes it', () => {
    expect(() => measured(without('queries', 'a footer'))).toThrow("bench/results.json has no figure 'a footer'; make it by: npm run bench queries");
  });

  test('fail where a comparison is missing', () => {
    expect(() => measured(without('enrichment', '1,000 records, 1,000 keys')))
      .toThrow("bench/results.json has no figure '1,000 records, 1,000 keys' against 'the walkthrough'; make it by: npm run bench enrichment");
  });

  test('fail where a whole part is missing', () => {
    const results = { ...RESULTS, parts: { ...RESULTS.parts, 'control-plane': undefined } };
    expect(() => measured(results)).toThrow('make it by: npm run bench control-plane');
  });

  test('of a refresh fail where it is missing, when the page asks for it', () => {
    const what = 'scanned by one full refresh of customers in SPICE, after 30 days';
    expect(() => measured(without('queries', what)).refreshBytes({ dataset: 'customers', kind: 'full' })).toThrow(what);
  });
});

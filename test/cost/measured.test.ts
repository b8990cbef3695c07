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
    expect(measured(RESULTS)).toMatchObject({ ourSeconds: 1 / 80_000, queries: 81, loadBytes: 21_775e6, directoryCalls: 321 });
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

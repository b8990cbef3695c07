import { describe, expect, test } from 'vitest';
import { RESULTS } from './results';
import { DEFAULTS, traffic } from '../../tools/cost/assumptions';
import { dashboardLoad } from '../../tools/cost/dashboard-load';
import { costOfForwarder } from '../../tools/cost/forwarders';
import { concurrency, directPut, scanLimit, spiceRows } from '../../tools/cost/limits';
import { measured } from '../../tools/cost/measured';
import { costOfLoad, oursByPart } from '../../tools/cost/ours';
import { total } from '../../tools/cost/parts';
import { costOf, readPrices } from '../../tools/cost/prices';
import { costOfCapacity, costOfRefreshes } from '../../tools/cost/spice';
import { billedBytes, callsOfDirectory, objectsOf, runsOfEnrichment } from '../../tools/cost/volumes';
import { walkthroughByPart } from '../../tools/cost/walkthrough';

const WORLD = { measured: measured(RESULTS), prices: readPrices().prices };
const PARQUET = { format: 'PARQUET' } as const;
const DIRECT = { format: 'PARQUET', dashboard: 'DIRECT_QUERY' } as const;
const SPICE = { format: 'PARQUET', dashboard: 'SPICE' } as const;

/** What the bench measures has so many days of records, and no more. */
const AS_MEASURED = { ...DEFAULTS, usageDays: 30 };

/** 792,460 MB for 81 queries that read 10 million lines each. */
const LINE = 978.3457;

/** Hand-made figures have five digits. */
function expectCost(cost: number, byHand: number): void {
  expect(cost / byHand).toBeCloseTo(1, 3);
}

describe('delivery', () => {
  test('a line is billed as 5 KB, and its conversion with it', () => {
    // 10,000,000 × 5,120 B = 51,200,000,000 B = 47.684 GB; × 0.029, and × 0.018
    const { ingestion, conversion } = oursByPart(PARQUET, traffic(10_000_000), WORLD);
    expectCost(ingestion, 1.38283);
    expectCost(conversion, 0.858307);
  });

  test('a record of a byte more than 5 KB is billed as 10', () => {
    expect([billedBytes(2, 5_120), billedBytes(2, 5_121)]).toEqual([10_240, 20_480]);
  });

  test('JSON is not converted', () => {
    expect(oursByPart({ format: 'JSON' }, traffic(10_000_000), WORLD).conversion).toBe(0);
  });

  test('a price falls with each tier', () => {
    // 512,000 × 0.029 + 1,536,000 × 0.025 + 952,000 × 0.02
    expect(costOf(WORLD.prices.firehoseIngestion, 3_000_000)).toBeCloseTo(14_848 + 38_400 + 19_040, 6);
  });

  test('the enrichment is billed by its time on a processor, and by its runs', () => {
    // 10⁹ records at 80,000 a second = 12,500 s of 1,769 MB = 21,594.2 GB-s;
    // 978.3457 × 10⁹ B / 2²⁰ = 933,023 runs, each 0.05 s of 0.5 GB = 23,325.6 GB-s;
    // (21,594.2 + 23,325.6) × 0.0000133334 + 0.933023 × 0.2
    expectCost(oursByPart(PARQUET, traffic(1_000_000_000), WORLD).enrichment, 0.785542);
  });

  test('the enrichment runs once a minute, or sooner when a mebibyte has come in', () => {
    expect([runsOfEnrichment(100, LINE), runsOfEnrichment(10_000_000, LINE)]).toEqual([100, 43_200]);
    expect(runsOfEnrichment(100_000_000, LINE)).toBeCloseTo(93_302.3, 1);
  });

  test('an object is written at the end of each interval, or when 128 MiB have come in', () => {
    const objects = (requests: number, bufferingSeconds = 300) => (
      Math.round(objectsOf(requests, LINE, WORLD.measured, { ...DEFAULTS, bufferingSeconds }))
    );
    expect([objects(1_000), objects(10_000_000), objects(10_000_000, 900)]).toEqual([1_000, 8_790, 2_930]);
    // 978.3457 × 3 × 10¹⁰ / 2²⁷
    expect(objects(30_000_000_000)).toBeCloseTo(218_677, -2);
  });

  test('twelve months of records are kept', () => {
    // 12 × 10⁷ × 132.87 B = 15,944,400,000 B = 14.8494 GB, × 0.023
    expectCost(oursByPart(PARQUET, traffic(10_000_000), WORLD).storage, 0.341536);
  });
});

describe('the list of keys', () => {
  test('takes as many calls as were measured', () => {
    expect(callsOfDirectory(10_000, 300)).toBe(WORLD.measured.directoryCalls);
  });

  test('is billed while it waits between its calls', () => {
    // 1,000 keys: 2 pages; 10 plans: 1 page, and 1 for the keys of each: 13 calls, 6 s, and 0.05 s; 8,640 runs × 6.05 s × 0.5 GB = 26,136 GB-s
    // 26,136 × 0.0000133334 + 0.00864 × (0.20 + 1.00)
    expectCost(oursByPart(PARQUET, traffic(10_000_000), WORLD).directory, 0.35885);
  });
});

describe('one load of the dashboard', () => {
  test('reads what was measured, of the traffic that was measured', () => {
    const { bytes, queries } = dashboardLoad(traffic(10_000_000, { keys: 400 }), AS_MEASURED, WORLD.measured);
    expect(queries).toBe(81);
    expectCost(bytes, 21_775e6);
  });

  test('costs what Athena reads and the requests for it', () => {
    // 69 scans of 90 days and 18 of 14 are 6,462 days, where 2,322 were measured. Footers: 293 a day × 5,989.7 B = 1.75498 MB a day.
    // Columns: (21,775 − 56.249 of keys − 4,075.07 of footers) MB / 2,322 = 7.59849 MB a day. Keys: 56.249 × 1,000 / 400 = 140.62 MB.
    // 6,462 × 9.35347 + 140.62 = 60,582.8 MB = 0.0550996 TB, × 5
    const { bytes, requests } = costOfLoad(traffic(10_000_000), WORLD);
    expectCost(bytes, 0.275498);
    // 6,462 × 293 × 2 = 3,786,732 GET × 0.0000004 + 6,462 × 24 = 155,088 LIST × 0.000005
    expectCost(requests, 1.514693 + 0.77544);
  });

  test('costs 10 MB a query at least', () => {
    // 81 × 10 × 2²⁰ B = 849,346,560 B = 0.000772476 TB, × 5
    expectCost(costOfLoad(traffic(1), WORLD).bytes, 0.00386238);
  });

  test('opens a third of the objects when they are gathered for three times as long', () => {
    const objects = (bufferingSeconds: number) => dashboardLoad(traffic(10_000_000), { ...DEFAULTS, bufferingSeconds }, WORLD.measured).objects;
    expect(objects(300) / objects(900)).toBeCloseTo(3, 6);
  });
});

describe('SPICE', () => {
  test('refreshes read what was measured, of the traffic that was measured', () => {
    // 24 × (27.655 + 102.18) + 4 × 516.18 + 276.6 + (365.95 + 686.91) / 7 = 5,607.77 MB a day, × 30 = 168,233 MB = 0.153007 TB, × 5
    expectCost(costOfRefreshes(traffic(10_000_000), AS_MEASURED, WORLD).bytes, 0.765035);
  });

  test('reads a longer window of customers, and no more of the latest hours', () => {
    const bytes = (usageDays: number) => costOfRefreshes(traffic(10_000_000), { ...DEFAULTS, usageDays }, WORLD).bytes;
    // of the day's 5,607.77 MB, 2,064.72 of customers, 276.6 and 52.28 grow threefold
    expectCost(bytes(90) / bytes(30), (5_607.77 + 2 * 2_393.6) / 5_607.77);
  });

  test('refreshes open objects and list hours', () => {
    // days read by a day of refreshes: 24 × (2 + 2) of hours, 4 × 2 × 90 of customers, 90 of latency, and (90 + 14) / 7 = 920.857; × 30 = 27,625.7 a
    // month; × 293 × 2 = 16,188,669 GET × 0.0000004 + 27,625.7 × 24 = 663,017 LIST × 0.000005
    expectCost(costOfRefreshes(traffic(10_000_000), DEFAULTS, WORLD).requests, 6.475467 + 3.315086);
  });

  test('capacity is bought beyond what the author has', () => {
    // 30,000,000 rows of 500 B and 4,666,667 of 1,000 B are 19,666,666,667 B = 18.3160 GB, less 10, × 0.38
    expectCost(costOfCapacity(traffic(10_000_000), DEFAULTS, WORLD.prices), 3.16008);
    expect(costOfCapacity(traffic(100_000), DEFAULTS, WORLD.prices)).toBe(0);
  });
});

describe('the walkthrough', () => {
  test('reads all that it keeps for each visual', () => {
    const { athena, reading } = walkthroughByPart(3, traffic(10_000_000), WORLD);
    // 20 loads × 3 visuals × 12 months × 4,072.1 MB and 20 statements × 4,072.1 MB = 3,013,354 MB = 2.74063 TB, × 5
    expectCost(athena, 13.7032);
    // (720 + 20) × 8,790 = 6,504,600 GET × 0.0000004 + 740 × 720 = 532,800 LIST × 0.000005
    expectCost(reading, 2.60184 + 2.664);
  });

  test('has objects of 5 MiB at most', () => {
    // 10⁹ × 407.21 B / 5 MiB = 77,669 objects, × 0.000005
    expectCost(walkthroughByPart(3, traffic(1_000_000_000), WORLD).writing, 0.388346);
  });

  test('runs on x86, and lists no keys', () => {
    // 10⁹ / 72,000 a second = 13,888.9 s × 1,769 MB = 23,993.6 GB-s; 388,346 runs × 0.025 GB-s = 9,708.7; × 0.0000166667, and 0.388346 × 0.2
    const { enrichment, directory } = walkthroughByPart(3, traffic(1_000_000_000), WORLD);
    expectCost(enrichment, 0.639376);
    expect(directory).toBe(0);
  });
});

describe('a forwarder', () => {
  test('that packs lines is billed by their bytes, nearly', () => {
    // a batch of 1 MiB is 16 records of 64 KiB, each of which is billed as 13 × 5 KB: 933,023 × 16 × 66,560 B = 925.392 GB, × 0.029
    expectCost(costOfForwarder({ severalLines: true, http: true }, traffic(1_000_000_000), WORLD).firehose, 26.8364);
  });

  test('that does not is billed 5 KB a line', () => {
    const { firehose, transfer, fixed } = costOfForwarder({ severalLines: false, http: true }, traffic(1_000_000_000), WORLD);
    expectCost(firehose, 138.283);
    // 115.79 GB of 10⁹ B are 107.838 GB, × 0.09
    expectCost(transfer, 9.70541);
    expect(fixed).toBeCloseTo(0.4 + 3 * 0.3, 9);
  });

  test('to S3 has no secret and no transfer', () => {
    expect(costOfForwarder({ severalLines: true, http: false }, traffic(1_000), WORLD)).toMatchObject({ transfer: 0, fixed: 3 * 0.3 });
  });
});

describe('quotas', () => {
  test('of a stream end where the peak reaches them', () => {
    // 5 × 2²⁰ / 978.3457 = 5,358.9 lines a second at the peak, a third of them on average, × 2,592,000 s
    expectCost(directPut('large', WORLD.measured).bytes, 4.63013e9);
    expectCost(directPut('others', WORLD.measured).calls, 1_000 / 3 * 2_592_000);
  });

  test('of concurrent runs end sooner while a receiver is away', () => {
    // a request takes 1 / 80,000 × 1,769 / 512 = 0.0000431885 s, and 978.3457 / 2²⁰ runs of 0.05 s each, which are 15 s longer then
    expectCost(concurrency(1_000, WORLD.measured), 1_000 / (0.0000431885 + 0.0000466512) / 3 * 2_592_000);
    expectCost(concurrency(1_000, WORLD.measured, { away: true }), 1_000 / (0.0000431885 + 0.0140420) / 3 * 2_592_000);
  });

  test('of SPICE end with a billion rows of 14 days', () => {
    expectCost(spiceRows(), 1e9 / 14 * 30);
  });

  test('of a query end where it reads 100 GiB', () => {
    // two scans of 90 days: 6 × 8,790 footers of 5,989.7 B are 315,896,778 B; columns of 30 days 516,180,000 - 2 × 8,790 × 5,989.7 = 410,881,074 B of
    // 10 million requests, so (107,374,182,400 - 315,896,778) / (3 × 41.0881074)
    expect(scanLimit(WORLD.measured) / 868_525_761).toBeCloseTo(1, 4);
  });
});

describe('the whole', () => {
  const above = (what: Parameters<typeof oursByPart>[0], requests: number) => (
    total(oursByPart(what, traffic(requests), WORLD)) - total(oursByPart(what, traffic(0), WORLD))
  );

  test('is linear in requests above what it costs at rest', () => {
    expect(above(PARQUET, 10_000_000_000) / above(PARQUET, 1_000_000_000)).toBeCloseTo(10, 1);
    expect(above(PARQUET, 1_000_000_000) / above(PARQUET, 100_000_000)).toBeCloseTo(10, 0);
  });

  test('is flat in keys: the enrichment, the stream and the storage cost the same, and the list no more than its time', () => {
    const accounts = [{ keys: 10, plans: 3 }, { keys: 10_000, plans: 300 }];
    const [few, many] = accounts.map((account) => oursByPart(DIRECT, traffic(1_000_000_000, account), WORLD));
    const { directory, athena, ...others } = few;
    expect(many).toMatchObject(others);
    // 321 calls: 160.05 s × 8,640 × 0.5 GB × 0.0000133334, and the runs
    expectCost(many.directory, 9.22921);
    expect(many.athena / athena).toBeLessThan(1.01);
    expect(many.directory - directory).toBeLessThan(10);
  });

  test('has a crawler each night, and a log', () => {
    const { crawler, logs } = oursByPart(PARQUET, traffic(10_000_000), WORLD);
    // 30 nights × 2 DPU × 1/6 h × 0.44
    expectCost(crawler, 4.4);
    // 43,200 and 8,640 runs of 1,000 B = 0.0482798 GB, × (0.50 + 0.03)
    expectCost(logs, 0.0255883);
  });

  test('costs users where there is a dashboard', () => {
    expect([PARQUET, DIRECT, SPICE].map((what) => oursByPart(what, traffic(10_000_000), WORLD).users)).toEqual([0, 39, 39]);
  });
});

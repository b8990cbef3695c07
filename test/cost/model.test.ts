import { describe, expect, test } from 'vitest';
import { RESULTS } from './results';
import { DEFAULTS, traffic } from '../../tools/cost/assumptions';
import { dashboardLoad, gzipDashboardLoad, gzipHandQuery, handQuery } from '../../tools/cost/dashboard-load';
import { costOfForwarder } from '../../tools/cost/forwarders';
import { concurrency, directPut, scanLimit, spiceRows, writesOfPrefix } from '../../tools/cost/limits';
import { measured } from '../../tools/cost/measured';
import { costOfLoad, oursByPart } from '../../tools/cost/ours';
import { settingsTable } from '../../tools/cost/page-settings';
import { words } from '../../tools/cost/page-words';
import { total } from '../../tools/cost/parts';
import { costOf, readPrices } from '../../tools/cost/prices';
import { costOfReading, JSON_GETS } from '../../tools/cost/reading';
import { costOfCapacity, costOfRefreshes } from '../../tools/cost/spice';
import { billedBytes, callsOfDirectory, objectsOf, runsOfEnrichment } from '../../tools/cost/volumes';
import { filteredAsOurs, unfiltered, walkthroughByPart } from '../../tools/cost/walkthrough';

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
    // 12 × 10⁷ × 115.79 B = 13,894,800,000 B = 12.9405 GB, × 0.023
    expectCost(oursByPart({ format: 'JSON' }, traffic(10_000_000), WORLD).storage, 0.297632);
  });

  test('in words is that of a million requests, and the storage of a billion records', () => {
    expect(words(WORLD)).toMatchObject({
      // 5,120 / 978.3457
      rounding: '5.2',
      // 10⁶ × 5,120 B = 4.76837 GB; × 0.029, and × 0.018
      ingested: '0.14',
      converted: '0.09',
      // 132.87 × 10⁹ B = 123.745 GB, and 407.21 × 10⁹ B = 379.244 GB; × 0.023
      keptParquet: '2.85',
      keptPlain: '8.72',
      // 123.745 GB to another region, × 0.02
      regionBillion: '2.47',
    });
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
    // Of 30 days, of which `requests` has 14, each scan of usage reads 30 days, of requests 14, or 9: measured were 27 × 30 = 810 days, 16 × 30 = 480,
    // 6 × 30 = 180; 28 × 14 = 392, 7 × 14 = 98, 3 × 9 = 27: 1,987 in all.
    // Footers: 293 a day × 5,989.7 B = 1.75498 MB a day. Keys: 56.249 × 1,000 / 400 = 140.62 MB.
    // Columns of usage, MB a day: 7,218.75 / 810 − 1.75498 = 7.15705; of 32 days 6,000 / 480 − 1.75498 = 10.74502; of 62 days 2,400 / 180 − 1.75498 = 11.57835.
    // Columns of requests: 3,600 / 392 − 1.75498 = 7.42869; of 32 days 2,000 / 98 − 1.75498 = 18.65318; of 9 days 500 / 27 − 1.75498 = 16.76354.
    // Read are 27 × 90 = 2,430 days, 16 × 32 = 512, 6 × 62 = 372, and of requests as many as were measured: 3,831 in all.
    // 2,430 × 7.15705 + 512 × 10.74502 + 372 × 11.57835 + 392 × 7.42869 + 98 × 18.65318 + 27 × 16.76354 + 3,831 × 1.75498 + 140.62
    // = 39,256.9 MB = 0.0357039 TB, × 5
    const { bytes, requests } = costOfLoad(traffic(10_000_000), WORLD);
    expectCost(bytes, 0.178520);
    // 3,831 × 293 × 2 = 2,244,966 GET × 0.0000004 + 3,831 × 24 = 91,944 LIST × 0.000005
    expectCost(requests, 0.897986 + 0.45972);
  });

  test('costs by the days of each window', () => {
    // 27 + 16 + 6 = 49 scans of usage, 31 days each: 837, 496 and 186; 28 + 7 + 3 = 38 of requests, 2 days each: 56, 14 and 6; 1,595 in all. With a
    // day's bytes from above: 837 × 7.15705 + 496 × 10.74502 + 186 × 11.57835 + 56 × 7.42869 + 14 × 18.65318 + 6 × 16.76354 + 1,595 × 1.75498 + 140.62
    // = 17,191.1 MB = 0.0156352 TB, × 5
    const { bytes, requests } = costOfLoad(traffic(10_000_000), WORLD, { ...DEFAULTS, usageDays: 31, requestsDays: 2 });
    expectCost(bytes, 0.0781761);
    // 1,595 × 293 × 2 = 934,670 GET × 0.0000004 + 1,595 × 24 = 38,280 LIST × 0.000005
    expectCost(requests, 0.373868 + 0.1914);
  });

  test('costs more columns by the days of requests alone', () => {
    const bytes = (requestsDays: number) => dashboardLoad(traffic(10_000_000), { ...DEFAULTS, requestsDays }, WORLD.measured).bytes;
    // 10 days more of 28 scans, 7.42869 MB of columns and 1.75498 of footers each, and of 7 with 18.65318 of columns; 9 days remain 9
    expectCost(bytes(24) - bytes(14), 280 * 9.18367e6 + 70 * 20.40816e6);
  });

  test('reads no more of a longer window where the partitions of earlier records are left out', () => {
    const load = (usageDays: number) => dashboardLoad(traffic(10_000_000), { ...DEFAULTS, usageDays }, WORLD.measured);
    // 90 days more of 27 scans, 7.15705 MB of columns and 1.75498 of footers each; the other 22 read 32 and 62 as before
    expectCost(load(180).bytes - load(90).bytes, 2_430 * 8.91203e6);
    expect(load(180).partitions - load(90).partitions).toBe(2_430 * 24);
  });

  test('reads less of a window that is shorter than what would be left', () => {
    const load = (usageDays: number) => dashboardLoad(traffic(10_000_000), { ...DEFAULTS, usageDays }, WORLD.measured);
    // 27 × 60 + 16 × 32 + 6 × 60 = 2,492 days of usage, and the 517 of requests, × 24
    expect(load(60).partitions).toBe(72_216);
    // 49 × 7 = 343 of usage, and 517; 189 × 7.15705 + 112 × 10.74502 + 42 × 11.57835 of columns, 5,192.75 of requests from above
    // (392 × 7.42869 + 98 × 18.65318 + 27 × 16.76354), 860 × 1.75498 of footers, 140.62 of keys
    expect(load(7).partitions).toBe(20_640);
    expectCost(load(7).bytes, 9_885e6);
  });

  test('reads no more days than are kept', () => {
    // 27 × 360 + 512 + 372 + 517 = 11,121, × 24
    expect(dashboardLoad(traffic(1_000), { ...DEFAULTS, usageDays: 400 }, WORLD.measured).partitions).toBe(266_904);
    // 27 × 360 + 512 + 372, and of requests 28 × 360 + 7 × 32 + 3 × 9 = 10,331: 20,935, × 24
    expect(dashboardLoad(traffic(1_000), { ...DEFAULTS, usageDays: 400, requestsDays: 400 }, WORLD.measured).partitions).toBe(502_440);
  });

  test('of GZIP JSON reads whole objects, once each scan', () => {
    const shorter = { ...DEFAULTS, usageDays: 31, requestsDays: 2 };
    const { bytes, objects, partitions, queries } = gzipDashboardLoad(traffic(20_000_000), shorter, WORLD.measured);
    // 91,084 MB of 1,987 days, of which 1,595 are read, of twice as many requests
    expectCost(bytes, 146_229e6);
    // 1,595 × 293, and × 24
    expectCost(objects, 467_335);
    expect([partitions, queries]).toEqual([38_280, 81]);
  });

  test('of Parquet saves what the conversion costs, from so many loads on', () => {
    // of 10 million, JSON: 91,084 MB × 3,831 / 1,987 = 175,613 MB = 0.159719 TB, × 5 = 0.798595; 3,831 × 293 = 1,122,483 GET × 0.0000004 = 0.448993
    // Parquet, from above: 0.178520 of Athena and 0.897986 of GET; the LIST of both are the same: 0.171082 saved of 0.858307, and so at the sixth
    const { bytes, requests } = costOfReading(gzipDashboardLoad(traffic(10_000_000), DEFAULTS, WORLD.measured), WORLD.prices, JSON_GETS);
    expectCost(bytes, 0.798595);
    expectCost(requests, 0.448993 + 0.45972);
    // of a hundred thousand the GET requests cost more than JSON's bytes; of a billion a load saves 79.86 + 0.45 − 14.76 − 0.90 = 64.65 of 85.83
    expect(settingsTable(WORLD)).toContain('| loads a month from which Parquet is cheaper than JSON | none | 6 | 2 |');
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

describe('a statement by hand', () => {
  test('reads 30 days of what a scan of the dashboard reads on average', () => {
    const { bytes, objects, partitions, queries } = handQuery(traffic(20_000_000), DEFAULTS, WORLD.measured);
    // columns: (27 × 7.15705 + 16 × 10.74502 + 6 × 11.57835 + 28 × 7.42869 + 7 × 18.65318 + 3 × 16.76354) / 87 = 9.46548 MB a day, × 30, of twice as
    // many requests; footers 30 × 1.75498 MB; keys: 56.249 MB / 81, × 1,000 / 400
    expectCost(bytes, 567.929e6 + 52.6494e6 + 1.73608e6);
    expectCost(objects, 8_790);
    expectCost(partitions, 720);
    expect(queries).toBe(1);
  });

  test('over GZIP JSON reads a month of whole objects', () => {
    const { bytes, objects, partitions, queries } = gzipHandQuery(traffic(20_000_000), DEFAULTS, WORLD.measured);
    // 20,000,000 × 115.79 B
    expectCost(bytes, 2_315.8e6);
    expectCost(objects, 8_790);
    expectCost(partitions, 720);
    expect(queries).toBe(1);
  });

  test('is run twenty times a month', () => {
    // of 10 million requests, from above: 20 × (283.964 + 52.6494 + 1.73608) MB = 0.00615455 TB, × 5; of JSON 20 × 1,157.9 MB = 0.0210621 TB, × 5
    expectCost(oursByPart(PARQUET, traffic(10_000_000), WORLD).athena, 0.0307727);
    expectCost(oursByPart({ format: 'JSON' }, traffic(10_000_000), WORLD).athena, 0.105311);
    // 20 × 8,790 = 175,800 objects, each 2 GET of Parquet and 1 of JSON, × 0.0000004; 20 × 720 LIST × 0.000005
    expectCost(oursByPart(PARQUET, traffic(10_000_000), WORLD).reading, 0.14064 + 0.072);
    expectCost(oursByPart({ format: 'JSON' }, traffic(10_000_000), WORLD).reading, 0.07032 + 0.072);
  });
});

describe('reading', () => {
  test('is billed by the byte, and by 10 MB a query at least', () => {
    const bytes = (read: number) => costOfReading({ queries: 3, bytes: read, objects: 0, partitions: 0 }, WORLD.prices, 2).bytes;
    // 3 × 10 × 2²⁰ = 31,457,280 B are the least, / 2⁴⁰ × 5
    expectCost(bytes(31_000_000), 0.000143051);
    // 40,000,000 / 2⁴⁰ × 5
    expectCost(bytes(40_000_000), 0.000181899);
  });

  test('takes GET requests for each object and a LIST for each hour', () => {
    // 7,000 × 2 × 0.0000004 + 3,000 × 0.000005
    expectCost(costOfReading({ queries: 3, bytes: 0, objects: 7_000, partitions: 3_000 }, WORLD.prices, 2).requests, 0.0056 + 0.015);
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
    const { athena, reading } = walkthroughByPart(unfiltered(3), traffic(10_000_000), WORLD);
    // 20 loads × 3 visuals × 12 months × 4,072.1 MB and 20 statements × 4,072.1 MB = 3,013,354 MB = 2.74063 TB, × 5
    expectCost(athena, 13.7032);
    // (720 + 20) × 8,790 = 6,504,600 GET × 0.0000004 + 740 × 720 = 532,800 LIST × 0.000005
    expectCost(reading, 2.60184 + 2.664);
  });

  test('reads what ours does of each window, once a query, where it is filtered so', () => {
    // 3,831 days of 87 scans, of which 6 are the second of their query, of 90 days
    expect(filteredAsOurs(WORLD.measured)).toEqual({ queries: 81, days: 3_291 });
    const { athena, reading } = walkthroughByPart(filteredAsOurs(WORLD.measured), traffic(10_000_000), WORLD);
    // 20 loads of 3,291 days and 20 statements of 30 are 2,214 months × 4,072.1 MB = 9,015,629 MB = 8.19967 TB, × 5
    expectCost(athena, 40.9983);
    // 2,214 × 8,790 = 19,461,060 GET × 0.0000004 + 2,214 × 720 = 1,594,080 LIST × 0.000005
    expectCost(reading, 7.784424 + 7.9704);
  });

  test('has objects of 5 MiB at most', () => {
    // 10⁹ × 407.21 B / 5 MiB = 77,669 objects, × 0.000005
    expectCost(walkthroughByPart(unfiltered(3), traffic(1_000_000_000), WORLD).writing, 0.388346);
  });

  test('runs on x86, and lists no keys', () => {
    // 10⁹ / 72,000 a second = 13,888.9 s × 1,769 MB = 23,993.6 GB-s; 388,346 runs × 0.025 GB-s = 9,708.7; × 0.0000166667, and 0.388346 × 0.2
    const { enrichment, directory } = walkthroughByPart(unfiltered(3), traffic(1_000_000_000), WORLD);
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
    const large = directPut('large', WORLD.measured);
    expectCost(large.bytes, 4.63013e9);
    // 2,000 / 3 × 2,592,000, and 500,000 / 3 × 2,592,000
    expectCost(large.calls, 1.728e9);
    expectCost(large.records, 432e9);
    // a fifth of the bytes, half of the calls, a fifth of the records
    const others = directPut('others', WORLD.measured);
    expectCost(others.bytes, 0.926026e9);
    expectCost(others.calls, 0.864e9);
    expectCost(others.records, 86.4e9);
  });

  test('of a folder end where so many objects of 128 MiB are written in a second', () => {
    // 2²⁷ / 978.3457 = 137,188.5 lines an object, × 3,500 objects a second at the peak, / 3 × 2,592,000
    expectCost(writesOfPrefix(WORLD.measured), 4.14858e14);
    // of 64 MiB half as many
    expectCost(writesOfPrefix(WORLD.measured, { ...DEFAULTS, bufferingMebibytes: 64 }), 2.07429e14);
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

import { assumed, DAYS, DEFAULTS, traffic } from './assumptions';
import { KEPT_DAYS, scannedDays } from './dashboard-load';
import { count, two, usd } from './format';
import { directPut, requestsAtPeak, scanLimit } from './limits';
import type { ScanGroup } from './measured';
import { costOfDirectory, costOfLoad, oursByPart } from './ours';
import { ATHENA_ALONE, DIRECT, SIZES } from './page-costs';
import type { Part, Parts } from './parts';
import { PARTS, total } from './parts';
import { costOf, GB, MIB } from './prices';
import { costOfRefreshes, costOfRefreshing } from './spice';
import { billedBytes, objectsOf } from './volumes';
import type { WalkthroughLoad } from './walkthrough';
import { filteredAsOurs, unfiltered, walkthroughByPart } from './walkthrough';
import type { World } from './world';

const MILLION = 1e6;
const BILLION = 1e9;
const MIDDLE = traffic(10_000_000);

/** The most keys and plans that an account has. */
const MOST_KEYS = traffic(0, { keys: 10_000, plans: 300 });

/** Single figures in the text. */
export function words(world: World): Record<string, string> {
  return { ...delivery(world), ...queries(world), ...sums(world), ...limits(world) };
}

function delivery({ measured, prices }: World): Record<string, string> {
  const billed = billedBytes(MILLION, measured.line) / GB;
  const kept = (bytes: number) => usd(costOf(prices.s3Storage, BILLION * bytes / GB));
  return {
    line: two(measured.line),
    rounding: two(billedBytes(1, measured.line) / measured.line),
    ingested: usd(costOf(prices.firehoseIngestion, billed)),
    converted: usd(costOf(prices.firehoseConversion, billed)),
    transformed: usd(costOf(prices.lambdaArm, BILLION * measured.ourSeconds * 1_769 / 1_024)),
    keptParquet: kept(measured.parquetRecord),
    keptPlain: kept(measured.walkthroughRecord),
    runsBySize: count(DAYS * 24 * 60 * MIB / measured.line),
    objects: two(objectsOf(MIDDLE.requests, measured.line, measured, DEFAULTS)),
    regionBillion: usd(costOf(prices.transferRegion, BILLION * measured.parquetRecord / GB)),
    directoryCalls: two(measured.directoryCalls),
    mostKeys: usd(costOfDirectory(MOST_KEYS, DEFAULTS, prices)),
    hourlyKeys: usd(costOfDirectory(MOST_KEYS, { ...DEFAULTS, refreshMinutes: 60 }, prices)),
  };
}

function queries(world: World): Record<string, string> {
  const load = costOfLoad(MIDDLE, world);
  const refreshes = costOfRefreshes(MIDDLE, DEFAULTS, world);
  const customers = costOfRefreshing('customers', MIDDLE, DEFAULTS, world);
  const share = (customers.bytes + customers.requests) / (refreshes.bytes + refreshes.requests);
  const days = (groups: readonly ScanGroup[]) => (
    groups.reduce((sum, group) => sum + scannedDays(group, DEFAULTS, KEPT_DAYS), 0).toLocaleString('en-US')
  );
  return {
    loadDays: days(world.measured.groups),
    unprunedDays: days(world.measured.groups.map((group) => ({ ...group, arrivedDays: undefined }))),
    loadBytes: usd(load.bytes),
    loadRequests: usd(load.requests),
    equalAt: count(firstAt((requests) => {
      const { bytes, requests: s3 } = costOfLoad(traffic(requests), world);
      return bytes > s3;
    })),
    refreshBytes: usd(refreshes.bytes),
    refreshRequests: usd(refreshes.requests),
    customersShare: two(100 * share),
  };
}

function sums(world: World): Record<string, string> {
  const rest = total(oursByPart(ATHENA_ALONE, traffic(0), world));
  const largest = (parts: Parts) => PARTS[(Object.keys(parts) as Part[]).reduce((one, other) => parts[other] > parts[one] ? other : one)];
  const direct = (requests: number) => oursByPart(DIRECT, traffic(requests), world);
  const billion = oursByPart(ATHENA_ALONE, traffic(1e9), world);
  return {
    enrichmentShare: two(100 * billion.enrichment / total(billion)),
    rest: usd(rest),
    perMillion: usd((total(billion) - rest) / 1_000),
    largestSmall: largest(direct(SIZES[0])),
    largestMiddle: largest(direct(SIZES[1])),
    largestBillion: largest(direct(1e9)),
    largestAlone: largest(billion),
    dearer: dearer(world),
  };
}

/** Where ours with a dashboard costs more than what the walkthrough shows. */
function dearer(world: World): string {
  const cheaperFrom = (load: WalkthroughLoad) => firstAt((requests) => (
    total(oursByPart(DIRECT, traffic(requests), world)) < total(walkthroughByPart(load, traffic(requests), world))
  ));
  const asMany = two(world.measured.queries / assumed('visuals'));
  const until = cheaperFrom(unfiltered(assumed('visuals')));
  const filteredUntil = cheaperFrom(filteredAsOurs(world.measured));
  const own = until <= SIZES[0]
    ? `Ours is cheaper than the walkthrough's own ${assumed('visuals')} visuals at every size here, with ${asMany} times as many queries.`
    : `Below ${count(until)} requests a month **ours in direct query mode is dearer than the walkthrough's own ${assumed('visuals')} visuals**: it has ${asMany} times as many queries.`;
  return filteredUntil <= SIZES[0]
    ? own
    : `${own} Below ${count(filteredUntil)} it is dearer also than the walkthrough with as many, filtered as ours are: an object of Parquet takes two GET requests, one of JSON a single one.`;
}

function limits({ measured }: World): Record<string, string> {
  const put = (place: 'large' | 'others') => {
    const { bytes, calls } = directPut(place, measured);
    return count(Math.min(bytes, calls));
  };
  const scanned = scanLimit(measured);
  return {
    thirtyPeak: two(30e9 / requestsAtPeak(1) * measured.line / MIB),
    putLarge: put('large'),
    putOthers: put('others'),
    scanLimit: count(scanned),
  };
}

/** The first number of requests for which something holds that goes on to hold. */
function firstAt(holds: (requests: number) => boolean): number {
  let [low, high] = [1, 1e15];
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    [low, high] = holds(middle) ? [low, middle] : [middle, high];
  }
  return high;
}

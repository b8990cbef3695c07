import { DEFAULTS, traffic } from './assumptions';
import { gzipDashboardLoad } from './dashboard-load';
import { count, table, two, usd } from './format';
import { costOfLoad, oursByPart } from './ours';
import { SIZES } from './page-costs';
import type { ReadingCost } from './reading';
import { costOfReading, JSON_GETS } from './reading';
import { costOfCapacity, costOfRefreshes } from './spice';
import type { World } from './world';

const FEWER_DAYS = { ...DEFAULTS, usageDays: 31 };
const LARGER_OBJECTS = { ...DEFAULTS, bufferingSeconds: 900 };
const BOTH = { ...FEWER_DAYS, bufferingSeconds: 900 };

/** What choosing a setting changes, at each size. */
export function settingsTable(world: World): string {
  const { measured, prices } = world;
  const sum = ({ bytes, requests }: ReadingCost) => bytes + requests;
  const load = (settings: typeof DEFAULTS) => (requests: number) => sum(costOfLoad(traffic(requests), world, settings));
  const spice = (settings: typeof DEFAULTS) => (requests: number) => (
    sum(costOfRefreshes(traffic(requests), settings, world)) + costOfCapacity(traffic(requests), settings, prices)
  );
  const jsonLoad = (requests: number) => sum(costOfReading(gzipDashboardLoad(traffic(requests), DEFAULTS, measured), prices, JSON_GETS));
  const conversion = (requests: number) => oursByPart({ format: 'PARQUET' }, traffic(requests), world).conversion;
  const row = (name: string, cell: (requests: number) => string) => [name, ...SIZES.map(cell)];
  const dollars = (name: string, cost: (requests: number) => number) => row(name, (requests) => usd(cost(requests)));
  return table(['requests a month', ...SIZES.map(count)], [
    dollars('**one load** in `DIRECT_QUERY`, as it is', load(DEFAULTS)),
    dollars('… with `bufferingInterval` 900 s', load(LARGER_OBJECTS)),
    dollars('… with `usageWindow` 31 days', load(FEWER_DAYS)),
    dollars('… with both', load(BOTH)),
    dollars('one load of `RecordFormat.JSON`', jsonLoad),
    dollars('**a month** of refreshes and capacity in `SPICE`', spice(DEFAULTS)),
    dollars('… with both', spice(BOTH)),
    row('loads a month from which `SPICE` is cheaper', (requests) => two(Math.ceil(spice(DEFAULTS)(requests) / load(DEFAULTS)(requests)))),
    row('loads a month from which Parquet is cheaper than JSON', (requests) => {
      const saved = jsonLoad(requests) - load(DEFAULTS)(requests);
      return saved > 0 ? two(Math.ceil(conversion(requests) / saved)) : 'none';
    }),
  ]);
}

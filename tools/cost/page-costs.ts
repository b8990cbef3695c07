import { assumed, DEFAULTS, traffic } from './assumptions';
import { count, table, usd } from './format';
import { costOfForwarder } from './forwarders';
import { directPut, scanLimit, SPICE_ROWS } from './limits';
import type { Ours } from './ours';
import { costOfDirectory, oursByPart } from './ours';
import type { Part, Parts } from './parts';
import { costOfCrawler, PARTS, total } from './parts';
import { costOf } from './prices';
import { rowsOfRequests } from './spice';
import type { WalkthroughLoad } from './walkthrough';
import { filteredAsOurs, unfiltered, walkthroughByPart } from './walkthrough';
import type { World } from './world';

export const SIZES = [100_000, 10_000_000, 1_000_000_000, 30_000_000_000];

export const ATHENA_ALONE: Ours = { format: 'PARQUET' };
export const DIRECT: Ours = { format: 'PARQUET', dashboard: 'DIRECT_QUERY' };
const SPICE: Ours = { format: 'PARQUET', dashboard: 'SPICE' };
const JSON_ALONE: Ours = { format: 'JSON' };

/** The columns of the tables. */
function configurations({ measured }: World): readonly (readonly [string, (requests: number, world: World) => Parts])[] {
  const ours = (what: Ours) => (requests: number, world: World) => oursByPart(what, traffic(requests), world);
  const walkthrough = (load: WalkthroughLoad) => (requests: number, world: World) => walkthroughByPart(load, traffic(requests), world);
  return [
    ['ours, JSON, no dashboard', ours(JSON_ALONE)],
    ['ours, no dashboard', ours(ATHENA_ALONE)],
    ['ours, `DIRECT_QUERY`', ours(DIRECT)],
    ['ours, `SPICE`', ours(SPICE)],
    [`walkthrough, its ${assumed('visuals')} visuals`, walkthrough(unfiltered(assumed('visuals')))],
    [`walkthrough, ${measured.queries} visuals and lists`, walkthrough(unfiltered(measured.queries))],
    [`walkthrough, ${measured.queries} visuals and lists, filtered as ours`, walkthrough(filteredAsOurs(measured))],
  ];
}

export function totalTable(world: World): string {
  return table(['requests a month', ...SIZES.map(count)], configurations(world).map(([name, costs]) => [
    name,
    ...SIZES.map((requests) => usd(total(costs(requests, world))) + markOf(name, requests, world)),
  ]));
}

export function chargeTables(world: World): string {
  const columns = configurations(world);
  return SIZES.map((requests) => {
    const parts = columns.map(([_name, costs]) => costs(requests, world));
    const rows = (Object.keys(PARTS) as Part[]).map((part) => [PARTS[part], ...parts.map((costs) => usd(costs[part]))]);
    const sums = ['**a month**', ...parts.map((costs, index) => `**${usd(total(costs))}**${markOf(columns[index][0], requests, world)}`)];
    return `### ${count(requests)} requests a month\n\n${table(['USD a month', ...columns.map(([name]) => name)], [...rows, sums])}`;
  }).join('\n\n');
}

/** Of a sum that a default stands in the way of. */
function markOf(name: string, requests: number, { measured }: World): string {
  const beyond = requests > directPut('large', measured).bytes
    || (/DIRECT|SPICE/.test(name) && requests > scanLimit(measured))
    || (name.includes('SPICE') && rowsOfRequests(traffic(requests), DEFAULTS) > SPICE_ROWS);
  return beyond ? ' ¹' : '';
}

export function millionTable(world: World): string {
  const sum = (what: Ours, requests: number) => total(oursByPart(what, traffic(requests), world));
  const perMillion = (what: Ours, requests: number) => (sum(what, requests) - sum(what, 0)) / (requests / 1e6);
  const sizes = [10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 30_000_000_000];
  const rows = [['ours, no dashboard', ATHENA_ALONE], ['ours, JSON, no dashboard', JSON_ALONE]] as const;
  return table(['USD a million requests, at', ...sizes.map(count)], rows.map(([name, what]) => [
    name,
    ...sizes.map((requests) => usd(perMillion(what, requests))),
  ]));
}

export function keysTable(world: World): string {
  const accounts = [[10, 3], [1_000, 10], [10_000, 300]] as const;
  const requests = 10_000_000;
  return table(
    [`at ${count(requests)} requests, USD a month`, 'the list of keys', 'ours, no dashboard', 'ours, `DIRECT_QUERY`', 'ours, `SPICE`'],
    accounts.map(([keys, plans]) => [
      `${keys.toLocaleString('en-US')} keys in ${plans} plans`,
      usd(costOfDirectory(traffic(requests, { keys, plans }), DEFAULTS, world.prices)),
      ...[ATHENA_ALONE, DIRECT, SPICE].map((what) => usd(total(oursByPart(what, traffic(requests, { keys, plans }), world)))),
    ]),
  );
}

const RECEIVERS = [
  ['OpenObserve, or an HTTP endpoint with `severalLinesPerRecord`', { severalLines: true, http: true }],
  ['Moesif, or an HTTP endpoint without', { severalLines: false, http: true }],
  ['a folder in S3, Apiable\'s among them', { severalLines: true, http: false }],
] as const;

export function forwarderTable(world: World): string {
  return table(['USD a month beside the rest', ...SIZES.map(count)], RECEIVERS.map(([name, receiver]) => [
    name,
    ...SIZES.map((requests) => {
      const { firehose, transfer, fixed } = costOfForwarder(receiver, traffic(requests), world);
      return usd(firehose + transfer + fixed);
    }),
  ]));
}

/** An alarm over two metrics is billed as two. */
export const METRICS_OF_ALARMS = 16;

export function optionTable({ prices }: World): string {
  return table(['setting', 'USD a month'], [
    ['`crawler: false`', `−${usd(costOfCrawler(prices))}`],
    [`\`alarmTopic\`: ${METRICS_OF_ALARMS} metrics in alarms, without forwarders`, usd(costOf(prices.alarm, METRICS_OF_ALARMS))],
    ['`operationsDashboard`, where the account has three dashboards in CloudWatch already', usd(costOf(prices.operationsDashboard, 1))],
    ['`PersonalData.HASH`: a secret', usd(costOf(prices.secret, 1))],
    ['`encryptionKey`: the key, without its calls', usd(costOf(prices.kmsKey, 1))],
  ]);
}

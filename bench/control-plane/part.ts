import { resolve } from 'node:path';
import type { ControlPlane } from '../../preview/servers/api-gateway';
import { Random } from '../../preview/traffic/random';
import { COLUMNS, encodeColumns } from '../../src/enrichment/environment';
import { AccessLogSchema } from '../../src/record/schema';
import { events } from '../enrichment/events';
import type { Comparison, Figure, Part, Results } from '../measure';
import { compare } from '../measure';
import type { LoopbackAccount } from './account';
import { accountOf, startAccount } from './account';
import { invokeCold } from './cold-instance';

/*
 * How many calls of API Gateway's control plane, of which an account has ten a second for all that it does, does the library make?
 *
 *   npx tsx --tsconfig tsconfig.dev.json bench/run.ts control-plane
 */

const ASSETS = resolve(__dirname, '../../assets');
const REFRESH = `${ASSETS}/directory/refresh.lambda/index.js`;
const ENRICHMENT = `${ASSETS}/enrichment/enrich.lambda/index.js`;
const WALKTHROUGH = resolve(__dirname, 'walkthrough.mjs');
const FAST_FORWARD = resolve(__dirname, 'fast-forward.cjs');

/** The quotas of an account: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const KEYS = 10_000;
const PLANS = 300;
const CALLS_A_SECOND = 10;

/** What the refresh takes of them. */
const REFRESH_CALLS_A_SECOND = 2;

/** Small enough to be refreshed in real time. */
const SMALL = { keys: 600, plans: 20 };

const COLD_INSTANCES = [1, 10, 100];
/** So many instances start at a time: the machine has few cores. */
const AT_ONCE = 4;
/** As many instances of the walkthrough's function as are run; each makes the same calls, so that those of more are computed. */
const RUN_OF_WALKTHROUGH = 10;

export const part: Part = {
  title: 'Calls of API Gateway\'s control plane',
  run: async (): Promise<Results> => {
    const small = await withAccount(accountOf(SMALL.keys, SMALL.plans), refreshInRealTime);
    return withAccount(accountOf(KEYS, PLANS), async (account) => {
      const refresh = await account.callsOf(() => runRefresh(account, FAST_FORWARD));
      const [published, byDefault, byLimit] = [
        await walkthrough(account, {}, 1),
        await walkthrough(account, { PAGES: 'all' }, RUN_OF_WALKTHROUGH),
        await walkthrough(account, { PAGES: 'all', LIMIT: '500' }, RUN_OF_WALKTHROUGH),
      ];
      return {
        comparisons: [
          knownKeys(await account.keysInDirectory(), published.keys),
          ...COLD_INSTANCES.flatMap((instances) => [
            instancesComparison(instances, refresh, byDefault.calls, 'pages of 25, the default'),
            instancesComparison(instances, refresh, byLimit.calls, 'pages of 500'),
          ]),
        ],
        figures: [
          ...small,
          { what: `refresh of ${count(KEYS)} keys in ${PLANS} plans`, unit: 'calls', value: refresh },
          { what: 'the same at two calls a second, computed', unit: 's', value: secondsOf(refresh), bound: 14 * 60 },
          ...await enrichmentFigures(account),
          { what: 'one cold instance of the walkthrough, first pages only as published', unit: 'calls', value: published.calls },
          ...COLD_INSTANCES.map((instances): Figure => ({
            what: `${cold(instances)} of the walkthrough, pages of 25, at ten calls a second and nobody else, computed`,
            unit: 's',
            value: instances * byDefault.calls / CALLS_A_SECOND,
          })),
        ],
      };
    });
  },
};

async function withAccount<T>(content: ControlPlane, use: (account: LoopbackAccount) => Promise<T>): Promise<T> {
  const account = await startAccount(content);
  try {
    return await use(account);
  } finally {
    account.close();
  }
}

/** Shows that the time can be computed from the calls. */
async function refreshInRealTime(account: LoopbackAccount): Promise<Figure[]> {
  let seconds = 0;
  const calls = await account.callsOf(async () => { ({ seconds } = await runRefresh(account)); });
  const what = `refresh of ${SMALL.keys} keys in ${SMALL.plans} plans`;
  return [
    { what, unit: 'calls', value: calls },
    { what: `${what}, in real time`, unit: 's', value: seconds },
    { what: `${what}, in real time above what is computed`, unit: 's', value: seconds - secondsOf(calls), bound: 1 },
  ];
}

/** The first call comes at once. */
function secondsOf(calls: number): number {
  return (calls - 1) / REFRESH_CALLS_A_SECOND;
}

function runRefresh({ environment }: LoopbackAccount, preload?: string) {
  return invokeCold(REFRESH, { ...environment, CUSTOMER_IDENTITY: 'api-key-name' }, {}, preload);
}

interface Reading {
  /** Of one instance. */
  readonly calls: number;
  /** That it knows then. */
  readonly keys: number;
}

async function walkthrough(account: LoopbackAccount, paging: Record<string, string>, instances: number): Promise<Reading> {
  let keys = 0;
  const calls = await account.callsOf(() => severalCold(instances, async () => {
    ({ result: { keys } } = await invokeCold<Reading>(WALKTHROUGH, { ...account.environment, ...paging }, { records: [] }));
  }));
  return { calls: calls / instances, keys };
}

async function enrichmentFigures(account: LoopbackAccount): Promise<Figure[]> {
  const [event] = events(new Random(1), 100, KEYS).map((text) => JSON.parse(text) as object);
  const environment = { ...account.environment, [COLUMNS]: encodeColumns(new AccessLogSchema()) };
  const figures: Figure[] = [];
  for (const instances of COLD_INSTANCES) {
    const calls = await account.callsOf(() => severalCold(instances, () => invokeCold(ENRICHMENT, environment, event)));
    figures.push({ what: `${cold(instances)} of the enrichment`, unit: 'calls', value: calls, bound: 0 });
  }
  return figures;
}

async function severalCold(instances: number, start: () => Promise<unknown>): Promise<void> {
  for (let started = 0; started < instances; started += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, instances - started) }, start));
  }
}

function knownKeys(ours: number, published: number): Comparison {
  const what = { what: `keys that are known, of ${count(KEYS)} in ${PLANS} plans`, unit: 'keys', better: 'more' } as const;
  return compare({ ...what, against: 'the walkthrough as published', target: 1 }, [[ours, published]]);
}

/** The one refresh serves them all. */
function instancesComparison(instances: number, refresh: number, each: number, pages: string): Comparison {
  const computed = instances > RUN_OF_WALKTHROUGH ? ', computed' : '';
  return compare({
    what: `the refresh and ${cold(instances)}`, unit: 'calls', better: 'less', against: `the walkthrough, ${pages}${computed}`,
  }, [[refresh, instances * each]]);
}

function cold(instances: number): string {
  return instances === 1 ? '1 cold instance' : `${instances} cold instances`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

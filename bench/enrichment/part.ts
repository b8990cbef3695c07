import { resolve } from 'node:path';
import { checkSame } from './check-same';
import type { Directories } from './directories';
import { startDirectories } from './directories';
import { events } from './events';
import { Instance } from './instance';
import { enrichmentEnvironment } from './loopback-aws';
import { memoryFigures } from './memory';
import { Random } from '../../preview/traffic/random';
import type { Comparison, Part, Results } from '../measure';
import { compare, inTurns } from '../measure';

/*
 * How many records a second does the enrichment take, from the event's text to the response's?
 *
 *   npx tsx --tsconfig tsconfig.dev.json bench/run.ts enrichment
 *
 * BENCH_TURNS sets how many turns are taken.
 */

const FUNCTION = resolve(__dirname, '../../assets/enrichment/enrich.lambda/index.js');
const WALKTHROUGH = resolve(__dirname, 'walkthrough.mjs');
const BASE64 = resolve(__dirname, 'base64.mjs');

const PROCESSES = 3;
/** In each of the processes. */
const TURNS = Number(process.env.BENCH_TURNS ?? 5);
const TURN_MS = 200;
const WARM_UP_MS = 1_000;
const SEED = 20_260_115;

const CASES = [
  { records: 100, keys: 1_000 },
  { records: 1_000, keys: 10 },
  { records: 1_000, keys: 1_000 },
  { records: 1_000, keys: 10_000 },
  { records: 10_000, keys: 1_000 },
];

interface Case {
  readonly records: number;
  readonly keys: number;
}

export const part: Part = {
  title: 'Enrichment: records a second',
  run: async (): Promise<Results> => {
    const directories = await startDirectories([...new Set(CASES.map(({ keys }) => keys))]);
    try {
      const comparisons: Comparison[] = [];
      for (const measured of CASES) {
        comparisons.push(...await recordsASecond(measured, directories));
      }
      return { comparisons, figures: await memoryFigures(FUNCTION, enrichmentEnvironment(directories.url, directories.bucketOf(1_000))) };
    } finally {
      directories.close();
    }
  },
};

async function recordsASecond(measured: Case, directories: Directories): Promise<Comparison[]> {
  const { records, keys } = measured;
  const texts = events(new Random(SEED), records, keys);
  const pairs: Pairs = { walkthrough: [], base64: [] };
  for (let turn = 0; turn < PROCESSES; turn++) {
    await takeTurns(measured, texts, directories, pairs);
  }
  const batches = texts.length === 1 ? '' : ` in ${texts.length} events of at most 3 MB`;
  const what = `${records.toLocaleString('en-US')} records${batches}, ${keys.toLocaleString('en-US')} keys`;
  const common = { what, unit: 'records/s', better: 'more' } as const;
  return [
    compare({ ...common, against: 'the walkthrough', target: 1 }, pairs.walkthrough),
    compare({ ...common, against: 'base64 alone, the limit' }, pairs.base64),
  ];
}

/** Records a second of ours and of another, in turns. */
type Pairs = Record<'walkthrough' | 'base64', [number, number][]>;

/** Some of the turns, in processes of their own: one process compiles and collects otherwise than the next. */
async function takeTurns({ records, keys }: Case, texts: readonly string[], directories: Directories, pairs: Pairs): Promise<void> {
  const ours = new Instance(FUNCTION, enrichmentEnvironment(directories.url, directories.bucketOf(keys)));
  const walkthrough = new Instance(WALKTHROUGH, { DIRECTORY_URL: directories.urlOf(keys) });
  const base64 = new Instance(BASE64, {});
  const rate = async (instance: Instance) => records / (await instance.run({ milliseconds: TURN_MS })).milliseconds * 1_000;
  try {
    const first = { events: texts, milliseconds: 0, withResponses: true };
    checkSame((await ours.run(first)).responses, (await walkthrough.run(first)).responses);
    await base64.run({ events: texts, milliseconds: 0 });
    for (const instance of [ours, walkthrough, base64]) {
      await instance.run({ milliseconds: WARM_UP_MS });
    }
    pairs.walkthrough.push(...await inTurns(TURNS, () => rate(ours), () => rate(walkthrough)));
    pairs.base64.push(...await inTurns(TURNS, () => rate(ours), () => rate(base64)));
  } finally {
    [ours, walkthrough, base64].forEach((instance) => instance.close());
  }
}

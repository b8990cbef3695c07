import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildOther, buildUnbundled, bundleOf, FUNCTIONS, sizeOf } from './bundles';
import { emptyProcess, Start } from './start';
import { Random } from '../../preview/traffic/random';
import type { Directories } from '../enrichment/directories';
import { startDirectories } from '../enrichment/directories';
import { events } from '../enrichment/events';
import type { Comparison, Figure, Part, Results } from '../measure';
import { compare, inTurns, median } from '../measure';

/*
 * How long does a new instance take until it is loaded, and the enrichment until its first batch is done?
 *
 *   npx tsx --tsconfig tsconfig.dev.json bench/run.ts cold-start
 *
 * BENCH_TURNS sets how many turns are taken.
 */

const TURNS = Number(process.env.BENCH_TURNS ?? 15);
const KEYS = 1_000;
const RECORDS = 100;
const SEED = 20_260_117;

/** What the enrichment may take more than the S3 client and its request alone, in milliseconds. */
const ABOVE_S3_CLIENT = 10;

const [ENRICHMENT] = FUNCTIONS;

export const part: Part = {
  title: 'Cold start: load and first batch, without the time of an empty Node.js process',
  run: async (): Promise<Results> => {
    const directory = mkdtempSync(join(tmpdir(), 'bench-'));
    const directories = await startDirectories([KEYS]);
    try {
      const others = { s3Client: buildOther('s3-client', directory), allClients: buildOther('all-clients', directory) };
      const unbundled = await loads(directory, directories);
      const batch = await firstBatch(directory, directories, others);
      const empty: Figure = { what: 'an empty process, from its start to its end', unit: 'ms', value: emptyProcess(TURNS) };
      return {
        comparisons: [...unbundled, ...batch.comparisons, ...sizeComparisons(others)],
        figures: [...batch.figures, empty, ...sizeFigures()],
      };
    } finally {
      directories.close();
      rmSync(directory, { recursive: true });
    }
  },
};

/** What loads of each function: the rest of a start is the runtime's. */
async function loads(directory: string, directories: Directories): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const name of FUNCTIONS) {
    const [ours, other] = [bundleOf(name), buildUnbundled(name, directory)].map((file) => new Start(file, directories, KEYS));
    const what = { what: `load of ${name}`, unit: 'ms', better: 'less', against: 'the same, not bundled', target: 1 } as const;
    comparisons.push(compare(what, await inTurns(TURNS, () => ours.milliseconds(), () => other.milliseconds())));
  }
  return comparisons;
}

async function firstBatch(directory: string, directories: Directories, { s3Client, allClients }: Others): Promise<Results> {
  const event = join(directory, 'event.json');
  writeFileSync(event, events(new Random(SEED), RECORDS, KEYS)[0]);
  const start = (file: string) => new Start(file, directories, KEYS, event);
  const ours = start(bundleOf(ENRICHMENT));
  const against = async (file: string) => {
    const other = start(file);
    return inTurns(TURNS, () => ours.milliseconds(), () => other.milliseconds());
  };
  const what = { what: `load of ${ENRICHMENT} and its first ${RECORDS} records`, unit: 'ms', better: 'less' } as const;
  const pairs = await against(s3Client);
  const [load, loadOfClient] = [bundleOf(ENRICHMENT), s3Client].map((file) => new Start(file, directories, KEYS));
  const loaded = await inTurns(TURNS, () => load.milliseconds(), () => loadOfClient.milliseconds());
  const above = (all: readonly (readonly [number, number])[]) => median(all.map(([one, other]) => one - other));
  return {
    comparisons: [
      compare({ ...what, against: 'the same, not bundled', target: 1 }, await against(buildUnbundled(ENRICHMENT, directory))),
      compare({ ...what, against: 'a bundle of both clients with all operations, one object read' }, await against(allClients)),
      compare({ ...what, against: 'a bundle of the S3 client, one object read' }, pairs),
    ],
    figures: [
      { what: 'load above that of a bundle of the S3 client', unit: 'ms', value: above(loaded), bound: ABOVE_S3_CLIENT },
      { what: `load and first ${RECORDS} records above a bundle of the S3 client, one object read`, unit: 'ms', value: above(pairs), bound: ABOVE_S3_CLIENT },
    ],
  };
}

interface Others {
  readonly s3Client: string;
  readonly allClients: string;
}

function sizeComparisons({ s3Client, allClients }: Others): Comparison[] {
  const ours = sizeOf(bundleOf(ENRICHMENT)).gzipped;
  const what = { what: `bundle of ${ENRICHMENT}, gzipped`, unit: 'KB', better: 'less' } as const;
  return [
    compare({ ...what, against: 'a bundle of both clients with all operations' }, [[ours, sizeOf(allClients).gzipped]]),
    compare({ ...what, against: 'a bundle of the S3 client' }, [[ours, sizeOf(s3Client).gzipped]]),
  ];
}

function sizeFigures(): Figure[] {
  return FUNCTIONS.flatMap((name) => {
    const { raw, gzipped } = sizeOf(bundleOf(name));
    return [{ what: `bundle of ${name}`, unit: 'KB', value: raw }, { what: `bundle of ${name}, gzipped`, unit: 'KB', value: gzipped }];
  });
}

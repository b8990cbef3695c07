import type { FirehoseTransformationEventRecord } from 'aws-lambda';
import { Aws } from './aws';
import type { Measured } from './instance';
import { Instance } from './instance';
import { linesOf } from './lines';
import { FORWARDERS_SETTINGS } from './receivers';
import { listen } from '../../preview/servers/loopback';
import type { Figure, Part, Results } from '../measure';
import { compare, inTurns, median } from '../measure';

/*
 * What do three forwarders cost the enrichment, and how long does it wait for those that do not take records?
 *
 *   npx tsx --tsconfig tsconfig.dev.json bench/run.ts forwarding
 *
 * BENCH_TURNS sets how many turns are taken. The function runs against a server on the loopback address.
 */

const TURNS = Number(process.env.BENCH_TURNS ?? 15);
const WARM_UP = 3;

/** The least of what Firehose and Lambda allow. */
const BOUNDS = { batchMs: 300_000, responseMB: 6, memoryMB: 512, addedMs: 15_000 };

/** The size that the construct sets, and the largest that Firehose takes. */
const BATCHES = [{ name: '1 MiB', bytes: 1024 * 1024 }, { name: '3 MB', bytes: 3_000_000 }];

export const part: Part = {
  title: 'Forwarding: the enrichment with three forwarders, and without',
  run: async (): Promise<Results> => {
    const aws = new Aws();
    const server = await listen((request, response) => aws.answer(request, response));
    const results: Results[] = [];
    try {
      for (const { name, bytes } of BATCHES) {
        const [none, three] = [new Instance([], server.url), new Instance(FORWARDERS_SETTINGS, server.url)];
        try {
          results.push(await ofBatches(name, linesOf(bytes), none, three, aws));
        } finally {
          none.close();
          three.close();
        }
      }
    } finally {
      server.close();
    }
    return { comparisons: results.flatMap(({ comparisons }) => comparisons), figures: results.flatMap(({ figures }) => figures) };
  },
};

async function ofBatches(
  name: string, records: readonly FirehoseTransformationEventRecord[], none: Instance, three: Instance, aws: Aws,
): Promise<Results> {
  const batches: { readonly without: Measured[]; readonly with3: Measured[] } = { without: [], with3: [] };
  const invoke = async (instance: Instance, measured: Measured[]) => {
    const batch = await instance.invoke(records);
    measured.push(batch);
    return records.length / batch.ms * 1_000;
  };
  const invokeThree = async () => {
    const rate = await invoke(three, batches.with3);
    check(aws.received(), records.length, FORWARDERS_SETTINGS.length);
    return rate;
  };
  await inTurns(WARM_UP, invokeThree, () => invoke(none, batches.without));
  const rates = await inTurns(TURNS, invokeThree, () => invoke(none, batches.without));
  const usual = median(batches.with3.slice(WARM_UP).map(({ ms }) => ms));
  const what = `batches of ${name} (${records.length} lines), three forwarders`;
  return {
    comparisons: [compare({ what, unit: 'records/s', better: 'more', against: 'no forwarder' }, rates)],
    figures: [
      { what: `${what}: a batch`, unit: 'ms', value: usual, bound: BOUNDS.batchMs },
      { what: `${what}: the slowest, the first included`, unit: 'ms', value: Math.max(...batches.with3.map(({ ms }) => ms)), bound: BOUNDS.batchMs },
      { what: `${what}: response`, unit: 'MB', value: batches.with3[0].bytes / 1e6, bound: BOUNDS.responseMB },
      { what: `batches of ${name}, no forwarder: the most that was resident`, unit: 'MB', value: peakOf(batches.without), bound: BOUNDS.memoryMB },
      { what: `${what}: the most that was resident`, unit: 'MB', value: peakOf(batches.with3), bound: BOUNDS.memoryMB },
      ...await disturbed(what, records, usual, three, aws),
    ],
  };
}

/** One stream hangs, one refuses all, and one takes; then the bucket for what they do not take hangs as well. */
async function disturbed(
  what: string, records: readonly FirehoseTransformationEventRecord[], usual: number, three: Instance, aws: Aws,
): Promise<Figure[]> {
  Object.assign(aws, { hanging: ['openobserve'], refusing: ['moesif'] });
  const figures: Figure[] = [];
  for (const bucketHangs of [false, true]) {
    aws.bucketHangs = bucketHangs;
    const { ms, delivered, peak } = await three.invoke(records);
    check(aws.received(), records.length, bucketHangs ? 1 : FORWARDERS_SETTINGS.length);
    if (delivered !== records.length) {
      throw new Error(`Of ${records.length} records ${delivered} came back for delivery`);
    }
    const how = bucketHangs ? 'one hangs, one refuses, and the bucket hangs' : 'one hangs, one refuses';
    figures.push(
      { what: `${what}, ${how}: added to a batch`, unit: 'ms', value: ms - usual, bound: BOUNDS.addedMs },
      { what: `${what}, ${how}: the most that was resident`, unit: 'MB', value: peak / 1024, bound: BOUNDS.memoryMB },
    );
  }
  Object.assign(aws, { hanging: [], refusing: [], bucketHangs: false });
  return figures;
}

/** Each of so many forwarders has every line once, taken or parked. */
function check(received: Record<string, number>, lines: number, forwarders: number): void {
  const counts = Object.values(received);
  if (counts.length !== forwarders || counts.some((count) => count !== lines)) {
    throw new Error(`${lines} lines for each of ${forwarders} forwarders were expected, got ${JSON.stringify(received)}`);
  }
}

function peakOf(batches: readonly Measured[]): number {
  return Math.max(...batches.map(({ peak }) => peak)) / 1024;
}

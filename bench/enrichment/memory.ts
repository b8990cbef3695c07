import { events } from './events';
import { Instance } from './instance';
import { Random } from '../../preview/traffic/random';
import type { Figure } from '../measure';

const KEYS = 1_000;
const FEW = 50;
const MANY = 250;
const SEED = 20_260_116;

/** The function's memory, in MB. */
const MEMORY = 512;

/** What may be held after many different batches, to what is after few. */
const GROWTH = 1.1;

/** What is held after few batches and after many, and the most that ever was resident: that depends on when the collector comes. */
export async function memoryFigures(file: string, environment: Record<string, string>): Promise<Figure[]> {
  return [
    ...await ofBatches('batches of 1,000 records', { records: 1_000 }, file, environment),
    // nobody has the same, and nothing of it may be kept
    ...await ofBatches('batches of 100 records with user agents of 8 KB', { records: 100, hasLongAgents: true }, file, environment),
  ];
}

async function ofBatches(
  what: string, { records, hasLongAgents }: { readonly records: number; readonly hasLongAgents?: boolean },
  file: string, environment: Record<string, string>,
): Promise<Figure[]> {
  const instance = new Instance(file, environment);
  const random = new Random(SEED);
  const held: number[] = [];
  let most = 0;
  try {
    for (let batch = 0; batch < MANY; batch++) {
      const round = await instance.run({
        events: events(random, records, KEYS, { hasLongAgents }), milliseconds: 0, withHeld: batch === FEW - 1 || batch === MANY - 1,
      });
      most = round.peak / 1024;
      if (round.held !== undefined) {
        held.push(round.held / 1e6);
      }
    }
  } finally {
    instance.close();
  }
  return [
    { what: `held after ${FEW} ${what}`, unit: 'MB', value: held[0] },
    { what: `held after ${MANY} ${what}`, unit: 'MB', value: held[1] },
    { what: `the latter as a share of the former, ${what}`, unit: '×', value: held[1] / held[0], bound: GROWTH },
    { what: `the most that was resident in ${MANY} ${what}`, unit: 'MB', value: most, bound: MEMORY },
  ];
}

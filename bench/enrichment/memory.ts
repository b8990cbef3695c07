import { events } from './events';
import { Instance } from './instance';
import { Random } from '../../preview/traffic/random';
import type { Figure } from '../measure';

const RECORDS = 1_000;
const KEYS = 1_000;
const FEW = 50;
const MANY = 250;
const SEED = 20_260_116;

/** The function's memory, in MB. */
const MEMORY = 512;

/** What the largest of many different batches may take above that of few, for the collector does not collect at once. */
const GROWTH = 1.2;

/** The largest resident memory after few batches and after many. */
export async function memoryFigures(file: string, environment: Record<string, string>): Promise<Figure[]> {
  const instance = new Instance(file, environment);
  const random = new Random(SEED);
  const peaks: number[] = [];
  try {
    for (let batch = 0; batch < MANY; batch++) {
      const { peak } = await instance.run({ events: events(random, RECORDS, KEYS), milliseconds: 0 });
      peaks.push(peak / 1024);
    }
  } finally {
    instance.close();
  }
  return [
    { what: `largest memory after ${FEW} batches of 1,000 records`, unit: 'MB', value: peaks[FEW - 1], bound: MEMORY },
    { what: `largest memory after ${MANY} batches of 1,000 records`, unit: 'MB', value: peaks[MANY - 1], bound: MEMORY },
    { what: 'the latter as a share of the former', unit: '×', value: peaks[MANY - 1] / peaks[FEW - 1], bound: GROWTH },
  ];
}

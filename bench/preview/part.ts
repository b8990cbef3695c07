import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM, pageTimes } from './page';
import type { Stages } from './preview';
import { preview, secondsOf } from './preview';
import type { Figure, Part, Results } from '../measure';

/*
 * How long does who looks at the preview wait for its page, and then for what the page shows?
 *
 *   npx tsx --tsconfig tsconfig.dev.json bench/run.ts preview
 *
 * BENCH_REQUESTS sets how many requests are made up, up to a million, for which the bounds are meant. A million take some minutes; the page of
 * 20,000 is two thirds as large, and answers nearly as slowly, since what it holds is added up.
 */

/** What `npm run preview` makes up. */
const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 20_000);

const BOUNDS = { megabytes: 10, load: 3_000, control: 500 };

export const part: Part = {
  title: `Preview: ${REQUESTS.toLocaleString('en-US')} requests over 60 days`,
  run: async (): Promise<Results> => {
    const directory = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const stages = await preview(REQUESTS, directory);
      return { comparisons: [], figures: [...stageFigures(stages), ...await pageFigures(join(directory, 'index.html'))] };
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

/** One run: it is long enough. */
function stageFigures(stages: Stages): Figure[] {
  const whole = secondsOf(stages);
  return [
    { what: 'requests from the start of the process to the page', unit: 'requests/s', value: REQUESTS / whole },
    { what: 'the same', unit: 's', value: whole },
    ...Object.entries(stages).map(([name, value]) => ({ what: `of it: ${name}`, unit: 's', value })),
  ];
}

async function pageFigures(file: string): Promise<Figure[]> {
  const size = { what: 'page', unit: 'MB', value: statSync(file).size / 1e6, bound: BOUNDS.megabytes };
  if (!existsSync(CHROMIUM)) {
    console.log(`There is no Chromium at ${CHROMIUM}, so that the page is not opened: the variable CHROMIUM names another place.`);
    return [size];
  }
  const { load, sheets } = await pageTimes(file);
  return [
    size,
    { what: 'load until the first sheet is drawn', unit: 'ms', value: load, bound: BOUNDS.load },
    ...sheets.flatMap(({ name, shown, slowestControl }) => [
      { what: `sheet '${name}': shown first`, unit: 'ms', value: shown, bound: BOUNDS.load },
      { what: `sheet '${name}': its slowest control`, unit: 'ms', value: slowestControl, bound: BOUNDS.control },
    ]),
  ];
}

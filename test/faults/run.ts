import { Bench } from './bench';
import { fuzzBundled } from './lines/bundled';
import { corpus, fuzz } from './lines/fuzz';
import { report, runSchedules } from './run-schedules';
import { compareWays, WAYS } from '../enrichment/both-ways';

const SEED = process.env.FAULTS_SEED;
const FIRST = Number(process.env.FAULTS_FIRST ?? 1);
const SCHEDULES = Number(process.env.FAULTS_SCHEDULES ?? 1_000);
const LINES = Number(process.env.FAULTS_LINES ?? 1_000_000);
const BUNDLED_LINES = Math.min(LINES, 20_000);

/** All figures that the promise rests on: `npm run test:faults`, or `FAULTS_SEED=17 npm run test:faults` for one schedule alone. */
async function main(): Promise<void> {
  const broken = await schedules(SEED === undefined ? Array.from({ length: SCHEDULES }, (_, index) => FIRST + index) : [Number(SEED)]);
  if (SEED === undefined) {
    await lines();
  }
  if (broken > 0) {
    throw new Error(`${broken} schedules broke a promise; each is printed above`);
  }
}

async function schedules(seeds: readonly number[]): Promise<number> {
  const started = performance.now();
  const bench = await Bench.open();
  try {
    const { totals, broken } = await runSchedules(bench, seeds, (done, found) => {
      if (found) {
        console.log(report(found));
      }
      if (done % 25 === 0) {
        say(`${done} schedules of ${seeds.length}`, started);
      }
    });
    say(`fault schedules: ${seeds.length}, of which ${broken.length} broke a promise`, started);
    Object.entries(totals).forEach(([name, count]) => console.log(`  ${name}: ${count}`));
    return broken.length;
  } finally {
    await bench.close();
  }
}

async function lines(): Promise<void> {
  let started = performance.now();
  const known = corpus();
  const { lines: count, delivered } = fuzz({ lines: LINES, seed: 1, grow: true });
  say(`fuzzing: ${count} lines and ${known.length} of the corpus, ${delivered} came out, none broke a rule`, started);
  started = performance.now();
  const compared = WAYS.map(([, privacy]) => compareWays(privacy, LINES / WAYS.length, 1)).reduce((sum, plain) => sum + plain, 0);
  say(`fast way: of ${LINES} lines it enriched ${compared}, each as the other way does`, started);
  started = performance.now();
  const bundled = await fuzzBundled(BUNDLED_LINES, 2);
  say(`fuzzing, bundled: ${bundled.lines} lines and the corpus, ${bundled.delivered} came out, none broke a rule`, started);
}

function say(text: string, started: number): void {
  console.log(`${text} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

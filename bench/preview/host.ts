/*
 * Runs the preview as its command does, in a process of its own, and tells how many seconds each of its stages took.
 *
 * Arguments: how many requests, and the directory for the page.
 */

/** Those of a seed lie before it; so that each run makes up the same. */
const NOW = new Date('2026-01-17T12:00:00Z');
const SEED = 1;

const seconds: Record<string, number> = {};
let stage = 'Loading the app';
let begun = 0; // with the process

/** Closes the stage that ran until now. */
function progress(next: string): void {
  if (next !== stage) {
    seconds[stage] = (performance.now() - begun) / 1_000;
    begun = performance.now();
    stage = next;
  }
}

async function main(): Promise<void> {
  const [, , requests, outDirectory] = process.argv;
  const [{ quickstart }, { run }] = await Promise.all([import('../../examples/typescript/quickstart.js'), import('../../preview/run.js')]);
  await run({ define: quickstart, requests: Number(requests), seed: SEED, outDirectory, now: NOW, progress, warn: console.error });
  progress('');
  process.send!(seconds, () => process.exit());
}

void main();

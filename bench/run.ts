import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Comparison, Figure, Part, Results, WrittenResults } from './measure';

/*
 * Measures ours against what the walkthroughs would build, in turns of one run.
 *
 *   npm run bench                        all parts, and bench/results.json
 *   npm run bench enrichment queries     these parts alone; bench/results.json keeps the others' figures
 *
 * Ratios hold elsewhere as well; absolute figures are this machine's.
 */

const PARTS = ['enrichment', 'cold-start', 'control-plane', 'queries', 'synthesis', 'forwarding', 'preview'];
const MACHINE = { node: process.version, cpu: cpus()[0].model.trim(), cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
const RESULTS = join(__dirname, 'results.json');

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no part '${unknown[0]}': give some of ${PARTS.join(', ')}, or none for all of them.`);
  }
  const results = before();
  for (const name of names.length > 0 ? names : PARTS) {
    const { part } = await import(`./${name}/part.ts`) as { part: Part };
    console.log(`\n== ${part.title}`);
    const started = performance.now();
    const measured = await part.run();
    print(measured);
    console.log(`(${((performance.now() - started) / 1000).toFixed(0)} s)`);
    results[name] = { date: new Date().toISOString().slice(0, 10), machine: MACHINE, ...measured };
    writeFileSync(RESULTS, JSON.stringify({ parts: results }, rounded, 1) + '\n');
  }
}

function before(): Record<string, WrittenResults> {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return (require(RESULTS) as { parts: Record<string, WrittenResults> }).parts;
  } catch {
    return {};
  }
}

function print({ comparisons, figures }: Results): void {
  if (comparisons.length > 0) {
    table(['', 'ours', 'other', 'ratio', 'eight of ten turns', 'aim'], comparisons.map(({ what, unit, ours, other, against, ratio, spread, target }: Comparison) => [
      `${what}, ${unit}; against ${against}`, short(ours), short(other), `${short(ratio)}×`,
      spread ? spread.map(short).join(' to ') : '', target === undefined ? '' : `${target}× ${ratio >= target ? '' : '(missed)'}`,
    ]));
  }
  if (figures.length > 0) {
    table(['', 'value', 'at most'], figures.map(({ what, unit, value, bound }: Figure) => [
      `${what}, ${unit}`, short(value), bound === undefined ? '' : `${bound} ${value <= bound ? '' : '(missed)'}`,
    ]));
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((_name, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  for (const row of [head, ...rows]) {
    console.log(row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])).join('  ').trimEnd());
  }
}

function short(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

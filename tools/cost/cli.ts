import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResults } from './measured';
import { costPage } from './page';
import { readPrices } from './prices';

/*
 * Writes docs/cost.md from what was measured and from a dated price list.
 *
 *   npm run cost                    by bench/results.json, which npm run bench writes
 *   npm run cost -- results.json    by another run's
 */

const ROOT = join(__dirname, '../..');
const RESULTS = join(ROOT, 'bench/results.json');

function main([file = RESULTS]: readonly string[]): void {
  if (!existsSync(file)) {
    throw new Error(`There is no ${file}; make it by: npm run bench`);
  }
  writeFileSync(join(ROOT, 'docs/cost.md'), costPage(JSON.parse(readFileSync(file, 'utf8')) as BenchResults, readPrices()));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

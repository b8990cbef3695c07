import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { checkBatch, ownOutput } from './check-batch';
import type { HostileLine } from './hostile-line';
import { hostileLines } from './hostile-line';

const CORPUS = join(__dirname, '../corpus');
const FINDS = join(CORPUS, 'finds.ndjson');

/** Lines in one batch. */
const BATCH = 50;

interface CorpusLine {
  /** The line, as base64 where it is no text. */
  readonly line?: string;
  readonly base64?: string;
  readonly hasHead?: boolean;
  readonly why?: string;
}

/** The lines that once broke something, or that easily might. */
export function corpus(): (HostileLine & { readonly why: string })[] {
  return readdirSync(CORPUS).sort().flatMap((file) => readFileSync(join(CORPUS, file), 'utf8').split('\n').filter(Boolean).map((text) => {
    const { line, base64, hasHead = false, why = '' } = JSON.parse(text) as CorpusLine;
    return { data: base64 === undefined ? Buffer.from(line!) : Buffer.from(base64, 'base64'), hasHead, isOwn: false, why };
  }));
}

export interface FuzzOptions {
  readonly lines: number;
  readonly seed: number;
  /** Whether what is found is added to the corpus. */
  readonly grow: boolean;
}

/** Sends so many generated lines through the transformation. Fails with the smallest batch that breaks a rule. */
export function fuzz({ lines, seed, grow }: FuzzOptions): { lines: number; delivered: number } {
  let count = 0;
  let delivered = 0;
  const batches = fc.array(hostileLines(ownOutput), { minLength: BATCH, maxLength: BATCH });
  const property = fc.property(batches, (batch) => {
    count += batch.length;
    delivered += checkBatch(batch);
  });
  const result = fc.check(property, { seed, numRuns: Math.ceil(lines / BATCH), ignoreEqualValues: false });
  if (result.failed) {
    const found = (result.counterexample?.[0] ?? []).filter(breaks);
    if (grow) {
      found.forEach(({ data, hasHead }) => appendFileSync(FINDS, `${JSON.stringify({ base64: data.toString('base64'), hasHead })}\n`));
    }
    const shown = found.map(({ data, hasHead, isOwn }) => `${JSON.stringify(data.toString())} (base64 ${data.toString('base64')}, head ${hasHead}, own ${isOwn})`);
    throw new Error(`Seed ${result.seed}, path ${result.counterexamplePath}, ${count} lines: ${String(result.errorInstance)}\n${shown.join('\n')}`);
  }
  return { lines: count, delivered };
}

function breaks(line: HostileLine): boolean {
  try {
    checkBatch([line]);
    return false;
  } catch {
    return true;
  }
}

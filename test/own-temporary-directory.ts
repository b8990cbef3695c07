import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a run writes to the temporary directory goes with it: each `new App()` leaves its assets there, thousands in a run. */
export default function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'tests-'));
  process.env.TMPDIR = directory;
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

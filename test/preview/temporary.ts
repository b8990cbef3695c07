import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** A directory for each test, gone afterwards. */
export function temporaryDirectory(): { path(): string; write(name: string, content: string | Buffer): string } {
  let directory: string | undefined;
  afterEach(() => {
    if (directory) {
      rmSync(directory, { recursive: true, force: true });
      directory = undefined;
    }
  });
  const path = () => directory ??= mkdtempSync(join(tmpdir(), 'preview-test-'));
  return {
    path,
    write: (name, content) => {
      const file = join(path(), name);
      writeFileSync(file, content);
      return file;
    },
  };
}

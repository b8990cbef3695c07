import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from './temporary';

const ROOT = join(__dirname, '..', '..');
const directory = temporaryDirectory();

function preview(...args: string[]) {
  const command = [join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs'), '--tsconfig', join(ROOT, 'tsconfig.dev.json'), join(ROOT, 'preview', 'cli.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], { cwd: directory.path(), encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('--json writes the summary and nothing else to standard output, and no progress bar to a pipe', { timeout: 60_000 }, () => {
  const { status, stdout, stderr } = preview('--requests', '200', '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout.split('\n')).toHaveLength(2);
  expect(JSON.parse(stdout)).toMatchObject({ requests: 200, delivered: 200, failed: 0, skippedLines: 0 });
  expect(existsSync(join(directory.path(), 'preview-out', 'index.html'))).toBe(true);
  expect(existsSync(join(directory.path(), 'preview-out', 'summary.json'))).toBe(true);
});

test('--help shows the options', () => {
  const { status, stdout } = preview('--help');
  expect(status).toBe(0);
  ['--traffic', '--requests', '--seed', '--out', '--json'].forEach((option) => expect(stdout).toContain(option));
});

describe('fails with one sentence and exit code 1', { timeout: 30_000 }, () => {
  test.each([
    [['--nothing'], '--nothing'],
    [['positional'], 'positional'],
    [['--requests', '0'], "--requests is '0'"],
    [['--requests', 'many'], "--requests is 'many'"],
    [['--requests', '1e3'], "--requests is '1e3'"],
    [['--requests=-5'], "--requests is '-5'"],
    [['--seed', '1.5'], "--seed is '1.5'"],
    [['--traffic', 'missing.log'], 'There is no file missing.log'],
    [['--traffic', '.'], 'is no regular file'],
    [['--traffic', 'x', '--requests', '5'], '--requests is for requests that are made up'],
  ])('for %j', (args, message) => {
    const { status, stdout, stderr } = preview(...args);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  test('for an empty, a binary and a garbage file', () => {
    const files = [directory.write('empty.log', ''), directory.write('binary.log', Buffer.alloc(100)), directory.write('garbage.log', 'a\nb\n')];
    const results = files.map((file) => preview('--traffic', file));
    expect(results.map(({ status }) => status)).toEqual([1, 1, 1]);
    expect(results.map(({ stderr }) => stderr.trim().split('\n').length)).toEqual([1, 1, 1]);
    expect(results.map(({ stderr }) => /is empty|is no text file|has no line that is a request/.exec(stderr)?.[0]))
      .toEqual(['is empty', 'is no text file', 'has no line that is a request']);
  });
});

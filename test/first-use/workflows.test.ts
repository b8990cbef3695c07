import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(__dirname, '../..');
const WORKFLOWS = join(ROOT, '.github/workflows');

describe('the workflows', () => {
  test.each(readdirSync(WORKFLOWS))('%s names no package registry', (file) => {
    expect(readFileSync(join(WORKFLOWS, file), 'utf8')).not.toMatch(/registry[._\w]*\.(org|com|dev)|NPM_REGISTRY/);
  });

  test('tag a release v<version>', () => {
    const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen/tasks.json'), 'utf8')) as { tasks: Record<string, { env?: Record<string, string> }> };
    // projen writes the v
    expect(tasks.bump.env!.RELEASE_TAG_PREFIX).toBe('');
  });
});

test('each decision is on the list', () => {
  const folder = join(ROOT, 'docs/decisions');
  const listed = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/\]\((.+)\)/g)].map(([, file]) => file);
  expect(listed).toEqual(readdirSync(folder).filter((file) => file !== 'README.md').sort());
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // the examples import the package by its name, as their readers do
  resolve: { alias: { 'cdk-api-usage-analytics': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/own-temporary-directory.ts'],
    pool: 'forks',
    maxWorkers: '100%', // a machine with two cores would have one
    env: { CDK_VALIDATION: 'false' }, // test/nag.ts turns it on
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', ['json', { outputFile: 'test-reports/vitest.json' }]],
  },
});

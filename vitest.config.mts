import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    env: { CDK_VALIDATION: 'false' }, // test/quickstart.test.ts turns it on
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', ['json', { outputFile: 'test-reports/vitest.json' }]],
  },
});

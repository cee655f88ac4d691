import { defineConfig } from 'vitest/config';

/** Unit tests lie beside the code; cross-cutting ones in test/. Two cores: two workers. */
export default defineConfig({
  test: {
    include: ['gateway/src/**/*.test.ts', 'ohif-extension/src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});

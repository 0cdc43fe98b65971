import { defineConfig } from 'vitest/config';
import { SkipReporter } from './test/tools/skips.js';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', new SkipReporter()],
    // The lab's namespaces, addresses and terminals exist once: its files run one after another.
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/lab/**'] } },
      { extends: true, test: { name: 'lab', include: ['test/lab/**/*.test.ts'], fileParallelism: false } },
    ],
  },
});

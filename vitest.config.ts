import { defineConfig } from 'vitest/config';
import { contractModules } from './dashboard/contract-modules.ts';

export default defineConfig({
  plugins: [contractModules()],
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules/**', 'dist/**'],
    // Real telephones, browsers and databases share the machine with other tests: one that was starved is tried again,
    // and the report says so.
    retry: process.env['CI'] ? 1 : 0,
    // Half of the time is waited: for calls to go on, browsers to paint, processes to start.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

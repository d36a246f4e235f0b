import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

// A zone with half hours, so that no test passes only where local time is UTC; no function's log or metrics between results.
process.env.TZ ??= 'America/St_Johns';
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED ??= 'true';

/** What every project shares: ES modules, TypeScript stripped by swc, nothing shared between files. */
const common: Config = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/.aws-sam', '<rootDir>/.local'],
};

const config: Config = {
  // The tests of the local cloud and of the page wait more than they work: also two processors run two files side by side.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  maxConcurrency: 3, // of one file's concurrent tests: pages in one browser, which two processors draw
  testTimeout: 60_000, // models load and programs start inside tests, on machines that do other work too
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{tests/unit,packages/*/tests}/**/*.test.ts'] },
    { ...common, displayName: 'workflow', testMatch: ['<rootDir>/tests/workflow/**/*.test.ts'] },
    { ...common, displayName: 'template', testMatch: ['<rootDir>/tests/template/**/*.test.ts'] },
    { ...common, displayName: 'page', testMatch: ['<rootDir>/tests/page/**/*.test.ts'] },
    { ...common, displayName: 'local', testMatch: ['<rootDir>/tests/{local,api}/**/*.test.ts'] },
  ],
};

export default config;

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/unit/**/*.test.ts',
      'test/conformance/**/*.test.ts',
      'test/properties/**/*.test.ts',
      'test/faults/**/*.test.ts',
      'test/webview/**/*.test.ts',
    ],
    testTimeout: 20_000,
  },
});

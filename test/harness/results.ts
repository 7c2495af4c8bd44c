import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputFolder } from './paths';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Leaves the counts of a suite where `scripts/test.mjs` adds them up: `out-test/<suite>.json`. */
export function writeCounts(suite: string, { passed, failed, skipped }: Counts): void {
  mkdirSync(outputFolder, { recursive: true });
  writeFileSync(join(outputFolder, `${suite}.json`), JSON.stringify({ passed, failed, skipped }));
}

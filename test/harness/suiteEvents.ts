import { existsSync, readFileSync } from 'node:fs';

/**
 * What a test suite in the extension host writes down, one JSON object a line. VS Code's own exit code cannot be
 * trusted: `process.exit(3)` in the extension host is reported as 0.
 */
export type SuiteEvent =
  | { readonly event: 'begin'; readonly vscode: string; readonly node: string }
  | { readonly event: 'start'; readonly title: string }
  | { readonly event: 'pass'; readonly title: string; readonly milliseconds: number }
  | { readonly event: 'skip'; readonly title: string }
  | { readonly event: 'fail'; readonly title: string; readonly error: string }
  | { readonly event: 'end'; readonly failures: number };

/** Environment variable that names the file for the events. */
export const eventsVariable = 'GRADLENS_TEST_EVENTS';

/** Environment variable with a pattern of test titles to run. */
export const grepVariable = 'GRADLENS_TEST_GREP';

/** The events written so far. An unfinished last line, left by a crash, does not count. */
export function readSuiteEvents(file: string): SuiteEvent[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as SuiteEvent);
}

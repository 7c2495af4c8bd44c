import type { SuiteEvent } from './suiteEvents';

/** How the VS Code that ran a suite came to its end. */
export interface Ending {
  /** 0 where VS Code saw `run()` resolve; undefined when it never said. */
  readonly exitCode: number | undefined;
  readonly problem: string;
  /** What it wrote meanwhile; the last lines are shown when the suite broke off. */
  readonly log: readonly string[];
}

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The suite reached its end, nothing failed, and at least one test ran. */
  readonly ok: boolean;
}

/** Prints every result and judges the run by its events, VS Code's exit code being only one witness. */
export function reportSuite(events: readonly SuiteEvent[], ending: Ending): SuiteResult {
  let version = 'the suite never began';
  let lastStarted = 'none';
  let failures: number | undefined;
  const counts = { pass: 0, fail: 0, skip: 0 };
  for (const event of events) {
    if (event.event === 'begin') version = `VS Code ${event.vscode}, Node ${event.node}`;
    if (event.event === 'start') lastStarted = event.title;
    if (event.event === 'end') failures = event.failures;
    if (event.event === 'pass' || event.event === 'fail' || event.event === 'skip') {
      counts[event.event]++;
      console.log(lineFor(event));
    }
  }
  if (failures === undefined) {
    console.log(`The suite did not reach its end (${ending.problem}); last test begun: ${lastStarted}.`);
    console.log(ending.log.slice(-20).join('\n'));
  }
  const ok = ending.exitCode === 0 && failures === 0 && counts.fail === 0 && counts.pass > 0;
  // A suite that broke off, or held no test, counts as one failure.
  const failed = ok ? 0 : Math.max(1, counts.fail);
  console.log(`${version}: ${counts.pass} passed, ${failed} failed, ${counts.skip} skipped`);
  return { passed: counts.pass, failed, skipped: counts.skip, ok };
}

function lineFor(event: SuiteEvent & { readonly event: 'pass' | 'fail' | 'skip' }): string {
  if (event.event === 'pass') return `  ok   ${event.title} (${event.milliseconds} ms)`;
  if (event.event === 'skip') return `  skip ${event.title}`;
  return `  FAIL ${event.title}\n${event.error.replace(/^/gm, '       ')}`;
}

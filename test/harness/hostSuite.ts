import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { startBrowser } from './browser';
import { suitePayload, workbenchUrl } from './location';
import { removeFolder, temporaryFolder } from './paths';
import { startServer, type VscodeServer } from './server';
import { eventsVariable, parseSuiteEvents, type SuiteEvent } from './suiteEvents';

export interface HostSuite {
  /** Folder of the extension in development. */
  readonly extension: string;
  /** Built module that exports `run(): Promise<void>`. */
  readonly suite: string;
  /** Opened as workspace, in a private copy: tests may write. */
  readonly workspace: string;
  /** Run it in the oldest VS Code that `engines.vscode` admits. */
  readonly floor?: boolean;
  /** Keeps a picture of the workbench here when the suite does not reach its end. */
  readonly screenshot: string;
  readonly timeoutSeconds?: number;
}

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  /** The suite reached its end, nothing failed, and at least one test ran. */
  readonly ok: boolean;
}

/** Runs a test suite in the extension host of a real VS Code and prints every result. */
export async function runHostSuite(suite: HostSuite): Promise<SuiteResult> {
  const notes = temporaryFolder();
  const eventsFile = join(notes, 'events.jsonl');
  const server = await startServer({
    floor: suite.floor,
    extensionTests: true,
    environment: { [eventsVariable]: eventsFile },
  });
  try {
    const workspace = join(server.folder, 'workspace');
    cpSync(suite.workspace, workspace, { recursive: true });
    const ending = await untilTheSuiteEnds(suite, server, workspace);
    const events = existsSync(eventsFile) ? parseSuiteEvents(readFileSync(eventsFile, 'utf8')) : [];
    return report(events, ending, server);
  } finally {
    await server.stop();
    removeFolder(notes);
  }
}

/** How the workbench says that the suite is over. */
interface Ending {
  /** 0 where VS Code saw `run()` resolve; undefined when it never said. */
  readonly exitCode: number | undefined;
  readonly problem: string;
  /** What the extension host wrote to its console. */
  readonly console: readonly string[];
}

async function untilTheSuiteEnds(suite: HostSuite, server: VscodeServer, workspace: string): Promise<Ending> {
  const { browser, page } = await startBrowser();
  const lines: string[] = [];
  try {
    const exit = suiteExit(page, suite.timeoutSeconds ?? 180);
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      lines.push([type, ...args].join(' '));
      if (process.env.GRADLENS_TEST_LOG) console.log(type, ...args);
    });
    await page.exposeFunction('codeAutomationExit', exit.resolve);
    await page.goto(workbenchUrl(server, workspace, suitePayload(server, suite.extension, suite.suite)));
    const exitCode = await exit.promise;
    return { exitCode, problem: `exit code ${exitCode}`, console: lines };
  } catch (error) {
    mkdirSync(dirname(suite.screenshot), { recursive: true });
    await page.screenshot({ path: suite.screenshot }).catch(() => undefined);
    return { exitCode: undefined, problem: error instanceof Error ? error.message : String(error), console: lines };
  } finally {
    await browser.close();
  }
}

/** Settles when the workbench calls `resolve`, when its page crashes, or when the time is over. */
function suiteExit(page: Page, seconds: number) {
  let resolve: (exitCode: number) => void = () => undefined;
  const promise = new Promise<number>((accept, reject) => {
    const timer = setTimeout(() => reject(new Error(`the suite did not end within ${seconds} s`)), seconds * 1000);
    resolve = (exitCode) => {
      clearTimeout(timer);
      accept(exitCode);
    };
    page.on('crash', () => reject(new Error('the page of the workbench crashed')));
  });
  // `goto` may fail first; then nobody awaits this one.
  promise.catch(() => undefined);
  return { promise, resolve: (exitCode: number) => resolve(exitCode) };
}

function report(events: readonly SuiteEvent[], ending: Ending, server: VscodeServer): SuiteResult {
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
    console.log([...ending.console, ...server.readLog().split('\n')].slice(-20).join('\n'));
  }
  const ok = ending.exitCode === 0 && failures === 0 && counts.fail === 0 && counts.pass > 0;
  // A suite that broke off, or held no test, counts as one failure.
  const failed = ok ? 0 : Math.max(1, counts.fail);
  console.log(`${version}: ${counts.pass} passed, ${failed} failed, ${counts.skip} skipped`);
  return { passed: counts.pass, failed, ok };
}

function lineFor(event: SuiteEvent & { readonly event: 'pass' | 'fail' | 'skip' }): string {
  if (event.event === 'pass') return `  ok   ${event.title} (${event.milliseconds} ms)`;
  if (event.event === 'skip') return `  skip ${event.title}`;
  return `  FAIL ${event.title}\n${event.error.replace(/^/gm, '       ')}`;
}

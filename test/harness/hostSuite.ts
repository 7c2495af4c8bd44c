import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { startBrowser } from './browser';
import { suitePayload, workbenchUrl } from './location';
import { removeFolder, temporaryFolder } from './paths';
import { startServer, type VscodeServer } from './server';
import { eventsVariable, readSuiteEvents } from './suiteEvents';
import { type Ending, reportSuite, type SuiteResult } from './suiteReport';

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

/** Runs a test suite in the extension host of a real VS Code and prints every result. */
export async function runHostSuite(suite: HostSuite): Promise<SuiteResult> {
  const notes = temporaryFolder();
  // Whoever starts this process may want the events too: see test/desktop.
  const eventsFile = process.env[eventsVariable] ?? join(notes, 'events.jsonl');
  const server = await startServer({
    floor: suite.floor,
    extensionTests: true,
    environment: { [eventsVariable]: eventsFile },
  });
  try {
    const workspace = join(server.folder, 'workspace');
    cpSync(suite.workspace, workspace, { recursive: true });
    const ending = await untilTheSuiteEnds(suite, server, workspace);
    const log = [...ending.log, ...server.readLog().split('\n')];
    return reportSuite(readSuiteEvents(eventsFile), { ...ending, log });
  } finally {
    await server.stop();
    removeFolder(notes);
  }
}

async function untilTheSuiteEnds(suite: HostSuite, server: VscodeServer, workspace: string): Promise<Ending> {
  const { browser, page } = await startBrowser();
  const lines: string[] = [];
  try {
    const exit = suiteExit(page, suite.timeoutSeconds ?? 300);
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      lines.push([type, ...args].join(' '));
      if (process.env.GRADLENS_TEST_LOG) console.log(type, ...args);
    });
    await page.exposeFunction('codeAutomationExit', exit.resolve);
    await page.goto(workbenchUrl(server, workspace, suitePayload(server, suite.extension, suite.suite)));
    const exitCode = await exit.promise;
    return { exitCode, problem: `exit code ${exitCode}`, log: lines };
  } catch (error) {
    mkdirSync(dirname(suite.screenshot), { recursive: true });
    await page.screenshot({ path: suite.screenshot }).catch(() => undefined);
    return { exitCode: undefined, problem: error instanceof Error ? error.message : String(error), log: lines };
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

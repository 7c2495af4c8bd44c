import { pathToFileURL } from 'node:url';
import Mocha from 'mocha';
import type { Counts } from './results';
import { openSession, type Session, type SessionOptions } from './session';

let session: Session | undefined;

/** The session of this run, for the tests in test/e2e. */
export function currentSession(): Session {
  if (!session) throw new Error('No session: run these tests with "npm run test:e2e".');
  return session;
}

/** Runs mocha suites against one shared session; keeps a picture of the window where a test fails. */
export async function runE2eSuites(files: readonly string[], options: SessionOptions): Promise<Counts> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter: 'spec', forbidOnly: true });
  if (process.env.GRADLENS_TEST_GREP) mocha.grep(process.env.GRADLENS_TEST_GREP);
  // Mocha itself would `require` the files: they would meet a second copy of this module, without the session.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const file of files) await import(pathToFileURL(file).href);

  const opened = await openSession(options);
  session = opened;
  try {
    return await run(mocha, opened);
  } finally {
    await opened.close();
  }
}

function run(mocha: Mocha, opened: Session): Promise<Counts> {
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest;
      if (test?.state === 'failed') await opened.screenshot(`failed ${test.fullTitle().replace(/[^\w-]+/g, ' ')}`);
    },
  });
  return new Promise((resolve) => {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const runner = mocha.run(() => {
      // No test at all is no success.
      if (counts.passed + counts.failed === 0) counts.failed = 1;
      resolve(counts);
    });
    runner.on('pass', () => counts.passed++);
    runner.on('fail', () => counts.failed++);
    runner.on('pending', () => counts.skipped++);
  });
}

import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { eventsVariable, grepVariable, type SuiteEvent } from '../harness/suiteEvents';

/**
 * VS Code calls this in its extension host. Every event is written at once, so that a crash leaves its trace.
 * @throws Error when a test fails
 */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, reporter: 'dot', color: false, forbidOnly: true });
  const pattern = process.env[grepVariable];
  if (pattern) mocha.grep(pattern);
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
  }
  note({ event: 'begin', vscode: vscode.version, node: process.version });
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      note({ event: 'end', failures });
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
    runner.on('test', (test) => note({ event: 'start', title: test.fullTitle() }));
    runner.on('pass', (test) => note({ event: 'pass', title: test.fullTitle(), milliseconds: test.duration ?? 0 }));
    runner.on('pending', (test) => note({ event: 'skip', title: test.fullTitle() }));
    runner.on('fail', (test, error: Error) =>
      note({ event: 'fail', title: test.fullTitle(), error: error.stack ?? String(error) }),
    );
  });
}

function note(event: SuiteEvent): void {
  const file = process.env[eventsVariable];
  if (file) appendFileSync(file, `${JSON.stringify(event)}\n`);
}

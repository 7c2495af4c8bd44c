// npm test: everything that must hold, in order. Sets up what it needs (a VS Code, a browser) and says so.
import fs from 'node:fs';
import path from 'node:path';
import { root, run } from './run.mjs';

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} npm arguments of npm
 * @property {string} [counts] file with the counts of its tests; a stage without one counts as one test
 */

/** @type {Stage[]} */
const stages = [
  { name: 'build', npm: ['run', '-s', 'build'] },
  { name: 'check-types', npm: ['run', '-s', 'check-types'] },
  { name: 'lint', npm: ['run', '-s', 'lint'] },
  {
    name: 'unit',
    npm: ['run', '-s', 'test:unit', '--', '--reporter=default', '--reporter=json', '--outputFile=out-test/unit.json'],
    counts: 'out-test/unit.json',
  },
  { name: 'host', npm: ['run', '-s', 'test:host'], counts: 'out-test/host.json' },
  { name: 'e2e', npm: ['run', '-s', 'test:e2e'], counts: 'out-test/e2e.json' },
];

const results = stages.map((stage) => {
  console.log(`\n===== ${stage.name}`);
  if (stage.counts) fs.rmSync(path.join(root, stage.counts), { force: true });
  const status = run('npm', stage.npm);
  return { name: stage.name, ...countsOf(stage, status) };
});

console.log('\n===== summary');
for (const { name, passed, failed, skipped } of results) {
  console.log(`${name.padEnd(12)} ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} SKIPPED` : ''}`);
}
const total = (/** @type {'passed' | 'failed' | 'skipped'} */ key) => results.reduce((sum, each) => sum + each[key], 0);
if (total('skipped') > 0) console.log(`${total('skipped')} tests did not run: that counts as a failure.`);
console.log(`${total('passed')} passed, ${total('failed') + total('skipped')} failed`);
process.exitCode = total('failed') + total('skipped') > 0 ? 1 : 0;

/**
 * A stage that fails without naming a failed test (it could not start, or broke off) counts as one failure.
 * @param {Stage} stage
 * @param {number} status
 */
function countsOf(stage, status) {
  const counted = stage.counts ? readCounts(path.join(root, stage.counts)) : { passed: 1, failed: 0, skipped: 0 };
  if (status === 0) return counted;
  const passed = stage.counts ? counted.passed : 0;
  return { ...counted, passed, failed: Math.max(1, counted.failed) };
}

/**
 * Reads vitest's report or what the harness writes.
 * @param {string} file
 */
function readCounts(file) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!('numPassedTests' in counts)) return counts;
  return {
    passed: counts.numPassedTests,
    failed: counts.numFailedTests,
    skipped: counts.numPendingTests + counts.numTodoTests,
  };
}

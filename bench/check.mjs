// node bench/check.mjs: wall time of `gradlens check examples/lenet5.net.json`, the process from start to end, over
// five runs. Builds for production first.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { nodeOrExit, root } from '../scripts/run.mjs';

const runs = 5;

nodeOrExit('esbuild.js', '--production');
const seconds = Array.from({ length: runs }, () => {
  const start = performance.now();
  const check = spawnSync(process.execPath, ['dist/cli.js', 'check', 'examples/lenet5.net.json'], { cwd: root });
  if (check.status !== 0) throw new Error(`gradlens check ended with ${check.status}: ${check.stderr}`);
  return (performance.now() - start) / 1000;
});
seconds.sort((a, b) => a - b);
const [minimum, median, maximum] = [0, runs >> 1, runs - 1].map((index) => seconds[index]?.toFixed(2));
console.log(
  `gradlens check examples/lenet5.net.json, ${runs} runs: min ${minimum} s, median ${median} s, max ${maximum} s`,
);

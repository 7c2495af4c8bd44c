import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONV, netWith, ownLayers } from '../support/ownLayers';

const scratch = mkdtempSync(join(tmpdir(), 'gradlens-own-cli-'));
const main = join(scratch, 'cli.js');

beforeAll(async () => {
  const { bundles } = createRequire(import.meta.url)('../../../esbuild.js') as { bundles: BuildOptions[] };
  const bundle = bundles.find(({ outfile = '' }) => basename(outfile) === 'cli.js');
  await build({ ...bundle, outfile: main, sourcemap: false });
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** `onStart` is called with what comes first on standard output. */
function gradlens(args: readonly string[], onStart?: (interrupt: () => void) => void) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [main, ...args], { env });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout === '') onStart?.(() => child.kill('SIGINT'));
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A network with the layer of that file. */
function netOf(file: string, more: object = CONV): string {
  const path = join(scratch, `${file}.net.json`);
  writeFileSync(path, netWith({ type: `${ownLayers}/${file}`, ...more }));
  return path;
}

/** The user's file as messages name it, from the working directory. */
const shown = (file: string): string => relative(process.cwd(), `${ownLayers}/${file}`);

describe("gradlens with a layer of the user's own", () => {
  it('says 0 for the example', async () => {
    const { code, stdout, stderr } = await gradlens([
      'check',
      'examples/custom-layer/lenet5-mine.net.json',
      '--layer',
      'conv2',
    ]);
    expect(stderr).toBe('');
    expect(stdout).toContain('✓');
    expect(code).toBe(0);
  }, 60_000);

  it('says 1 for the example that is wrong, and names it', async () => {
    const { code, stdout } = await gradlens([
      'check',
      'examples/custom-layer/not-rotated.net.json',
      '--layer',
      'conv2',
    ]);
    expect(stdout).toContain('✗ dx of conv2 equals what you get when the kernel is not rotated by 180°.');
    expect(code).toBe(1);
  });

  it('says 1 for a kernel that is not rotated, and says where', async () => {
    const { code, stdout } = await gradlens(['check', netOf('not-rotated.ts'), '--json']);
    const report = JSON.parse(stdout) as {
      verdict: string;
      layers: { name: string; verdict: string; tensors: object[] }[];
    };
    expect(report.layers.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['mine', 'wrong'],
      ['tanh', 'right'],
      ['flatten', 'right'],
      ['fc', 'right'],
      ['loss', 'right'],
    ]);
    expect(report.layers[0]?.tensors).toMatchObject([
      { name: 'weight', failed: 0 },
      { name: 'bias', failed: 0 },
      { name: 'dx', failed: 120 },
    ]);
    expect(report.layers[0]).toMatchObject({
      diagnosis: 'dx of mine equals what you get when the kernel is not rotated by 180°.',
      diagnoses: [{ mistakes: ['kernel-not-rotated'], against: 'Conv2d' }],
    });
    expect(code).toBe(1);
  });

  it('prints the mistake under the table: what is right, why, what to write, and the runners-up', async () => {
    const { stdout } = await gradlens(['check', netOf('not-rotated.ts')]);
    const lines = stdout.split('\n');
    const at = lines.indexOf('✗ dx of mine equals what you get when the kernel is not rotated by 180°.');
    expect(lines.slice(at + 1, at + 6)).toEqual([
      '  right  ∂C/∂x_c = Σ_o δ_o ∗_full rot180(W_o,c)',
      expect.stringMatching(/^ {2}why {4}\S/),
      '  not    dx[i] += delta[i+p-K+1] * w[p]',
      '  but    dx[i] += delta[i+p-K+1] * w[K-1-p]',
      expect.stringMatching(/^ {2}\d+ known mistakes tried on Conv2d's gradient; the closest:$/),
    ]);
    expect(lines[at + 7]).toMatch(/^ {2}✓ kernel not rotated +120 of 120 +\d\.\de−1\d$/);
    expect(lines.slice(at + 8, at + 11).every((line) => /^ {2}– .+ +\d+ of 120 +\d\.\de−\d$/.test(line))).toBe(true);
    expect(stdout.match(/not rotated by 180°/g)).toHaveLength(1);
    expect(stdout).not.toMatch(/✓ right.*dx of mine/);
  });

  it.each([
    ['loop.ts', ['--time-limit', '0.5'], ':2:17: error: backward of loop.ts did not return within 0.5 s.\n'],
    [
      'load-loop.ts',
      ['--time-limit', '0.5'],
      ':1:1: error: The top level of load-loop.ts did not return within 0.5 s.\n',
    ],
    ['memory.ts', ['--memory-limit', '300'], ':3:17: error: backward of memory.ts takes more than 300 MB of memory.\n'],
    ['heap.ts', ['--memory-limit', '300'], ':2:17: error: backward of heap.ts takes more than 300 MB of memory.\n'],
    ['exits.ts', [], ':3:14: error: backward of exits.ts ends the process it runs in.\n'],
  ])(
    'says 2 where it has to be stopped: %s',
    async (file, options, message) => {
      const { code, stderr } = await gradlens(['check', netOf(file), ...options]);
      expect(stderr).toBe(`${shown(file)}${message}`);
      expect(code).toBe(2);
    },
    30_000,
  );

  it('says 2 where its shapes cannot be had, in both files', async () => {
    const { code, stderr } = await gradlens(['shapes', netOf('right.ts', { out_channels: 'three' })]);
    expect(stderr).toMatch(
      /^.*right\.ts\.net\.json:1:\d+: error: "out_channels" must be a number, but is "three"\.\n$/,
    );
    expect(code).toBe(2);
  });

  it('prints its shapes', async () => {
    const { code, stdout, stderr } = await gradlens(['shapes', netOf('right.ts')]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\nmine .* 2×3×4×4 +36 /);
    expect(code).toBe(0);
  });

  it('says 130 after Ctrl-C, at once where the code does not come back the second time', async () => {
    const { code, stderr } = await gradlens(['check', netOf('loop.ts'), '--time-limit', '60'], (interrupt) => {
      setTimeout(interrupt, 700);
      setTimeout(interrupt, 1000);
    });
    expect(stderr).toBe('');
    expect(code).toBe(130);
  });

  it.each(['--time-limit', '--memory-limit'])('wants a number above 0 for %s', async (option) => {
    const { code, stderr } = await gradlens(['check', netOf('right.ts'), option, '0']);
    expect(stderr).toBe(`gradlens: error: ${option} must be a number above 0.\n`);
    expect(code).toBe(2);
  });
});

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tensor } from '../../src/engine/tensor';
import { passOver } from '../../src/engine/trace';
import { readNpz } from '../../src/formats/tensors/npz';
import { readSafetensors } from '../../src/formats/tensors/safetensors';
import { readNet } from './formats/nets';

const nets = 'test/fixtures/nets';
const scratch = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
const main = join(scratch, 'cli.js');

/** The bundles as they are shipped, but in a folder of their own. */
beforeAll(async () => {
  const { bundles } = createRequire(import.meta.url)('../../esbuild.js') as { bundles: BuildOptions[] };
  const wanted = bundles.filter(({ outfile = '' }) => ['cli.js', 'report.js'].includes(basename(outfile)));
  expect(wanted).toHaveLength(2);
  await Promise.all(
    wanted.map((bundle) => build({ ...bundle, outfile: join(scratch, basename(bundle.outfile!)), sourcemap: false })),
  );
}, 120_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line. `onOutput` is called with what comes first on standard output. */
function gradlens(args: readonly string[], onOutput?: (stop: () => void) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: undefined };
    const child = spawn(process.execPath, [main, ...args], { env });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout === '') onOutput?.(() => child.kill('SIGINT'));
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('check', () => {
  it('prints a table, the sentence and the rule, and ends with 0', async () => {
    const { code, stdout, stderr } = await gradlens(['check', `${nets}/good/files.net.json`]);
    expect(stderr).toBe('');
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(
      'files: 39 parameters · input 2×2×6×5 (input.npy) · target 2, 0 · CrossEntropyLoss(reduction=sum)',
    );
    expect(lines[2]).toMatch(/^layer +type +output +entries +verdict +max error +worst entry$/);
    expect(lines[3]).toMatch(/^conv1 +Conv2d +3×3×6 +159 +✓ right +\d\.\de−\d+ +\w+\[[\d,]+\]$/);
    expect(lines.filter((line) => line.includes('✓'))).toHaveLength(6);
    expect(stdout).toMatch(/\n✓ .*gradients are right.*\n {2}every entry, .* 10⁻⁷ relative\n/);
    expect(code).toBe(0);
  });

  it('--json prints one document', async () => {
    const file = `${nets}/good/inline.net.json`;
    const { code, stdout, stderr } = await gradlens(['check', file, '--json']);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({
      file,
      network: 'by hand',
      verdict: 'right',
      sentence: 'All 8 gradients are right.',
    });
    // z = (14.5, 1), target (0.5, −0.5): C = (14² + 1.5²)/2
    expect(report.loss).toBe(99.125);
    expect(Object.keys(report)).toEqual([
      'file',
      'network',
      'loss',
      'verdict',
      'sentence',
      'rule',
      'layers',
      'elapsedMs',
    ]);
    const layers = report.layers as { name: string; type: string; line: number; verdict: string; tensors: object[] }[];
    expect(layers.map(({ name, type, line, verdict }) => [name, type, line, verdict])).toEqual([
      ['flatten', 'Flatten', 7, 'right'],
      ['fc', 'Linear', 8, 'right'],
      ['loss', 'MSELoss', 5, 'right'],
    ]);
    expect(layers[1]!.tensors[0]).toMatchObject({ name: 'weight', shape: [2, 3], entries: 6, checked: 6, failed: 0 });
    // ∂C/∂W[0,2] = 14 · 3 is among them.
    expect(layers[1]!.tensors[0]).toHaveProperty('worst.analytic');
    expect([code, stderr]).toEqual([0, '']);
  });

  it('of the layers that are named', async () => {
    const args = ['--layer', 'fc', '--layer', 'loss', '--method', 'sample', '--json'];
    const { code, stdout } = await gradlens(['check', `${nets}/good/inline.net.json`, ...args]);
    const { layers } = JSON.parse(stdout) as { layers: { name: string }[] };
    expect(layers.map(({ name }) => name)).toEqual(['fc', 'loss']);
    expect(code).toBe(0);
  });

  it('ends with 1 when not everything is right', async () => {
    // Nothing is right with a tolerance of 0, but nothing is further off than its error bar either.
    const { code, stdout } = await gradlens(['check', `${nets}/good/image.net.json`, '--rtol', '0']);
    expect(stdout).toMatch(/\n[?✗] .*(unresolved|wrong)/);
    expect(code).toBe(1);
  });

  it('says every problem as file:line:col, and ends with 2', async () => {
    const file = `${nets}/broken/many.net.json`;
    const expected = readFileSync(`${nets}/broken/many.problems.txt`, 'utf8').trimEnd().split('\n');
    const { code, stdout, stderr } = await gradlens(['check', file]);
    const lines = expected.map((line) => line.replace(/–\S+/, ':').replace(/ \(layer [^)]*\)/, ''));
    expect(stderr.trimEnd().split('\n')).toEqual(lines.map((line) => `${file}:${line}`));
    expect([code, stdout]).toEqual([2, '']);
  });

  it('Ctrl-C ends it with 130', async () => {
    const file = join(scratch, 'large.net.json');
    const layers = [1, 2, 3].map(() => ({ type: 'Linear', out_features: 1500 }));
    writeFileSync(file, JSON.stringify({ input: { shape: [4, 1500] }, loss: 'MSELoss', layers }));
    const { code, stderr } = await gradlens(['check', file, '--method', 'exhaustive'], (stop) => stop());
    expect(stderr).toMatch(/^Cancelled after [\d,]+ of 6,754,500 gradients/);
    expect(code).toBe(130);
  });

  it('--html writes a page that needs nothing else', async () => {
    const page = join(scratch, 'page.html');
    const { code } = await gradlens(['check', `${nets}/good/image.net.json`, '--html', page]);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain(readFileSync(`${nets}/good/digit.png`).toString('base64'));
    expect(html).not.toMatch(/<(script|link|img)[^>]* (src|href)=/);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(code).toBe(0);
  });

  it('--html shows a file with a problem too', async () => {
    const page = join(scratch, 'misfit.html');
    const { code, stderr } = await gradlens(['check', `${nets}/broken/misfit.net.json`, '--html', page]);
    expect(readFileSync(page, 'utf8')).toContain('conv2');
    expect(stderr).toContain('5×5 kernel on 4×4 input');
    expect(code).toBe(2);
  });
});

describe('compare', () => {
  const path = `${nets}/good/files.net.json`;
  const own = join(scratch, 'own.npz');
  beforeAll(async () => void (await gradlens(['gradients', path, '--out', own])));

  it('of our own gradients is right, and ends with 0', async () => {
    const { code, stdout, stderr } = await gradlens(['compare', path, '--against', own]);
    expect(stderr).toBe('');
    expect(stdout.split('\n')[2]).toMatch(/^layer +gradient +yours +read +entries +verdict +max error +worst entry$/);
    expect(stdout).toMatch(/\n✓ All 11 tensors of own\.npz are right\.\n/);
    expect(code).toBe(0);
  });

  it('of a wrong tensor names it and ends with 1', async () => {
    const tensors = readNpz(readFileSync(own));
    const { shape, data } = tensors.get('conv1.bias.grad')!;
    const mine = join(scratch, 'mine.json');
    writeFileSync(
      mine,
      JSON.stringify({ dW1: nested(tensors.get('conv1.weight.grad')!), db1: [...data].map((v) => v / 36) }),
    );
    expect(shape).toEqual([3]);
    const { code, stdout } = await gradlens(['compare', path, '--against', mine, '--json']);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({
      verdict: 'wrong',
      comparison: { file: 'mine.json', precision: 'float64', unread: [] },
    });
    expect(report.sentence).toContain('∂C/∂b of conv1');
    expect(code).toBe(1);
  });

  it('with a file that cannot be read says why', async () => {
    const { code, stderr } = await gradlens(['compare', path, '--against', 'nowhere.npz']);
    expect(stderr).toContain('nowhere.npz: ');
    expect(code).toBe(2);
  });
});

/** A tensor as nested lists. */
function nested({ shape, data }: Tensor): unknown {
  const [rows, ...rest] = shape;
  if (rows === undefined) return data[0];
  const size = data.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    nested({ shape: rest, data: data.slice(row * size, (row + 1) * size) }),
  );
}

describe('options that are wrong', () => {
  const file = `${nets}/good/files.net.json`;
  it.each([
    [['check', file, '--layer', 'conv2'], 'there is no layer "conv2" in files. Did you mean "conv1"?'],
    [['check', file, '--method', 'slow'], 'Invalid values'],
    [['check', file, '--rtol', '-1'], '--rtol must be a number ≥ 0.'],
    [['check', file, '--junti', 'x'], 'Unknown argument: junti'],
    [['check', file, '--seed', '1.5'], '--seed must be an integer'],
    [['check', file, '--input-shape', '1,x'], '--input-shape must be integers'],
    [['check', file, '--train', '--eval'], 'mutually exclusive'],
    [['check'], 'Not enough non-option arguments'],
    [['compare', file], 'Missing required argument: against'],
    [[], 'Name a command.'],
    [['step', file], 'Missing required argument: lr'],
    [['gradients', file, '--out', 'x.txt'], '--out must end in .safetensors or .npz'],
    [['explain', file, 'conv1.weight'], 'an entry is written like conv1.weight[0,0,1,1]'],
    [['explain', file, 'conv1.wieght[0]'], 'Did you mean "weight"?'],
    [['explain', file, 'conv1.weight[9,0,0,0]'], 'There is no entry [9, 0, 0, 0]'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await gradlens(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect([code, stdout]).toEqual([2, '']);
  });

  it('a file that is not there', async () => {
    expect(await gradlens(['shapes', 'none.net.json'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'none.net.json:1:1: error: there is no such file.\n',
    });
  });
});

describe('the other commands', () => {
  it('shapes: every layer and the totals', async () => {
    const { code, stdout } = await gradlens(['shapes', `${nets}/good/files.net.json`]);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/ {2,}/)),
    ).toEqual([
      ['layer', 'type', 'output', 'parameters', 'multiply-adds', 'receptive field'],
      ['input', 'input.npy', '2×2×6×5'],
      ['conv1', 'Conv2d', '2×3×3×6', '39', '1,296', '3×2'],
      ['relu', 'ReLU', '2×3×3×6', '0', '0', '3×2'],
      ['maxpool', 'MaxPool2d', '2×3×2×4', '0', '0', '5×4'],
      ['flatten', 'Flatten', '2×24', '0', '0', '5×4'],
      ['total', '39', '1,296'],
    ]);
    expect(code).toBe(0);
  });

  it('shapes: up to the layer that does not fit, and 2', async () => {
    const { code, stdout, stderr } = await gradlens(['shapes', `${nets}/broken/misfit.net.json`]);
    expect(stdout).toMatch(/^maxpool .* 1×6×4×4 /m);
    expect(stderr).toMatch(/misfit\.net\.json:13:22: error: conv2: 5×5 kernel on 4×4 input/);
    expect(code).toBe(2);
  });

  it.each([
    ['safetensors', readSafetensors],
    ['npz', readNpz],
  ] as const)('gradients as .%s', async (extension, read) => {
    const path = `${nets}/good/files.net.json`;
    const out = join(scratch, `gradients.${extension}`);
    expect((await gradlens(['gradients', path, '--out', out])).code).toBe(0);
    const tensors = read(readFileSync(out));
    const trace = passOver((await readNet(path)).model!);
    expect([...tensors.keys()].sort()).toEqual(
      [
        'loss',
        ...['conv1', 'relu', 'maxpool', 'flatten'].flatMap((name) => [`${name}.output`, `${name}.delta`]),
        'conv1.weight.grad',
        'conv1.bias.grad',
        'input.grad',
      ].sort(),
    );
    expect(tensors.get('loss')!.data[0]).toBe(trace.loss!.value);
    expect(tensors.get('conv1.weight.grad')).toEqual(trace.layers[0]!.back!.parameters.weight);
    expect(tensors.get('maxpool.delta')).toEqual(trace.layers[2]!.delta);
    expect(tensors.get('input.grad')).toEqual(trace.inputDelta);
  });

  it('step: w ← w − η ∂C/∂w', async () => {
    const { code, stdout } = await gradlens(['step', `${nets}/good/inline.net.json`, '--lr', '0.01', '--steps', '2']);
    // z = Wx + b with x = (1, 2, 3): a step changes z by −η δ (xᵀx + 1) = −0.15 δ, so the loss shrinks by 0.85².
    const losses = [99.125, 99.125 * 0.85 ** 2, 99.125 * 0.85 ** 4];
    const printed = [...stdout.matchAll(/loss (\S+) → (\S+)/g)].map(([, before, after]) => [
      Number(before),
      Number(after),
    ]);
    expect(printed).toHaveLength(2);
    for (const [at, [before, after]] of printed.entries()) {
      expect(before).toBeCloseTo(losses[at]!, 7);
      expect(after).toBeCloseTo(losses[at + 1]!, 7);
    }
    expect(code).toBe(0);
  });

  it.each([
    // δ = (14, 1.5), x = (1, 2, 3)
    ['fc.weight[0,2]', 42, 1],
    ['fc.weight.grad[1,1]', 3, 1],
    ['fc.output[0,0]', 14.5, 4],
    ['fc.delta[0,1]', 1.5, 1],
    ['input.grad[0,0,0,1]', 14 * 2 - 1.5, undefined],
  ])('explain %s', async (entry, value, terms) => {
    const { code, stdout } = await gradlens(['explain', `${nets}/good/inline.net.json`, entry]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(new RegExp(`^\\S+\\[[\\d,]+\\] of (fc|input) = ${value}$`));
    if (terms !== undefined) {
      const rows = lines.slice(lines.indexOf('') + 2);
      expect(rows).toHaveLength(terms);
      expect(Number(rows.at(-1)!.trim().split(/ +/).at(-1)!.replace('−', '-'))).toBe(value);
    }
    expect(code).toBe(0);
  });
});

describe('Python source', () => {
  const source = `"""Trained on MNIST."""
from torch import nn


class Net(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, (5, 4), stride=8)
        self.fc = nn.Linear(2 * 3 * 4, classes)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))
`;
  const second = source
    .slice(source.indexOf('class Net'))
    .replace('class Net', '\n\nclass Other')
    .replace('(5, 4)', '(4, 5)');
  const file = (name: string, text: string): string => {
    writeFileSync(join(scratch, name), text);
    return join(scratch, name);
  };

  it('is checked, and what was assumed is said', async () => {
    const path = file('net.py', source);
    const { code, stdout, stderr } = await gradlens(['check', path]);
    expect(stderr).toBe(
      `${path}: note: input (2, 1, 28, 28): from MNIST in line 1\n${path}: note: loss CrossEntropyLoss\n`,
    );
    expect(stdout).toMatch(/^Net: 117 parameters · input 2×1×28×28/);
    expect(stdout).toContain('✓ All 117 gradients are right.');
    expect(code).toBe(0);
  });

  it('takes every option', async () => {
    const path = file('net.py', source);
    const shape = ['--model', 'Net(classes=5)', '--input-shape', '3,1,28,28', '--loss', 'MultiMarginLoss'];
    const { code, stdout, stderr } = await gradlens([
      'check',
      path,
      ...shape,
      '--target',
      '4,0,1',
      '--seed',
      '5',
      '--eval',
      '--json',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { network, layers } = JSON.parse(stdout) as { network: string; layers: { name: string; line?: number }[] };
    expect(network).toBe('Net(classes=5)');
    expect(layers.map(({ name, line }) => [name, line])).toEqual([
      ['conv', 8],
      ['flatten', 12],
      ['fc', 9],
      ['loss', undefined],
    ]);
    const { stdout: steps } = await gradlens(['step', path, ...shape, '--target', '4,0,1', '--lr', '0.01']);
    expect(steps).toMatch(/^step 1: loss \d/);
    const { stderr: wrong } = await gradlens(['check', path, ...shape, '--target', '7,0,1']);
    expect(wrong).toMatch(/error: .*7/);
  });

  it('with several models is refused until one is named', async () => {
    const path = file('several.py', source + second);
    const { code, stdout, stderr } = await gradlens(['shapes', path]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`${path}:5:7: error: This file holds 2 models: Net(), Other(). Name one: --model 'Net()'.\n`);
    const { code: ended, stdout: table } = await gradlens(['shapes', path, '--model', 'Other']);
    expect(ended).toBe(0);
    expect(table).toMatch(/conv +Conv2d +2×2×4×3/);
    const stated = file('stated.py', `# gradlens: model=Other()\n${source}${second}`);
    expect((await gradlens(['shapes', stated])).stdout).toBe(table.replace('line 1 ', 'line 2 '));
  });

  it('shows what is known up to a problem, which stands at its line', async () => {
    const path = file('broken.py', source.replace('2 * 3 * 4', '2 * 3 * 5'));
    const { code, stdout, stderr } = await gradlens(['shapes', path]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${path}:9:19: error: fc: the input 2×24 has 24 features on its last axis, not 30.`);
    expect(stdout).toMatch(/conv +Conv2d +2×2×3×4/);
  });

  it('is named by a definition, whose problems stand in the right file', async () => {
    file('net.py', source);
    const path = file('run.net.json', '{ "model": "net.py:Net(7)", "target": [6, 2] }');
    const { code, stdout } = await gradlens(['check', path]);
    expect(stdout).toContain('✓ All 217 gradients are right.');
    expect(code).toBe(0);
    file('net.py', source.replace('2 * 3 * 4', '2 * 3 * 5'));
    const { code: broken, stderr } = await gradlens(['check', path]);
    expect(broken).toBe(2);
    expect(stderr).toMatch(/net\.py:9:19: error: fc: the input 2×24 has 24 features/);
  });
});

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { likeTemplate, ownTemplate } from '../../../src/host/layerTemplates';
import { reportOf } from '../support/ownCode';

const scratch = mkdtempSync(join(tmpdir(), 'gradlens-types-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('a new layer', () => {
  it('of its own is right, until it is changed', async () => {
    const net = {
      files: { 'mine.ts': ownTemplate('mine.ts') },
      layers: [{ name: 'mine', type: './mine.ts', slope: 3 }],
    };
    expect(await reportOf(net)).toMatchObject({ verdict: 'right', checked: 1 });
    const doubled = ownTemplate('mine.ts').replace('d * gain', '2 * d * gain');
    expect(await reportOf({ ...net, files: { 'mine.ts': doubled } })).toMatchObject({ verdict: 'wrong' });
  });

  it('like another runs, and its gradients are still to be written', async () => {
    const net = {
      files: { 'mine.ts': likeTemplate('mine.ts', 'Tanh') },
      layers: [{ name: 'mine', type: './mine.ts' }],
    };
    expect(await reportOf(net)).toMatchObject({ verdict: 'wrong', firstAtFault: 0 });
  });

  it('fits the types that lie beside it, without a configuration', () => {
    copyFileSync('media/gradlens.d.ts', join(scratch, 'gradlens.d.ts'));
    writeFileSync(join(scratch, 'own.ts'), ownTemplate('own.ts'));
    writeFileSync(join(scratch, 'like.ts'), likeTemplate('like.ts', 'Conv2d'));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const options = [
      '--noEmit',
      '--target',
      'es2022',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      '--strict',
    ];
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, 'own.ts', 'like.ts'], {
      cwd: scratch,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  }, 30_000);

  it('has the types of the example', () => {
    const read = (path: string) => readFileSync(path, 'utf8');
    expect(read('examples/custom-layer/gradlens.d.ts')).toBe(read('media/gradlens.d.ts'));
  });
});

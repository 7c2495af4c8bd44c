/** Every example is opened and checked; the worked numbers of the three texts come out as computed by hand. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/engine/explain';
import { newRunRecord, run, type RunRecord } from '../../src/engine/run';
import type { RunReport } from '../../src/engine/summary';
import { readDefinition } from '../../src/formats/read';
import { netsIn } from './formats/nets';

async function check(file: string): Promise<{ record: RunRecord; report: RunReport }> {
  const path = resolve(file);
  const reader = { read: (at: string) => readFile(at) };
  const { model, summary, problems } = await readDefinition({ path, text: readFileSync(path, 'utf8') }, reader);
  expect(problems).toEqual([]);
  const record = newRunRecord();
  const control = { cancelled: () => false, pause: async () => {} };
  for await (const event of run(model!, summary!, {}, control, record)) {
    if (event.type === 'runDone') return { record, report: event.report };
  }
  throw new Error('the run did not end');
}

const close = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) expect(actual[at]).toBeCloseTo(value, 12);
};
const layer = ({ trace }: RunRecord, index: number) => trace!.layers[index]!;

describe('every example', () => {
  it.each(netsIn('examples'))('%s has right gradients', async (file) => {
    expect((await check(file)).report.verdict).toBe('right');
  });
});

describe('text A', () => {
  it('convolves with the kernel rotated, and hands δ back by the full convolution', async () => {
    const { record } = await check('examples/a-rotated-kernel.net.json');
    const { output, delta, back } = layer(record, 0);
    // 1·4 + 2·3 + 4·2 + 5·1 = 23: the kernel [[1, 2], [3, 4]] read from its far corner.
    close(output.data, [23, 33, 53, 63]);
    close(delta!.data, [1, 2, 3, 4]);
    close(back!.inputs[0]!.data, [4, 11, 6, 14, 30, 14, 6, 11, 4]);
    close(back!.parameters.weight!.data, [77, 67, 47, 37]);
    close(back!.parameters.bias!.data, [10]);
  });
});

describe('text B', () => {
  it('pools the maxima, and gives δ to them alone', async () => {
    const { record } = await check('examples/b-max-pooling.net.json');
    close(layer(record, 0).output.data, [29, 35]);
    // ŷ = σ(0.05·29 − 0.03·35 + 0.1) = σ(0.5), and with y = 1 the δ of z is σ(0.5) − 1.
    const delta = 1 / (1 + Math.exp(-0.5)) - 1;
    expect(record.trace!.loss!.value).toBeCloseTo(Math.log(1 + Math.exp(-0.5)), 12);
    close(layer(record, 0).back!.inputs[0]!.data, [0, 0, 0, 0, 0.05 * delta, -0.03 * delta]);
  });

  it('flattens row by row and puts δ back into its places', async () => {
    const { record } = await check('examples/b-flatten.net.json');
    const x = [1, 3, 5, -4, 0, -3, 5, 7, -9];
    close(layer(record, 0).output.data, x);
    close(layer(record, 1).output.data, [-1.8]);
    const delta = 1 / (1 + Math.exp(1.8));
    const weight = [0.1, -0.2, 0.3, 0.05, -0.4, 0.2, 0.15, -0.1, 0.25];
    close(
      layer(record, 1).back!.parameters.weight!.data,
      x.map((value) => delta * value),
    );
    close(layer(record, 1).back!.parameters.bias!.data, [delta]);
    expect(layer(record, 0).back!.inputs[0]!.shape).toEqual([1, 1, 3, 3]);
    close(
      layer(record, 0).back!.inputs[0]!.data,
      weight.map((w) => delta * w),
    );
  });
});

describe('text C', () => {
  it('opens ∂E/∂W1 into ∂E/∂G1·V1 + ∂E/∂G2·V2 + ∂E/∂G3·V4 + ∂E/∂G4·V5', async () => {
    const { record } = await check('examples/c-shared-weight.net.json');
    const target = { kind: 'gradient', parameter: 'weight' } as const;
    const { sum, value } = explain(record, { layer: 0, target, index: [0, 0, 0, 0] });
    const terms = sum!.terms.map(({ factors, product }) => [...factors.map((factor) => factor.value), product]);
    // G = [4, −6.375, 3, 10.75], and ∂E/∂G = 2 (G − t).
    expect(terms).toEqual([
      [6, 0.5, 3],
      [-12.75, -1, 12.75],
      [6, 1.5, 9],
      [23.5, 0.25, 5.875],
    ]);
    expect(value).toBe(30.625);
  });
});

describe('LeNet-5', () => {
  it('has 61,706 parameters and reads the seven', async () => {
    const { record, report } = await check('examples/lenet5.net.json');
    expect(report.sentence).toBe('All 61,706 gradients are right.');
    const scores = [...layer(record, 11).output.data];
    expect(scores.indexOf(Math.max(...scores))).toBe(7);
  });
});

/** Weights that Keras 2 and 3 have written, by `test/fixtures/keras/make.py`; damaged files end in a sentence. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mersenneTwister } from '../../../src/engine/rng';
import type { Tensor } from '../../../src/engine/tensor';
import { readDefinition } from '../../../src/formats/read';
import { readTensorFile } from '../../../src/formats/tensors/tensorFile';
import { TensorFileError } from '../../../src/formats/tensors/tensorError';
import { permuted } from '../../../src/formats/tensors/permuted';

const folder = 'test/fixtures/keras';
const reader = { read: async (path: string) => new Uint8Array(await readFile(path)) };
const expected = JSON.parse(readFileSync(`${folder}/weights/expected.json`, 'utf8')) as {
  [layer: string]: { [weight: string]: unknown };
};
const source = readFileSync(`${folder}/source/tiny.py`, 'utf8');
const withWeights = (file: string, text = source) =>
  readDefinition({ path: `${folder}/source/tiny.py`, text: text.replace('keras2.weights.h5', file) }, reader);

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(numbers) : [value as number]);

function hasWeights(parameters: { readonly [name: string]: Tensor | undefined } | undefined, layer: string): void {
  const kernel = permuted(parameters!.weight!, layer === 'conv2d' ? [2, 3, 1, 0] : [1, 0]);
  expect([...kernel.data]).toEqual(numbers(expected[layer]!.kernel));
  expect([...parameters!.bias!.data]).toEqual(numbers(expected[layer]!.bias));
}

describe('weights of a model in source', () => {
  it.each(['keras2.weights.h5', 'keras2.h5', 'keras3.weights.h5', 'keras3.keras', 'renumbered.h5'])(
    '%s',
    async (file) => {
      const { model, problems } = await withWeights(file);
      const assumed = file === 'renumbered.h5' ? ['warning'] : [];
      expect(problems.map(({ severity }) => severity)).toEqual(assumed);
      const [conv, , norm] = model!.parameters;
      hasWeights(conv, 'conv2d');
      hasWeights(
        model!.parameters.find((own) => own.weight?.shape.join() === '4,27'),
        'dense',
      );
      expect([...norm!.running_var!.data]).toEqual(numbers(expected.batch_normalization!.moving_variance));
      expect([...norm!.weight!.data]).toEqual(numbers(expected.batch_normalization!.gamma));
    },
  );

  it('names what is missing, with the nearest, at the setting', async () => {
    const { problems } = await withWeights(
      'keras2.weights.h5',
      source.replace('layers.Dense(4,', 'layers.Dense(4, name="dense_out",'),
    );
    expect(problems[0]!.message).toMatch(
      /^The weights hold no "dense_out\/kernel", 27×4\. They hold "dense\/dense\/kernel:0"/,
    );
    expect(problems[0]!.range.startLine).toBe(3);
  });

  it('names shapes in the order of Keras', async () => {
    const { problems } = await withWeights('keras2.weights.h5', source.replace('Conv2D(3, (3, 2)', 'Conv2D(3, (2, 3)'));
    expect(problems[0]!.message).toBe('"conv2d/conv2d/kernel:0" in the weights is 3×2×2×3, but conv2d needs 2×3×2×3.');
  });
});

describe('a model in its own file', () => {
  it.each(['keras2.h5', 'keras3.keras'])('%s', async (file) => {
    const { model, summary, problems } = await readDefinition({ path: `${folder}/weights/${file}`, text: '' }, reader);
    expect(problems).toEqual([]);
    hasWeights(model!.parameters[0], 'conv2d');
    expect(summary!.layers.map(({ name }) => name)).toContain('loss.log');
    expect(summary!.loss.type).toBe('NLLLoss');
  });

  it('is told where there are weights alone', async () => {
    const path = `${folder}/weights/keras3.weights.h5`;
    const { problems } = await readDefinition({ path, text: '' }, reader);
    expect(problems[0]!.message).toContain('holds weights alone');
  });
});

describe('damaged files', () => {
  const read = (path: string, bytes: Uint8Array): string => {
    try {
      readTensorFile(path, bytes);
      return '';
    } catch (error) {
      if (error instanceof TensorFileError) return error.message;
      throw error;
    }
  };

  it('reads chunks, deflated and shuffled, and half precision', () => {
    const { tensors } = readTensorFile('c.h5', readFileSync(`${folder}/weights/chunked.h5`));
    expect([...tensors.get('dense/kernel')!.data]).toEqual(numbers(expected.dense!.kernel));
    expect(tensors.get('dense/half')!.data[0]).toBeCloseTo(numbers(expected.dense!.bias)[0]!, 3);
  });

  it.each(['keras2.h5', 'keras3.keras', 'chunked.h5', 'keras3.weights.h5'])(
    '%s ends in a sentence',
    (file) => {
      const whole = new Uint8Array(readFileSync(`${folder}/weights/${file}`));
      const rng = mersenneTwister(11);
      for (let round = 0; round < 250; round++) {
        const bytes = round % 5 === 0 ? whole.slice(0, rng.uint32() % whole.length) : whole.slice();
        // Where the structure stands: most of a small file is not numbers.
        for (let change = 0; change < 1 + (round % 4); change++)
          bytes[rng.uint32() % bytes.length] = rng.uint32() & 0xff;
        expect(read(file, bytes)).toMatch(/^$|\.$/);
      }
    },
    120_000,
  );
});

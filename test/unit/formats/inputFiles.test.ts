/** Input from files: pictures as a batch, IDX, CSV, and what is done to their numbers. */
import { readFileSync } from 'node:fs';
import { gzipSync, strToU8 } from 'fflate';
import { encode as encodePng } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resize } from '../../../src/formats/numbers/resize';
import { readDefinition } from '../../../src/formats/read';
import { readTensorFile } from '../../../src/formats/tensors/tensorFile';
import { TensorFileError } from '../../../src/formats/tensors/tensorError';

const cases = JSON.parse(readFileSync('test/fixtures/resize/expected.json', 'utf8')) as {
  from: [number, number];
  to: [number, number];
  image: number[];
  resized: number[];
}[];

describe('resizing', () => {
  it.each(cases)('$from to $to as PyTorch', ({ from, to, image, resized }) => {
    const ours = resize({ shape: [2, 3, ...from], data: Float64Array.from(image) }, to);
    expect(ours.shape).toEqual([2, 3, ...to]);
    for (const [at, value] of resized.entries()) expect(ours.data[at]).toBeCloseTo(value, 13);
  });
});

/** Type, extents, numbers of bytes. */
const idx = (shape: number[], values: number[], type = 8): Uint8Array =>
  Uint8Array.from([
    0,
    0,
    type,
    shape.length,
    ...shape.flatMap((extent) => [0, 0, extent >> 8, extent & 255]),
    ...values,
  ]);
const digits = idx(
  [3, 2, 4],
  Array.from({ length: 24 }, (_, k) => 10 * k),
);
const grey = (values: number[], width: number): Uint8Array =>
  encodePng({ width, height: values.length / width, data: Uint8Array.from(values), channels: 1, depth: 8 });
const files: { [path: string]: Uint8Array } = {
  '/w/three-idx3-ubyte': digits,
  '/w/three-idx3-ubyte.gz': gzipSync(digits),
  '/w/table.csv': strToU8('a,b,c,d,e,f,g,h\n1,2,3,4,5,6,7,8\r\n9,10,11,12,13,14,15,16\n'),
  '/w/one.png': grey([0, 51, 102, 153, 204, 255, 0, 255], 4),
  '/w/two.png': grey([255, 255, 255, 255, 0, 0, 0, 0], 4),
  '/w/small.png': grey([255, 255], 2),
};

async function inputOf(input: object) {
  const network = { input, loss: 'MSELoss', layers: [{ type: 'Flatten' }] };
  const reader = {
    read: async (path: string) => files[path] ?? Promise.reject(new Error('there is no such file')),
  };
  const text = JSON.stringify(network);
  const { model, problems, summary } = await readDefinition({ path: '/w/x.net.json', text }, reader);
  const { shape, data } = model?.input ?? {};
  return {
    shape,
    data: data && [...data],
    problems: problems.map(({ message }) => message),
    label: summary?.input.label,
  };
}

describe('an input', () => {
  it('of several pictures is a batch', async () => {
    const { shape, data, label } = await inputOf({ data: ['one.png', 'two.png'] });
    expect(shape).toEqual([2, 1, 2, 4]);
    expect(data).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
    expect(label).toBe('one.png, two.png');
  });

  it('of pictures of unlike size asks for "resize", and takes it', async () => {
    const { problems } = await inputOf({ data: ['one.png', 'small.png'] });
    expect(problems.join()).toContain('small.png is 1×1×2 and one.png 1×2×4: a batch needs one size; say "resize".');
    expect((await inputOf({ data: { file: ['one.png', 'small.png'], resize: [3, 3] } })).shape).toEqual([2, 1, 3, 3]);
  });

  it.each(['three-idx3-ubyte', 'three-idx3-ubyte.gz'])('from %s: chosen samples, scaled', async (file) => {
    const data = { file, samples: [2, 0], scale: 0.1 };
    expect(await inputOf({ shape: [2, 1, 2, 4], data })).toMatchObject({
      shape: [2, 1, 2, 4],
      data: [16, 17, 18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7],
      problems: [],
    });
  });

  it('is normalised channel by channel', async () => {
    const data = { file: 'table.csv', mean: [1, 5], std: [1, 0.5] };
    const { shape, data: numbers } = await inputOf({ shape: [2, 2, 1, 4], data });
    expect(shape).toEqual([2, 2, 1, 4]);
    expect(numbers).toEqual([0, 1, 2, 3, 0, 2, 4, 6, 8, 9, 10, 11, 16, 18, 20, 22]);
  });

  it.each([
    [{ file: 'one.png', resize: [0, 3] }, '"resize" must be two integers ≥ 1'],
    [{ file: 'one.png', std: [0] }, '"std" divides, so it cannot be 0.'],
    [{ file: 'one.png', mean: [1, 2] }, '"mean" and "std" hold 2 numbers, but the input has 1 channels.'],
    [{ file: 'three-idx3-ubyte', samples: [3] }, 'there is no sample 3: the data hold 3.'],
    [{ file: 'one.png', maen: 2 }, '"data" has no key "maen". Did you mean "mean"?'],
    [{ file: 3 }, '"file" must be a file or several, but is 3.'],
    [['one.png', 'none.png'], 'none.png: there is no such file.'],
  ])('%j is refused: %s', async (data, message) => {
    expect((await inputOf({ data })).problems.join('\n')).toContain(message);
  });
});

describe.each([
  ['x-idx3-ubyte', digits],
  ['x.idx.gz', gzipSync(digits)],
  ['x.csv', files['/w/table.csv']!],
])('%s', (file, whole) => {
  const read = (bytes: Uint8Array) => {
    try {
      const [tensor] = readTensorFile(file, bytes).tensors.values();
      expect(tensor!.data.length).toBe(tensor!.shape.reduce((size, extent) => size * extent, 1));
    } catch (error) {
      expect(error).toBeInstanceOf(TensorFileError);
    }
  };

  it('with bytes changed or cut reads or says why not', () => {
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(changes, fc.nat(whole.length), (changed, length) => {
        const copy = whole.slice(0, length);
        for (const [at, value] of changed) if (at < length) copy[at] = value;
        read(copy);
      }),
      { numRuns: 400, seed: 2 },
    );
  });
});

it('CSV says at which line and value it is wrong', () => {
  const of = (text: string) => () => readTensorFile('t.csv', strToU8(text));
  expect(of('1,2\n3')).toThrow('line 2 has 1 values, but the first row has 2.');
  expect(of('1,2\n3,four')).toThrow('line 2, value 2: "four" is no number.');
  expect(of('a,b\n')).toThrow('there are no numbers in it.');
  expect([...of('1;2;inf\n-inf;nan;1e-3')().tensors.get('')!.data]).toEqual([1, 2, Infinity, -Infinity, NaN, 1e-3]);
});

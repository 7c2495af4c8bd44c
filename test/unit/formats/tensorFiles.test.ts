import { readFileSync } from 'node:fs';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { sizeOf, type Tensor } from '../../../src/engine/tensor';
import { readImage } from '../../../src/formats/tensors/image';
import { readNpy, writeNpy } from '../../../src/formats/tensors/npy';
import { readNpz, writeNpz } from '../../../src/formats/tensors/npz';
import { readSafetensors, writeSafetensors } from '../../../src/formats/tensors/safetensors';
import { readTensorFile } from '../../../src/formats/tensors/tensorFile';

const folder = 'test/fixtures/tensors';
const bytesOf = (file: string): Uint8Array => readFileSync(`${folder}/${file}`);

interface Expected {
  readonly shape: number[];
  readonly data: number[];
}
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as {
  [file: string]: { [tensor: string]: Expected };
};
const plain = ({ shape, data }: Tensor): Expected => ({ shape: [...shape], data: [...data] });

describe('files written by NumPy and PyTorch', () => {
  const files = Object.keys(expected).filter((file) => !file.endsWith('.png'));

  it.each(files)('%s', (file) => {
    const { tensors } = readTensorFile(file, bytesOf(file));
    expect(Object.fromEntries([...tensors].map(([name, tensor]) => [name, plain(tensor)]))).toEqual(expected[file]);
  });

  const pictures = Object.entries(expected).filter(([file]) => file.endsWith('.png'));
  const asked = pictures.flatMap(([file, tensors]) => Object.entries(tensors).map(([c, t]) => ({ file, c, ...t })));

  it.each(asked)('$file as $c channels', ({ file, c, shape, data }) => {
    const image = readImage(bytesOf(file), Number(c));
    expect(image.shape).toEqual(shape);
    for (const [at, value] of data.entries()) expect(image.data[at]).toBeCloseTo(value, 14);
  });

  it('a picture says itself how many channels it has', () => {
    expect(readImage(bytesOf('grey.png')).shape).toEqual([1, 2, 3]);
    expect(readImage(bytesOf('alpha.png')).shape).toEqual([3, 2, 4]);
    expect(readTensorFile('x/Grey.PNG', bytesOf('grey.png')).image).toBe(true);
  });
});

describe('what is written is read again', () => {
  const odd = Float64Array.of(-0, NaN, Infinity, -Infinity, 5e-324, 0.1);
  const tensors = new Map<string, Tensor>([
    ['a.weight', { shape: [2, 3], data: odd }],
    ['scalar', { shape: [], data: Float64Array.of(-1.5) }],
    ['empty', { shape: [0, 4], data: new Float64Array(0) }],
    ['ünï "quoted"', { shape: [1], data: Float64Array.of(7) }],
  ]);

  it.each([
    ['safetensors', (t: typeof tensors) => readSafetensors(writeSafetensors(t))],
    ['npz', (t: typeof tensors) => readNpz(writeNpz(t))],
    ['npy', (t: typeof tensors) => new Map([...t].map(([name, tensor]) => [name, readNpy(writeNpy(tensor))]))],
  ])('%s', (_format, there) => {
    const back = there(tensors);
    expect([...back.keys()]).toEqual([...tensors.keys()]);
    for (const [name, { shape, data }] of tensors) {
      expect(back.get(name)!.shape).toEqual(shape);
      expect(new Uint8Array(back.get(name)!.data.buffer)).toEqual(new Uint8Array(data.buffer));
    }
  });

  it('safetensors as F32 rounds', () => {
    const back = readSafetensors(writeSafetensors(new Map([['w', { shape: [1], data: Float64Array.of(0.1) }]]), 'F32'));
    expect(back.get('w')!.data[0]).toBe(Math.fround(0.1));
  });

  it('the numbers of a safetensors file start on a multiple of 8', () => {
    const bytes = writeSafetensors(new Map([['abc', { shape: [1], data: Float64Array.of(1) }]]));
    expect(bytes.length % 8).toBe(0);
  });

  it('the same tensors give the same bytes', () => {
    expect(writeNpz(tensors)).toEqual(writeNpz(tensors));
  });

  it('JPEG, within its loss', () => {
    const [width, height] = [16, 8];
    const data = Uint8Array.from({ length: width * height * 4 }, (_, at) => [200, 100, 50, 255][at % 4]!);
    const image = readImage(encodeJpeg({ width, height, data }, 100).data, 3);
    expect(image.shape).toEqual([3, height, width]);
    expect(sizeOf(image.shape)).toBe(image.data.length);
    for (const [channel, value] of [200, 100, 50].entries()) {
      expect(Math.abs(image.data[channel * width * height + 5]! * 255 - value)).toBeLessThan(4);
    }
  });
});

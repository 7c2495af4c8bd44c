/** Checkpoints as torch.save writes them: only tensors come out, and nothing in them is executed. */
import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTensorFile } from '../../../src/formats/tensors/tensorFile';
import { TensorFileError } from '../../../src/formats/tensors/tensorError';

const folder = 'test/fixtures/checkpoints';
const bytesOf = (file: string): Uint8Array => Uint8Array.from(readFileSync(`${folder}/${file}`));
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as {
  [file: string]: { [tensor: string]: { shape: number[]; data: number[] } };
};
const read = (file: string, bytes: Uint8Array) =>
  Object.fromEntries(
    [...readTensorFile(file, bytes).tensors].map(([name, { shape, data }]) => [
      name,
      { shape: [...shape], data: [...data] },
    ]),
  );

describe('a checkpoint of PyTorch', () => {
  it.each(Object.keys(expected))('%s', (file) => {
    expect(read(file, bytesOf(file))).toEqual(expected[file]);
  });

  it.each(['hostile.pt', 'hostile-legacy.pth'])('%s is refused, and says what it wanted', (file) => {
    expect(() => read(file, bytesOf(file))).toThrow(/it asks to call posix\.system, .* Nothing was called/);
  });

  it('cut off anywhere is an error, never fewer tensors', () => {
    for (const file of ['state.pt', 'legacy.pth']) {
      const whole = bytesOf(file);
      for (let length = 0; length < whole.length; length += 7) {
        expect(() => read(file, whole.slice(0, length)), `${file} of ${length} bytes`).toThrow(TensorFileError);
      }
    }
  });

  it.each(['state.pt', 'views-legacy.pth'])('%s with bytes changed reads or says why not', (file) => {
    const whole = bytesOf(file);
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, (changed) => {
        const copy = whole.slice();
        for (const [at, value] of changed) copy[at] = value;
        try {
          read(file, copy);
        } catch (error) {
          expect(error).toBeInstanceOf(TensorFileError);
        }
      }),
      { numRuns: 400, seed: 3 },
    );
  });
});

describe('a pickle', () => {
  const ofPickle = (...parts: (string | number)[]) => {
    const pickle = parts.flatMap((part) => (typeof part === 'number' ? [part] : [...strToU8(part)]));
    return read('x.pt', zipSync({ 'x/data.pkl': Uint8Array.from(pickle) }));
  };

  it('that holds itself ends in an error', () => {
    expect(() => ofPickle(0x80, 2, ']q', 0, 'h', 0, 'a.')).toThrow('damaged');
  });

  it('whose lists double forty times ends in an error', () => {
    const doubled = Array.from({ length: 40 }, (_, k) => [']q', k, '(', 'h', k - 1, 'h', k - 1, 'e'] as const);
    expect(() => ofPickle(0x80, 2, ...doubled.flatMap((step, k) => (k === 0 ? [']q', 0] : step)), '.')).toThrow(
      'damaged',
    );
  });

  it('that takes from an empty stack ends in an error', () => {
    for (const code of ['R', 'b', 's', 'e', 't', '0', '.', 'Q', 'h'])
      expect(() => ofPickle(code)).toThrow(TensorFileError);
  });
});

import { readFileSync } from 'node:fs';
import { strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTensorFile } from '../../../src/formats/tensors/tensorFile';
import { TensorFileError } from '../../../src/formats/tensors/tensorError';
import { writeNpy } from '../../../src/formats/tensors/npy';
import { writeNpz } from '../../../src/formats/tensors/npz';
import { writeSafetensors } from '../../../src/formats/tensors/safetensors';

// A copy: a Buffer's slice would share its memory.
const fixture = (file: string): Uint8Array => Uint8Array.from(readFileSync(`test/fixtures/tensors/${file}`));
const small = { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
const whole: readonly [string, Uint8Array][] = [
  ['t.safetensors', writeSafetensors(new Map([['w', small]]))],
  ['t.npy', writeNpy(small)],
  ['t.npz', writeNpz(new Map([['w', small]]))],
  ['t.png', fixture('colour.png')],
  ['palette.png', fixture('palette.png')],
  ['bits.png', fixture('bits.png')],
];

/** Reads it, or says in a TensorFileError why not; anything else fails the test. */
function read(file: string, bytes: Uint8Array): string | undefined {
  try {
    for (const { shape, data } of readTensorFile(file, bytes).tensors.values()) {
      expect(data.length).toBe(shape.reduce((size, extent) => size * extent, 1));
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof TensorFileError)) throw error;
    expect(error.message).toMatch(/^[^.].*[.]$/s);
    return error.message;
  }
}

describe.each(whole)('%s', (file, bytes) => {
  it('reads whole', () => expect(read(file, bytes)).toBeUndefined());

  it('cut off anywhere is an error that says so, never a shorter tensor', () => {
    // The last bytes of a PNG or a zip are a trailer that a reader may do without.
    const needed = file.endsWith('.png') ? bytes.length - 16 : bytes.length - 1;
    for (let length = 0; length <= needed; length++) expect(read(file, bytes.slice(0, length))).toBeDefined();
  });

  it('with bytes changed reads or says why not', () => {
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, (changed) => {
        const copy = bytes.slice();
        for (const [at, value] of changed) copy[at] = value;
        read(file, copy);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('of any bytes whatever', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => void read(file, any)),
      { numRuns: 200, seed: 2 },
    );
  });
});

describe('headers that lie', () => {
  const safetensors = (header: string): Uint8Array => {
    const text = strToU8(header);
    const bytes = new Uint8Array(8 + text.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    return bytes;
  };

  it.each([
    ['{"w":{"dtype":"F64","shape":[1000000,1000000],"data_offsets":[0,8000000000000]}}', 'too large'],
    ['{"w":{"dtype":"F64","shape":[4],"data_offsets":[0,32]}}', 'cut off'],
    ['{"w":{"dtype":"F64","shape":[4],"data_offsets":[0,16]}}', 'needs 32 bytes, but the header gives it 16'],
    ['{"w":{"dtype":"F64","shape":[-4],"data_offsets":[0,16]}}', 'no legal shape'],
    ['{"w":{"dtype":"F64","shape":[1e400],"data_offsets":[0,16]}}', 'no legal shape'],
    ['{"w":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}', 'unknown number type "F8"'],
    ['{"w":null}', 'unknown number type'],
    ['[]', 'not a JSON object'],
    ['{', 'not JSON'],
  ])('safetensors %s', (header, message) => {
    expect(read('w.safetensors', safetensors(header))).toContain(message);
  });

  it('safetensors whose header would be longer than the file', () => {
    expect(read('w.safetensors', new Uint8Array(16).fill(255))).toContain('the header should be');
  });

  const npy = (header: string): Uint8Array => {
    const text = strToU8(header);
    return Uint8Array.from([0x93, ...strToU8('NUMPY'), 1, 0, text.length & 255, text.length >> 8, ...text]);
  };

  it.each([
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 99999999)}", 'too large'],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (4,)}", 'cut off'],
    ["{'descr': '<c16', 'fortran_order': False, 'shape': (4,)}", 'the number type <c16 is not read'],
    ["{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (4,)}", 'structured arrays are not read'],
    ["{'descr': '<f8', 'shape': (4,)}", 'lacks fortran_order or shape'],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", 'no legal shape'],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", 'lacks fortran_order or shape'],
  ])('npy %s', (header, message) => {
    expect(read('a.npy', npy(header))).toContain(message);
  });

  it('a PNG that announces 4 thousand million pixels', () => {
    const bytes = fixture('grey.png').slice();
    new DataView(bytes.buffer).setUint32(16, 0xffffffff);
    expect(read('a.png', bytes)).toContain('too large');
  });

  it('an npz entry that announces more than the file can hold', () => {
    const bytes = fixture('deflated.npz').slice();
    const view = new DataView(bytes.buffer);
    // The size before compression stands 24 bytes into each entry of the central directory.
    const central = bytes.findIndex((_, at) => at + 4 <= bytes.length && view.getUint32(at, true) === 0x02014b50);
    // 64 MiB: little enough for a real file, but deflate packs at most 1032 to 1.
    view.setUint32(central + 24, 2 ** 26, true);
    expect(read('a.npz', bytes)).toContain('more than the file can hold');
  });

  it('a zip without arrays, and a file of another kind', () => {
    expect(read('a.npz', Uint8Array.from([0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0)]))).toContain('no .npy');
    expect(read('a.pickle', new Uint8Array(3))).toContain('this kind of file is not read');
    expect(read('a.png', strToU8('GIF89a'))).toContain('neither a PNG nor a JPEG');
  });
});

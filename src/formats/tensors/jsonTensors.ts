/** Tensors as JSON: `{ "conv1.weight": [[…]], "fc": { "bias": […] } }`; names within names are joined by dots. */
import { strFromU8 } from 'fflate';
import { readNested } from '../../engine/nested';
import type { Tensor } from '../../engine/tensor';
import { TensorFileError } from './tensorError';

/** Throws a TensorFileError. A file that is one array holds one unnamed tensor, `''`. */
export function readJsonTensors(bytes: Uint8Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  collect('', parse(strFromU8(bytes)), tensors);
  if (tensors.size === 0) throw new TensorFileError('there is no array of numbers in it.');
  return tensors;
}

/** Python writes NaN and Infinity, which JSON has not: they become null and a number too large. */
function parse(text: string): unknown {
  const speakable = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
    token.startsWith('"') ? token : token === 'NaN' ? 'null' : token.replace('Infinity', '1e999'),
  );
  try {
    return JSON.parse(speakable, (_key, value: unknown) => (value === null ? NaN : value));
  } catch (error) {
    throw new TensorFileError(`this is no JSON: ${(error as Error).message}.`);
  }
}

function collect(name: string, value: unknown, tensors: Map<string, Tensor>): void {
  if (typeof value === 'number' || Array.isArray(value)) {
    const reading = readNested(value);
    if ('tensor' in reading) return void tensors.set(name, reading.tensor);
    const place = reading.at.map((index) => `[${index}]`).join('');
    throw new TensorFileError(`${name || 'the array'}${place} ${reading.message}.`);
  }
  // Texts beside the numbers (a date, a comment) are no tensors.
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) collect(name === '' ? key : `${name}.${key}`, inner, tensors);
}

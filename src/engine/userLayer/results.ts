/** What the user's functions hand back, made sure of: every wrong shape, missing gradient or other type in words. */
import { hint } from '../problem';
import { formatShape, sameShape, sizeOf, type Shape, type Tensor } from '../tensor';

/** A finding that completes the sentence `backward of my-conv.ts …`. */
export type Outcome<T> = { readonly value: T } | { readonly complaint: string };

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null;

/** A tensor, or its entries alone, where the shape is known anyway. Nothing is copied. */
export function asTensor(value: unknown, shape: Shape, name: string): Outcome<Tensor> {
  if (value instanceof Float64Array) return filling(value, shape, name);
  if (isObject(value) && 'data' in value && 'shape' in value) {
    const { data, shape: given } = value;
    if (!Array.isArray(given) || !given.every((extent) => Number.isInteger(extent))) {
      return { complaint: `gives ${name} a shape that is no array of integers` };
    }
    if (!sameShape(given as number[], shape)) {
      return { complaint: `gives ${name} the shape ${formatShape(given as number[])}, not ${formatShape(shape)}` };
    }
    if (data instanceof Float64Array) return filling(data, shape, name);
    return { complaint: `gives ${name} with data that is ${kindOf(data)}, not a Float64Array` };
  }
  return { complaint: `gives ${name} as ${kindOf(value)}, not as a tensor { shape, data }` };
}

function filling(data: Float64Array, shape: Shape, name: string): Outcome<Tensor> {
  if (data.length === sizeOf(shape)) return { value: { shape, data } };
  const entries = data.length === 1 ? '1 entry' : `${data.length} entries`;
  return { complaint: `gives ${name} ${entries}; ${formatShape(shape)} needs ${sizeOf(shape)}` };
}

/** `a Promise`, `a Float32Array`, `undefined`, `a number` */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  if (value instanceof Float32Array) return 'a Float32Array (7 digits only)';
  return typeof name === 'string' && name !== 'Object' ? `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}` : 'an object';
}

export interface ForwardResult {
  readonly output: Tensor;
  /** What backward is handed besides the inputs and the output. */
  readonly kept: { readonly [name: string]: unknown };
}

/** A tensor, or `{ output, saved }`. */
export function asForward(value: unknown, shape: Shape): Outcome<ForwardResult> {
  const wrapped = isObject(value) && 'output' in value;
  const output = asTensor(wrapped ? value.output : value, shape, wrapped ? 'output' : 'its output');
  if ('complaint' in output) return output;
  const saved = wrapped ? value.saved : undefined;
  if (saved !== undefined && (!isObject(saved) || ArrayBuffer.isView(saved) || Array.isArray(saved))) {
    return { complaint: `gives saved as ${kindOf(saved)}; it must be an object with names, such as { mask }` };
  }
  return { value: { output: output.value, kept: saved ?? {} } };
}

export interface Wanted {
  /** `dx`, or `dx0`, `dx1` …: with the shape of its input. */
  readonly inputs: readonly (readonly [name: string, shape: Shape])[];
  readonly parameters: readonly (readonly [name: string, shape: Shape])[];
}

export interface BackwardResult {
  readonly inputs: readonly Tensor[];
  readonly parameters: { readonly [name: string]: Tensor };
}

/** `{ dx, weight, bias }`; a tensor alone where dx is all there is. Every gradient that is missing or wrong is told. */
export function asBackward(value: unknown, { inputs, parameters }: Wanted): Outcome<BackwardResult> {
  const all = [...inputs, ...parameters];
  const names = all.map(([name]) => name);
  const isAlone = value instanceof Float64Array || (isObject(value) && 'data' in value && 'shape' in value);
  if (isAlone && all.length > 1) {
    return { complaint: `returns one tensor; it must return { ${names.join(', ')} }` };
  }
  const given = isAlone ? { [names[0]!]: value } : value;
  if (!isObject(given) || Array.isArray(given) || given instanceof Promise) {
    return { complaint: `returns ${kindOf(value)}; it must return { ${names.join(', ')} }` };
  }
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  const complaints: string[] = [];
  const read = ([name, shape]: readonly [string, Shape]): readonly [string, Tensor][] => {
    if (given[name] === undefined) {
      complaints.push(`returns no gradient "${name}"`);
      return [];
    }
    const outcome = asTensor(given[name], shape, name);
    if ('value' in outcome) return [[name, outcome.value]];
    complaints.push(outcome.complaint);
    return [];
  };
  const inputTensors = inputs.flatMap(read).map(([, tensor]) => tensor);
  const parameterTensors = Object.fromEntries(parameters.flatMap(read));
  if (complaints.length === 0) return { value: { inputs: inputTensors, parameters: parameterTensors } };
  const missing = names.filter((name) => given[name] === undefined);
  const hints = missing.length > 0 ? unknown.map((name) => `It returns "${name}".${hint(name, missing)}`) : [];
  return { complaint: [complaints.join('; '), ...hints].join('. ').replace(/\.$/, '') };
}

/** Options and parameters that a layer of the user's own declares, where it is not like a built-in one. */
import type { Init, ParameterDocs, ParameterSpec } from '../layer';
import type { Option, OptionSpecs, Reading } from '../options';
import { formatShape, sizeOf, type Shape } from '../tensor';

const kinds = {
  number: { expects: 'number', fits: (raw: unknown) => typeof raw === 'number' && Number.isFinite(raw) },
  boolean: { expects: 'true or false', fits: (raw: unknown) => typeof raw === 'boolean' },
  string: { expects: 'text', fits: (raw: unknown) => typeof raw === 'string' },
  array: { expects: 'array', fits: (raw: unknown) => Array.isArray(raw) },
};

/** `Number` stands for a number that must be given; a value for its own kind, with this default. */
function kindOfOption(declared: unknown): keyof typeof kinds | undefined {
  if (declared === Number || typeof declared === 'number') return 'number';
  if (declared === Boolean || typeof declared === 'boolean') return 'boolean';
  if (declared === String || typeof declared === 'string') return 'string';
  return declared === Array || Array.isArray(declared) ? 'array' : undefined;
}

/** The options; `complain` is told of each that cannot be understood. */
export function optionsFrom(declared: unknown, complain: (message: string) => void): OptionSpecs {
  if (declared === undefined) return {};
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) {
    complain('options must be an object of names with their defaults, such as { slope: 0.01 }.');
    return {};
  }
  const specs: { [name: string]: Option<unknown> } = {};
  for (const [name, value] of Object.entries(declared)) {
    const kind = kindOfOption(value);
    if (kind) specs[name] = optionOf(kinds[kind], value);
    else
      complain(
        `Option "${name}" must be a default (number, true or false, text, array), or Number, Boolean, String or Array where it must be given.`,
      );
  }
  return specs;
}

function optionOf({ expects, fits }: (typeof kinds)[keyof typeof kinds], declared: unknown): Option<unknown> {
  const read = (raw: unknown): Reading<unknown> =>
    fits(raw) ? { value: raw } : { message: `must be a ${expects}, but is ${JSON.stringify(raw)}.` };
  const spec = { doc: 'An option of your own layer.', schema: {}, expects, read };
  return typeof declared === 'function' ? spec : { ...spec, fallback: { value: declared } };
}

export function parameterDocsFrom(declared: unknown, complain: (message: string) => void): ParameterDocs {
  if (declared === undefined) return {};
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) {
    complain(
      'parameters must be an object of names with their shapes, such as { weight: [4, 3] }, or a function for each.',
    );
    return {};
  }
  return Object.fromEntries(Object.keys(declared).map((name) => [name, { doc: `${name} of your own layer` }]));
}

const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((extent) => Number.isInteger(extent) && extent >= 0);

/** A shape, or `{ shape, init }`; the rest is told. Undefined: this layer has no such parameter. */
export function parameterFrom(
  name: string,
  value: unknown,
  weightShape: Shape | undefined,
): { readonly spec: ParameterSpec | undefined } | { readonly complaint: string } {
  if (value === undefined || value === null) return { spec: undefined };
  const isWrapped = typeof value === 'object' && 'shape' in value;
  const shape = isWrapped ? value.shape : value;
  if (!isShape(shape)) {
    return {
      complaint: `The shape of parameter "${name}" must be an array of integers ≥ 0, but is ${JSON.stringify(shape)}.`,
    };
  }
  if (sizeOf(shape) > 2 ** 28) return { complaint: `Parameter "${name}" of ${formatShape(shape)} is too large.` };
  const init = isWrapped && 'init' in value ? initFrom(value.init) : defaultInit(weightShape ?? shape);
  if (init) return { spec: { shape, init } };
  return { complaint: `"init" of parameter "${name}" must be a number for all entries, or { uniform: bound }.` };
}

function initFrom(given: unknown): Init | undefined {
  if (typeof given === 'number' && Number.isFinite(given)) return { kind: 'constant', value: given };
  if (typeof given !== 'object' || given === null || !('uniform' in given)) return undefined;
  const bound = given.uniform;
  return typeof bound === 'number' && bound >= 0 ? { kind: 'uniform', bound } : undefined;
}

/** As PyTorch starts Linear and Conv2d: uniform within ±1/√(fan in), the bias by its weight's. */
function defaultInit(shape: Shape): Init {
  const fanIn = sizeOf(shape.slice(1));
  return { kind: 'uniform', bound: 1 / Math.sqrt(Math.max(1, fanIn)) };
}

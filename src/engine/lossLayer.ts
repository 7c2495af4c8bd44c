/**
 * Every loss as a layer: it reads one tensor, has its target as an option, and its output is a number. So C may be made
 * of several losses, weighted and added, as for the auxiliary heads of Inception.
 */
import { defineLayer, type Layer } from './layer';
import { DELTA, factorAt, symbol } from './layers/shared/symbols';
import type { Loss } from './loss';
import { readNested } from './nested';
import { option, show, type Option } from './options';
import { tensor, type Nested, type Tensor } from './tensor';

/** Stays nested, as the file has it: an option is plain data. */
const targetOption: Option<Nested> = option<Nested>(
  { doc: 'What the output is compared with: class indices, or a nested array.' },
  { type: ['array', 'number'] },
  'a number, or nested arrays of them',
  (raw) => {
    const given = raw as Nested;
    const reading = typeof raw === 'number' || Array.isArray(raw) ? readNested(given) : undefined;
    if (!reading) return { message: `must be a number or nested arrays of them, but is ${show(raw)}.` };
    return 'message' in reading ? { message: `${reading.message}.` } : { value: given };
  },
);

type Options = { readonly [name: string]: unknown };

/** It has been read before. */
function targetOf(options: Options): Tensor {
  const reading = readNested(options.target as Nested);
  if ('message' in reading) throw new Error(reading.message);
  return reading.tensor;
}

export function lossLayer(loss: Loss): Layer {
  const scalar = (value: number): Tensor => tensor([], [value]);
  return defineLayer({
    type: loss.type,
    doc: `${loss.doc} As a layer it has its own target, and its output is a number: a part of C.`,
    formula: loss.formula,
    options: { ...loss.options, target: targetOption },
    parameters: {},

    shape([input], options) {
      const problems = loss
        .check(input!, targetOf(options), options)
        .map(({ message }) => ({ option: 'target', message }));
      if (problems.length > 0) return { ok: false, problems };
      return { ok: true, output: [], parameters: {}, arithmetic: [], multiplyAdds: 0 };
    },

    forward([input], _parameters, options) {
      const made = loss.forward(input!, targetOf(options), options);
      return { output: scalar(made.loss), saved: { input: input!, made: made.saved } };
    },

    backward(delta, { made }, _parameters, options) {
      const { shape, data } = loss.backward(made, options);
      return { inputs: [{ shape, data: data.map((slope) => slope * delta.data[0]!) }], parameters: {} };
    },

    ...(loss.branch && {
      branch: ({ made }: { readonly made: unknown }) =>
        Int32Array.of(loss.branch!(made).reduce((code, piece) => (Math.imul(code, 31) + piece + 7) | 0, 0)),
    }),

    terms(target, index, { inputs, delta, options }) {
      if (target.kind !== 'inputDelta' || !delta) return undefined;
      const sum = loss.terms?.(index, inputs[0]!, targetOf(options), options);
      if (!sum) return undefined;
      const arriving = factorAt(DELTA, delta, []);
      const terms = sum.terms.map(({ at, factors, product }) => ({
        at,
        factors: [arriving, ...factors],
        product: arriving.value * product,
      }));
      return { ...sum, factors: [symbol('δ'), ...sum.factors], terms };
    },

    torch: `(lambda target: ${loss.torch})(wanted_target(x, torch.tensor(target, dtype=torch.float64)))`,
    samples: [],
    rejects: [],
  });
}

/** Output shape and parameters of a layer that is like no built-in one, by the user's `shape` and `parameters`. */
import type { DoesNotFit, Fits, ParameterSpec } from '../layer';
import { formatShape, sizeOf, type Shape } from '../tensor';
import { kindOf } from './results';
import { parameterFrom } from './settings';
import { UserCodeError, type UserModule } from './userModule';

type Options = { readonly [name: string]: unknown };

/** One argument for each input; of a layer of any number of them, one array. */
export const spread = <T>(inputs: readonly T[], arity: number | 'many'): readonly unknown[] =>
  arity === 'many' ? [inputs] : inputs;

const refuse = (...messages: string[]): DoesNotFit => ({
  ok: false,
  problems: messages.map((message) => ({ message })),
});

/** Never throws: what the user's code throws is a problem in its words. */
export function ownShape(
  module: UserModule,
  arity: number | 'many',
  inputs: readonly Shape[],
  options: Options,
): Fits | DoesNotFit {
  try {
    const output = outputOf(module, arity, inputs, options);
    if ('complaint' in output) return refuse(output.complaint);
    const parameters = parametersOf(module, arity, inputs, options);
    if (parameters.complaints.length > 0) return refuse(...parameters.complaints);
    return {
      ok: true,
      output: output.shape,
      parameters: parameters.specs,
      arithmetic: [],
      multiplyAdds: 0,
    };
  } catch (failure) {
    if (failure instanceof UserCodeError) return refuse(failure.message);
    throw failure;
  }
}

function outputOf(
  module: UserModule,
  arity: number | 'many',
  inputs: readonly Shape[],
  options: Options,
): { shape: Shape } | { complaint: string } {
  const { shape } = module.exports;
  if (shape === undefined) return { shape: inputs[0]! };
  if (typeof shape !== 'function')
    return { complaint: `"shape" of ${module.name} must be a function, but is ${kindOf(shape)}.` };
  const given = module.call(`shape of ${module.name}`, () =>
    shape(
      ...spread(
        inputs.map((own) => [...own]),
        arity,
      ),
      options,
    ),
  );
  // A sentence in place of a shape says why the input does not fit.
  if (typeof given === 'string') return { complaint: given };
  if (!Array.isArray(given)) {
    return {
      complaint: `shape of ${module.name} must return the output's shape, such as [2, 4, 8, 8], but returns ${kindOf(given)}.`,
    };
  }
  const wrong = given.findIndex((extent) => !Number.isInteger(extent) || extent < 1);
  if (wrong >= 0) {
    return {
      complaint: `shape of ${module.name} gives ${given.map(String).join('×')}: axis ${wrong} must be an integer ≥ 1.`,
    };
  }
  if (sizeOf(given) > 2 ** 28) return { complaint: `An output of ${formatShape(given)} is too large.` };
  return { shape: given };
}

function parametersOf(module: UserModule, arity: number | 'many', inputs: readonly Shape[], options: Options) {
  const specs: { [name: string]: ParameterSpec } = {};
  const complaints: string[] = [];
  const declared = module.exports.parameters;
  if (typeof declared !== 'object' || declared === null) return { specs, complaints };
  let weightShape: Shape | undefined;
  for (const [name, value] of Object.entries(declared)) {
    const given =
      typeof value === 'function'
        ? module.call(`parameters.${name} of ${module.name}`, () =>
            value(
              ...spread(
                inputs.map((own) => [...own]),
                arity,
              ),
              options,
            ),
          )
        : value;
    const read = parameterFrom(name, given, name === 'bias' ? weightShape : undefined);
    if ('complaint' in read) complaints.push(read.complaint);
    else if (read.spec) {
      specs[name] = read.spec;
      if (name === 'weight') weightShape = read.spec.shape;
    }
  }
  return { specs, complaints };
}

/** The passes of a layer of the user's own: its functions called with tensors, and what they hand back made sure of. */
import type { ForwardContext, Layer, ParameterDocs } from '../layer';
import type { Shape, Tensor } from '../tensor';
import { ownShape, spread } from './ownShape';
import { asBackward, asForward, type Wanted } from './results';
import { UserCodeError, type UserModule } from './userModule';

/** What a layer keeps from forward for backward. */
interface Saved {
  readonly inputs: readonly Tensor[];
  readonly parameters: Parameters;
  readonly options: Options;
  readonly context: ForwardContext;
  /** The user's own output, and what else its forward keeps. */
  readonly output: Tensor;
  readonly kept: { readonly [name: string]: unknown };
  /** Of the built-in forward, where the user wrote none. */
  readonly builtIn: unknown;
}
type Options = { readonly [name: string]: unknown };
type Parameters = { readonly [name: string]: Tensor };
export type UserFunction = (...args: unknown[]) => unknown;

export interface Functions {
  readonly forward: UserFunction | undefined;
  readonly backward: UserFunction;
  readonly arity: number | 'many';
  readonly like: Layer | undefined;
  readonly parameters: ParameterDocs;
}

export function passesOf(
  module: UserModule,
  { forward, backward, arity, like, parameters: docs }: Functions,
): Pick<Layer, 'forward' | 'backward' | 'branch' | 'probe' | 'terms'> {
  const fresh = freshnessOf(module);
  const fail = (name: string, complaint: string): never => {
    const end = /[.?]$/.test(complaint) ? '' : '.';
    throw new UserCodeError(`${name} of ${module.name} ${complaint}${end}`, module.placeOf(name));
  };

  function own(inputs: readonly Tensor[], parameters: Parameters, options: Options, context: ForwardContext): Saved {
    const base = { inputs, parameters, options, context };
    if (!forward) {
      const { output, saved: builtIn } = like!.forward(inputs, parameters, options, context);
      return { ...base, output, kept: {}, builtIn };
    }
    const shape = shapeFor(inputs, options);
    const result = module.call(`forward of ${module.name}`, () =>
      forward(...spread(inputs, arity), parameters, options, userContext(context)),
    );
    const read = asForward(result, shape);
    if ('complaint' in read) return fail('forward', read.complaint);
    fresh('forward', [read.value.output], [...inputs, ...Object.values(parameters)]);
    return { ...base, ...read.value, builtIn: undefined };
  }

  function shapeFor(inputs: readonly Tensor[], options: Options): Shape {
    const shapes = inputs.map(({ shape }) => shape);
    const fit = like ? like.shape(shapes, options) : ownShape(module, arity, shapes, options);
    return fit.ok ? fit.output : fail('shape', `gives another answer than before: ${fit.problems[0]!.message}`);
  }

  return {
    forward(inputs, parameters, options, context) {
      // Absent parameters ("bias": false) have no key.
      const saved = own(inputs, parameters as Parameters, options, context);
      // The network works on a copy: what backward overwrites stays in this layer.
      const output = { shape: saved.output.shape, data: saved.output.data.slice() };
      return { output, saved };
    },

    backward(delta, saved, parameters, options) {
      const { inputs, output, kept } = saved as Saved;
      const wanted: Wanted = {
        inputs: inputs.map(({ shape }, at) => [inputs.length === 1 ? 'dx' : `dx${at}`, shape]),
        parameters: Object.entries(parameters).flatMap(([name, value]) =>
          value && !docs[name]?.buffer ? [[name, value.shape] as const] : [],
        ),
      };
      const result = module.call(`backward of ${module.name}`, () =>
        backward(delta, { x: inputs[0], inputs, output, ...kept }, parameters, options),
      );
      const read = asBackward(result, wanted);
      if ('complaint' in read) return fail('backward', read.complaint);
      const { value } = read;
      const given = [delta, ...inputs, ...Object.values(parameters as Parameters)];
      fresh('backward', [...value.inputs, ...Object.values(value.parameters)], given);
      return value;
    },

    ...(like?.branch ? { branch: (saved: unknown) => like.branch!(likeSaved(like, saved)) } : {}),
    ...(like?.terms
      ? {
          terms: (target, index, state) => {
            const sum = like.terms!(target, index, { ...state, saved: likeSaved(like, state.saved) });
            const whose = `these are the terms of ${like.type}; where ${module.name} gives another number, it adds up others`;
            return sum && { ...sum, note: sum.note === undefined ? whose : `${sum.note}; ${whose}` };
          },
        }
      : {}),
    ...(!forward && like?.probe
      ? {
          probe: (inputs, parameters, options, saved) =>
            like.probe!(inputs, parameters, options, (saved as Saved).builtIn),
        }
      : {}),
  };
}

/** What the built-in layer would have kept: a claim to be like it is a claim to have its kinks, and its terms. */
function likeSaved(like: Layer, saved: unknown): unknown {
  const { builtIn, inputs, parameters, options, context } = saved as Saved;
  return builtIn ?? like.forward(inputs, parameters, options, context).saved;
}

const userContext = ({ training, rng }: ForwardContext) => ({ training, random: () => rng.uniform() });

/**
 * Results are kept while other calls are made, so an array that is handed out twice would change under way. Handing back
 * an argument is fine: arguments are copies.
 */
function freshnessOf(module: UserModule) {
  const handedOut = new WeakSet<ArrayBufferLike>();
  return (name: string, results: readonly Tensor[], given: readonly Tensor[]): void => {
    const own = new Set(given.map(({ data }) => data.buffer));
    for (const { data } of results) {
      if (own.has(data.buffer)) continue;
      if (handedOut.has(data.buffer)) {
        const message = `${name} of ${module.name} returns an array that was returned before, with new numbers in it. Make a new Float64Array in every call.`;
        throw new UserCodeError(message, module.placeOf(name));
      }
    }
    for (const { data } of results) if (!own.has(data.buffer)) handedOut.add(data.buffer);
  };
}

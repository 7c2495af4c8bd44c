/**
 * A layer of the user's own from its module: the user writes `forward` and `backward` on tensors, the rest follows from
 * what it says to be like, or from its `shape`, `options` and `parameters`.
 */
import type { ForwardContext, Layer, Fits, DoesNotFit, ParameterDocs } from '../layer';
import { hint } from '../problem';
import { findLayer, layerTypes } from '../registry';
import type { LayerSource } from '../summary';
import type { Shape, Tensor } from '../tensor';
import { ownShape, spread } from './ownShape';
import { asBackward, asForward, kindOf, type Wanted } from './results';
import { optionsFrom, parameterDocsFrom } from './settings';
import { UserCodeError, type UserModule, type UserPlace } from './userModule';

export interface UserProblem {
  readonly message: string;
  readonly severity: 'error' | 'warning';
  readonly place: UserPlace;
}

export interface UserLayer {
  /** Undefined where the module is none that can run. */
  readonly layer: Layer | undefined;
  readonly problems: readonly UserProblem[];
}

/** Exports that mean something here. */
const KNOWN = [
  'forward',
  'backward',
  'like',
  'shape',
  'options',
  'parameters',
  'arity',
  'mixesSamples',
  'doc',
  'default',
];

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
type UserFunction = (...args: unknown[]) => unknown;

/**
 * Makes a layer of a module; never throws.
 * @param type as the definition names it: `./my-conv.ts`
 * @param like the built-in layer that the definition says it is like; else the module may say it
 */
export function userLayer(type: string, module: UserModule, like: Layer | undefined): UserLayer {
  const problems: UserProblem[] = [];
  const report = (exported: string, message: string, severity: UserProblem['severity'] = 'error') =>
    problems.push({ message: `${module.name}: ${message}`, severity, place: module.placeOf(exported) });
  const claimed = claimOf(module, like, report);
  const forward = functionOf(module, 'forward', report);
  const backward = functionOf(module, 'backward', report);
  if (!backward && module.exports.backward === undefined) {
    const near = nearName(module, 'backward');
    report('backward', `It exports no function "backward".${near} Backward takes (delta, saved, parameters, options).`);
  }
  if (!forward && !claimed && module.exports.forward === undefined && module.exports.like === undefined) {
    const near = nearName(module, 'forward');
    report('forward', `It exports no function "forward".${near} Only a layer with "like" may leave it out.`);
  }
  const arity = claimed ? (claimed.arity ?? 1) : arityOf(module, report);
  const options = claimed?.options ?? optionsFrom(module.exports.options, (message) => report('options', message));
  const parameters =
    claimed?.parameters ?? parameterDocsFrom(module.exports.parameters, (message) => report('parameters', message));
  if (claimed) warnOfUnused(module, claimed, report);
  const source = sourceOf(type, module, claimed);
  if (!backward || problems.some(({ severity }) => severity === 'error')) return { layer: undefined, problems };
  const passes = passesOf(module, { forward, backward, arity, like: claimed, parameters });
  const { doc } = module.exports;
  const layer: Layer = {
    type,
    doc: typeof doc === 'string' ? doc : `A layer of your own, in ${module.name}.`,
    formula: claimed?.formula ?? { forward: 'as written', backward: 'as written' },
    options,
    parameters,
    arity,
    source,
    ...(claimed ? { like: claimed } : {}),
    ...(claimed?.affine ? { affine: true } : {}),
    ...(claimed?.mixesSamples || module.exports.mixesSamples === true ? { mixesSamples: true } : {}),
    ...(claimed?.hint ? { hint: (given) => claimed.hint!(given) } : {}),
    shape: claimed
      ? (inputs, given) => claimed.shape(inputs, given)
      : (inputs, given): Fits | DoesNotFit => ownShape(module, arity, inputs, given),
    ...passes,
    torch: '',
    samples: [],
    rejects: [],
  };
  return { layer, problems };
}

type Report = (exported: string, message: string, severity?: UserProblem['severity']) => void;

/** The built-in layer that both may name. */
function claimOf(module: UserModule, like: Layer | undefined, report: Report): Layer | undefined {
  const said = module.exports.like;
  if (said === undefined) return like;
  const claimed = typeof said === 'string' ? findLayer(said) : undefined;
  if (!claimed) {
    const near = typeof said === 'string' ? hint(said, layerTypes()) : '';
    report('like', `There is no layer type ${JSON.stringify(said)} to be like.${near}`);
  } else if (like && like !== claimed) {
    report('like', `It says to be like ${claimed.type}, but the network says like ${like.type}.`);
  }
  return claimed;
}

function functionOf(module: UserModule, name: string, report: Report): UserFunction | undefined {
  const value = module.exports[name];
  if (typeof value === 'function') return value as UserFunction;
  if (value !== undefined) report(name, `"${name}" must be a function, but is ${kindOf(value)}.`);
  return undefined;
}

function arityOf({ exports }: UserModule, report: Report): number | 'many' {
  const { arity = 1 } = exports;
  if (arity === 'many' || (typeof arity === 'number' && Number.isInteger(arity) && arity >= 1)) return arity;
  report('arity', `"arity" must be the number of inputs, or "many", but is ${JSON.stringify(arity)}.`);
  return 1;
}

const nearName = ({ exports }: UserModule, name: string): string => {
  const others = Object.keys(exports).filter((key) => !KNOWN.includes(key));
  const meant = others.find((key) => hint(key, [name]) !== '');
  return meant === undefined ? '' : ` It exports "${meant}".`;
};

function warnOfUnused(module: UserModule, { type }: Layer, report: Report): void {
  for (const name of ['shape', 'options', 'parameters', 'arity']) {
    if (module.exports[name] === undefined) continue;
    report(name, `"${name}" is not used: the layer is like ${type} and has ${type}'s.`, 'warning');
  }
}

function sourceOf(file: string, module: UserModule, like: Layer | undefined): LayerSource {
  const rangeOf = (name: string) => module.exports[name] !== undefined && module.placeOf(name);
  const backward = rangeOf('backward');
  const forward = rangeOf('forward');
  return {
    file,
    path: module.path,
    ...(like ? { like: like.type } : {}),
    // Of an export that another file defines there is no place in this one.
    ...(backward && backward.path === module.path ? { backward: backward.range } : {}),
    ...(forward && forward.path === module.path ? { forward: forward.range } : {}),
  };
}

// ---------------------------------------------------------------- passes

interface Functions {
  readonly forward: UserFunction | undefined;
  readonly backward: UserFunction;
  readonly arity: number | 'many';
  readonly like: Layer | undefined;
  readonly parameters: ParameterDocs;
}

function passesOf(
  module: UserModule,
  { forward, backward, arity, like, parameters: docs }: Functions,
): Pick<Layer, 'forward' | 'backward' | 'branch' | 'probe'> {
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

    ...(like?.branch ? { branch: (saved: unknown) => branchesOf(like, saved as Saved) } : {}),
    ...(!forward && like?.probe
      ? {
          probe: (inputs, parameters, options, saved) =>
            like.probe!(inputs, parameters, options, (saved as Saved).builtIn),
        }
      : {}),
  };
}

/** The pieces on which the built-in layer lies: a claim to be like it is a claim to have its kinks. */
function branchesOf(like: Layer, { builtIn, inputs, parameters, options, context }: Saved): Int32Array {
  const saved = builtIn ?? like.forward(inputs, parameters, options, context).saved;
  return like.branch!(saved);
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

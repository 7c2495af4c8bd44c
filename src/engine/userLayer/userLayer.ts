/**
 * A layer of the user's own from its module: the user writes `forward` and `backward` on tensors, the rest follows from
 * what it says to be like, or from its `shape`, `options` and `parameters`.
 */
import type { Layer, Fits, DoesNotFit } from '../layer';
import { hint } from '../problem';
import { findLayer, layerTypes } from '../registry';
import type { LayerSource } from '../summary';
import { ownShape } from './ownShape';
import { kindOf } from './results';
import { optionsFrom, parameterDocsFrom } from './settings';
import { type UserModule, type UserPlace } from './userModule';
import { passesOf, type UserFunction } from './userPasses';

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
    ...(claimed?.mixesSamples === true || module.exports.mixesSamples === true ? { mixesSamples: true } : {}),
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

/** Which model of a Keras file is meant. */
import type { Block, Expression, Statement } from '../../python/ast';
import { PyError, Unknowable } from '../../python/errors';
import { failureOf, type Interpreter } from '../../python/interpreter';
import { parsePython } from '../../python/parse';
import {
  noArguments,
  Opaque,
  PyClass,
  PyFunction,
  PyInstance,
  type Located,
  type PyModule,
  type SourceFile,
  type Value,
} from '../../python/values';
import { argumentsFor, makerNames, required } from './makers';
import { recordsBehind } from './models';
import type { CallRecord, Keras, LayerState } from './records';

export interface ChosenKeras {
  /** Undefined where its making came to no end: then `calls` are as far as it came. */
  readonly instance: PyInstance | undefined;
  /** As it can be named: `build_model()`, `model`. */
  readonly expression: string;
  /** Where the function or class that makes it stands, or the statement that names it. */
  readonly source: Located | undefined;
  readonly failure: PyError | Unknowable | undefined;
  readonly calls: readonly CallRecord[];
  /** Arguments that nobody states. */
  readonly assumedArguments?: string;
}

export interface KerasFile {
  readonly vm: Interpreter;
  readonly keras: Keras;
  readonly module: PyModule;
  readonly file: SourceFile;
  readonly body: Block;
}

export type KerasChoice =
  | { readonly chosen: ChosenKeras; readonly failure?: undefined }
  | {
      readonly chosen: undefined;
      readonly failure: PyError | Unknowable | undefined;
      readonly at?: Located | undefined;
    };

/** The value of an expression among the file's names: a class, a function, a variable or a call. */
export function modelFrom(source: KerasFile, text: string): KerasChoice {
  const { vm, module, file } = source;
  const { body, problems } = parsePython(text);
  const [statement] = body;
  if (problems.length > 0 || statement?.kind !== 'expression' || body.length !== 1)
    return { chosen: undefined, failure: new Unknowable(`"${text}" is no expression of Python.`) };
  // Places within the expression are places of no file: its problems stand at the beginning.
  const work = (): Value => vm.evaluateIn(module, statement.value, { path: file.path, text: '' });
  return attempt(source, text, work, sourceOf(module.attributes.get(/^\w+/.exec(text)?.[0] ?? '')));
}

const sourceOf = (value: Value | undefined): Located | undefined =>
  value instanceof PyFunction || value instanceof PyClass ? value.source : undefined;

export function defaultModel(source: KerasFile): KerasChoice {
  const variables = variablesOf(source);
  const trained = variables.filter(({ instance }) => hasWeights(source.keras, instance));
  const variable = trained.at(-1);
  if (variable) return chosenVariable(variable);
  let first: KerasChoice | undefined;
  for (const make of [...functionsOf(source), ...classesOf(source)]) {
    const choice = make();
    if (choice.chosen?.instance) return choice;
    if (!first?.chosen) first = choice.chosen || !first ? choice : first;
  }
  if (first) return first;
  const plain = variables.at(-1);
  return plain ? chosenVariable(plain) : unfinished(source);
}

export interface Variable {
  readonly name: string;
  readonly instance: PyInstance;
  readonly source: Located | undefined;
}

const chosenVariable = ({ name, instance, source }: Variable): KerasChoice => ({
  chosen: { instance, expression: name, source, failure: undefined, calls: [] },
});

/** Models in variables of the file that are no part of another. */
export function variablesOf({ keras, module, body, file }: KerasFile): Variable[] {
  const all = [...module.attributes].filter((entry): entry is [string, PyInstance] => keras.isModel(entry[1]));
  const parts = new Set(all.flatMap(([, instance]) => partsOf(keras, instance)));
  return all
    .filter(([, instance]) => !parts.has(keras.states.get(instance)!))
    .map(([name, instance]) => ({ name, instance, source: placeOfName(body, name, file) }));
}

/** Where a variable is set last. */
function placeOfName(body: Block, name: string, file: SourceFile): Located | undefined {
  const found = body.flatMap((statement) =>
    statement.kind === 'assign' ? statement.targets.filter((one) => one.kind === 'name' && one.id === name) : [],
  );
  const last = found.at(-1);
  return last && { file, from: last.from, to: last.to };
}

function partsOf(keras: Keras, model: PyInstance): LayerState[] {
  const own = keras.states.get(model);
  const stack = (keras.stacks.get(model) ?? []).flatMap((one) => {
    const state = one instanceof PyInstance ? keras.states.get(one) : undefined;
    return state && one instanceof PyInstance ? [state, ...partsOf(keras, one)] : [];
  });
  const graph = keras.graphs.get(model);
  const within = graph ? recordsBehind(graph.outputs).flatMap(({ within: states }) => states) : [];
  return [...stack, ...within].filter((state) => state !== own);
}

/** Augmentation alone is no model that one trains. */
function hasWeights(keras: Keras, model: PyInstance): boolean {
  const graph = keras.graphs.get(model);
  const types = graph
    ? recordsBehind(graph.outputs).map(({ state }) => state.type)
    : partsOf(keras, model).map(({ type }) => type);
  return (!graph && !keras.stacks.has(model)) || types.some((type) => /Conv|Dense|Norm/.test(type));
}

/** Functions of the file that return a model, those first that no other calls, the last of them first. */
function functionsOf(source: KerasFile): (() => KerasChoice)[] {
  const { module, file, body } = source;
  const makers = makerNames(body, classNames(source));
  const functions = body.filter(
    (statement): statement is Extract<Statement, { kind: 'function' }> =>
      statement.kind === 'function' && makers.functions.has(statement.name),
  );
  const free = functions.filter(({ name }) => !makers.used.has(name));
  const order = [...(free.length > 0 ? free : functions)].reverse();
  return order.flatMap(({ name }) => {
    const made = module.attributes.get(name);
    if (!(made instanceof PyFunction) || made.source.file !== file) return [];
    return [(): KerasChoice => byCall(source, name, made, required(made))];
  });
}

export function classNames({ module, keras, file }: KerasFile): Set<string> {
  return new Set(ownClasses({ module, keras, file }).map(({ name }) => name));
}

export const ownClasses = ({ module, keras, file }: Pick<KerasFile, 'module' | 'keras' | 'file'>): PyClass[] =>
  [...module.attributes.values()].filter(
    (value): value is PyClass => value instanceof PyClass && value.source?.file === file && value.is(keras.modelClass),
  );

function classesOf(source: KerasFile): (() => KerasChoice)[] {
  const { used } = makerNames(source.body, classNames(source));
  const classes = ownClasses(source);
  const free = classes.filter(({ name }) => !used.has(name));
  return [...(free.length > 0 ? free : classes)].reverse().map((cls) => () => {
    const init = cls.find('__init__');
    return byCall(source, cls.name, cls, init instanceof PyFunction ? required(init).slice(1) : []);
  });
}

/** Without arguments, else as the file calls it, else with what its arguments usually are. */
function byCall(source: KerasFile, name: string, made: PyFunction | PyClass, needs: readonly string[]): KerasChoice {
  const { vm, module, file, body } = source;
  const at = made instanceof PyClass ? made.source : made.source;
  if (needs.length === 0) return attempt(source, `${name}()`, () => vm.call(made, noArguments), at);
  for (const call of callsOf(body, name)) {
    const text = file.text.slice(call.from, call.to);
    const choice = attempt(source, text.replace(/\s+/g, ' '), () => vm.evaluateIn(module, call, file), at);
    if (choice.chosen?.instance) return choice;
  }
  const given = argumentsFor(needs, file.text);
  if (given === undefined) {
    const listed = needs.map((one) => `${one}=…`).join(', ');
    const message = `${name} needs ${needs.map((one) => `"${one}"`).join(', ')}: write "# gradlens: model=${name}(${listed})" above it, or name the model with --model.`;
    return { chosen: undefined, failure: new Unknowable(message), at };
  }
  const choice = modelFrom(source, `${name}(${given})`);
  return choice.chosen ? { chosen: { ...choice.chosen, source: at, assumedArguments: given } } : choice;
}

/** Calls of a function anywhere in the file. */
function callsOf(body: Block, name: string): Expression[] {
  const found: Expression[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const node = value as Expression;
      if (node.kind === 'call' && node.callee.kind === 'name' && node.callee.id === name) found.push(node);
      Object.values(value).forEach(visit);
    }
  };
  visit(body);
  return found;
}

/** What is wrong in an attempt that is given up says nothing of the file. */
function attempt(source: KerasFile, text: string, work: () => Value, at: Located | undefined): KerasChoice {
  const { vm, keras } = source;
  const [calls, constructed, complaints] = [keras.calls.length, keras.constructed.length, keras.complaints.length];
  const giveUp = (failure: PyError | Unknowable): KerasChoice => {
    keras.complaints.length = complaints;
    return { chosen: undefined, failure, at };
  };
  let expression = text;
  let failure: PyError | Unknowable;
  try {
    vm.begin();
    let value = work();
    if (value instanceof PyClass && value.is(keras.modelClass)) {
      value = vm.call(value, noArguments);
      expression = `${text}()`;
    } else if (value instanceof PyFunction) {
      const needs = required(value);
      if (needs.length > 0 && /^\w+$/.test(text)) return byCall(source, text, value, needs);
      value = vm.call(value, noArguments);
      expression = `${text}()`;
    }
    const [first] = vm.findAttribute(value, '__len__') === undefined ? [value] : [...vm.iterate(value)];
    if (keras.isModel(first))
      return { chosen: { instance: first, expression, source: at, failure: undefined, calls: [] } };
    if (value instanceof Opaque) return giveUp(new Unknowable(`${text} depends on ${value.reason}.`, value.told));
    return giveUp(new Unknowable(`${text} is no model of Keras, but ${vm.repr(value)}.`));
  } catch (caught) {
    failure = failureOf(caught);
    if (failure.places.length === 0) failure.places = vm.places();
  }
  const made = partial(keras, keras.calls.slice(calls), keras.constructed.slice(constructed));
  return made.instance || made.calls.length > 0
    ? { chosen: { ...made, expression, source: at, failure } }
    : giveUp(failure);
}

/** Everything up to the error: the calls that were made, else the layers that would have been a sequence. */
function partial(
  keras: Keras,
  calls: readonly CallRecord[],
  constructed: readonly PyInstance[],
): { readonly instance: PyInstance | undefined; readonly calls: readonly CallRecord[] } {
  const called = calls.filter(({ state }) => state.type !== 'InputLayer');
  if (called.length > 0) return { instance: undefined, calls };
  const stacked = constructed.filter((layer) => (keras.stacks.get(layer)?.length ?? 0) > 0).at(-1);
  if (stacked) return { instance: stacked, calls: [] };
  const layers = constructed.filter((layer) => !keras.isModel(layer));
  if (layers.length === 0) return { instance: undefined, calls: [] };
  const sequence = new PyInstance(keras.sequentialClass);
  const { order, places } = keras.states.get(layers[0]!)!;
  keras.states.set(sequence, { type: 'Sequential', config: {}, name: undefined, order, places, after: undefined });
  keras.stacks.set(sequence, layers);
  return { instance: sequence, calls: [] };
}

/** A statement of the file that should have made a model. */
function unfinished({ vm, keras, file }: KerasFile): KerasChoice {
  for (const { error, statement, file: of } of vm.failures) {
    if (of !== file) continue;
    const isHere = ({ places }: { readonly places: readonly Located[] }): boolean =>
      places.some((place) => place.file === file && place.from >= statement.from && place.to <= statement.to);
    const made = partial(
      keras,
      keras.calls,
      keras.constructed.filter((layer) => isHere(keras.states.get(layer)!)),
    );
    if (!made.instance && made.calls.length === 0) continue;
    const source = { file, from: statement.from, to: statement.to };
    const name =
      statement.kind === 'assign' && statement.targets[0]?.kind === 'name' ? statement.targets[0].id : 'model';
    return { chosen: { ...made, expression: name, source, failure: error } };
  }
  const [first] = vm.failures;
  return { chosen: undefined, failure: first?.error };
}

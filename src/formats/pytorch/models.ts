/** Which model of a file is meant. */
import type { Block } from '../python/ast';
import { PyError, Unknowable } from '../python/errors';
import { failureOf, type Interpreter } from '../python/interpreter';
import { parsePython } from '../python/parse';
import {
  Opaque,
  PyClass,
  PyFunction,
  PyInstance,
  type Located,
  type PyModule,
  type SourceFile,
  type Value,
} from '../python/values';
import type { Torch } from './context';
import { isFactory, makersIn, namesIn, needed } from './makers';

export interface ChosenModel {
  readonly instance: PyInstance;
  /** As it can be named: `Net()`, `resnet18()`, `model`. */
  readonly expression: string;
  /** Where its class, or the function that makes it, stands. */
  readonly source: Located | undefined;
}

export interface Choice {
  readonly chosen: ChosenModel | undefined;
  /** What stands in the way, and where. */
  readonly failure: PyError | Unknowable | undefined;
  readonly at: Located | undefined;
  /** No mistake: the file leaves open which model is meant, or with which arguments. */
  readonly asks?: true;
}

/** The module classes of the file itself, in its order. */
export function classesIn(torch: Torch, module: PyModule, file: SourceFile): PyClass[] {
  return [...module.attributes.values()].filter(
    (value): value is PyClass =>
      value instanceof PyClass &&
      value.source?.file === file &&
      (value.is(torch.moduleClass) || value.unknownBase !== undefined),
  );
}

/** The value of an expression among the file's names: a class, a variable or a call. */
export function modelFrom(vm: Interpreter, torch: Torch, module: PyModule, file: SourceFile, text: string): Choice {
  const { body, problems } = parsePython(text);
  const [statement] = body;
  if (problems.length > 0 || statement?.kind !== 'expression' || body.length !== 1) {
    return fail(new Unknowable(`"${text}" is no expression of Python.`), undefined);
  }
  // Places within the expression are places of no file: its problems stand at the beginning.
  return attempt(
    vm,
    torch,
    text,
    () => vm.evaluateIn(module, statement.value, { path: file.path, text: '' }),
    undefined,
  );
}

export function defaultModel(vm: Interpreter, torch: Torch, module: PyModule, file: SourceFile, body: Block): Choice {
  const variable = lastVariable(torch, module);
  if (variable) return variable;
  const classes = classesIn(torch, module, file);
  const used = namesInClasses(body);
  const free = classes.filter(({ name }) => !used.has(name));
  const last = [...(free.length > 0 ? free : classes)].reverse();
  const order = [...last.filter((cls) => !isLoss(cls)), ...last.filter(isLoss)];
  let first: Choice | undefined;
  for (const cls of order) {
    const choice = needsNothing(cls)
      ? attempt(vm, torch, `${cls.name}()`, () => vm.callTop(cls), cls.source)
      : byFactory(vm, torch, module, file, body, cls);
    if (choice?.chosen) return choice;
    first ??= choice ?? { ...fail(new Unknowable(howToName(cls)), cls.source), asks: true };
  }
  return first ?? fail(undefined, undefined);
}

function howToName(cls: PyClass): string {
  const init = cls.find('__init__');
  const names = init instanceof PyFunction ? required(init).slice(1) : [];
  const call = `${cls.name}(${names.map((name) => `${name}=…`).join(', ')})`;
  return `${cls.name} needs ${names.map((name) => `"${name}"`).join(', ')}: write "# gradlens: model=${call}" above it, or name the model with --model.`;
}

export const required = ({ code, defaults }: PyFunction): string[] =>
  code.parameters
    .filter(({ name, style }) => (style === 'positional' || style === 'keyword') && !defaults.has(name))
    .map(({ name }) => name);

function needsNothing(cls: PyClass): boolean {
  const init = cls.find('__init__');
  return !(init instanceof PyFunction) || required(init).length <= 1;
}

/** A function of the file that makes one, and needs nothing itself: `def ResNet18(): return ResNet(…)`. */
function byFactory(
  vm: Interpreter,
  torch: Torch,
  module: PyModule,
  file: SourceFile,
  body: Block,
  cls: PyClass,
): Choice | undefined {
  let failed: Choice | undefined;
  const makers = makersIn(body, new Set([cls.name]));
  for (const statement of body) {
    if (!isFactory(statement, makers) || needed(statement).length > 0) continue;
    const made = module.attributes.get(statement.name);
    if (made === undefined) continue;
    const source = { file, from: statement.from, to: statement.to };
    const choice = attempt(vm, torch, `${statement.name}()`, () => vm.callTop(made), source);
    if (choice.chosen) return choice;
    failed ??= choice;
  }
  return failed;
}

/** `net = Net()`: the last one that is not part of another. */
function lastVariable(torch: Torch, module: PyModule): Choice | undefined {
  const all = [...module.attributes].filter(
    (entry): entry is [string, PyInstance] => torch.isModule(entry[1]) && !isLoss(entry[1].cls),
  );
  const parts = new Set(all.flatMap(([, instance]) => [...(torch.states.get(instance)?.children.values() ?? [])]));
  const own = all.filter(([, instance]) => !parts.has(instance) && torch.states.has(instance));
  const found = own.at(-1);
  return (
    found && {
      chosen: {
        instance: found[1],
        expression: found[0],
        source: found[1].cls.source ?? torch.states.get(found[1])?.places[0],
      },
      failure: undefined,
      at: undefined,
    }
  );
}

export const isLoss = ({ name }: PyClass): boolean => /Loss$/.test(name);

function attempt(vm: Interpreter, torch: Torch, text: string, work: () => Value, source: Located | undefined): Choice {
  try {
    vm.begin();
    let value = work();
    let expression = text;
    if (value instanceof PyClass && value.is(torch.moduleClass)) {
      const cls = value;
      if (!needsNothing(cls)) return fail(new Unknowable(howToName(cls)), cls.source);
      value = vm.callTop(cls);
      expression = `${text}()`;
    } else if (value instanceof PyFunction) value = vm.callTop(value);
    if (torch.isModule(value))
      return {
        chosen: { instance: value, expression, source: source ?? value.cls.source },
        failure: undefined,
        at: undefined,
      };
    if (value instanceof Opaque) return fail(new Unknowable(`${text} depends on ${value.reason}.`, value.told), source);
    return fail(new Unknowable(`${text} is no nn.Module, but ${vm.repr(value)}.`), source);
  } catch (caught) {
    const failure = failureOf(caught);
    if (failure.places.length === 0) failure.places = vm.places();
    return fail(failure, source);
  }
}

const fail = (failure: Choice['failure'], at: Located | undefined): Choice => ({ chosen: undefined, failure, at });

// ---------------------------------------------------------------- who uses whom

/** Names that the classes of a file use, but for their own. */
export function namesInClasses(body: Block): Set<string> {
  const all = new Set<string>();
  for (const statement of body) {
    if (statement.kind !== 'class') continue;
    for (const name of namesIn(statement)) if (name !== statement.name) all.add(name);
  }
  return all;
}

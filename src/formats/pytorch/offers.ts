/** The models that a file holds, so that one of them can be chosen. */
import type { OfferedModel } from '../definition';
import type { Block, Span } from '../python/ast';
import { PyFunction, type PyClass, type PyInstance, type PyModule, type SourceFile } from '../python/values';
import type { Positions } from '../textPosition';
import type { Torch } from './context';
import { isFactory, makersIn, needed, statementsIn, type FunctionStatement } from './makers';
import { classesIn, isLoss, namesInClasses, required, type ChosenModel } from './models';
import { namedModules } from './moduleClass';

type Unweighed = Omit<OfferedModel, 'mayBeMeant'>;

/** In the order of the file. */
export function offersOf(
  torch: Torch,
  module: PyModule,
  file: SourceFile,
  body: Block,
  positions: Positions,
  chosen: ChosenModel | undefined,
): OfferedModel[] {
  const classes = classesIn(torch, module, file);
  const used = namesInClasses(body);
  const instances = chosen ? instancesOf(torch, chosen.instance) : new Map<PyClass, string[]>();
  const range = ({ from, to }: Span) => positions(from, to - from);

  const ofClasses = classes.map((cls): Unweighed => {
    const init = cls.find('__init__');
    return {
      expression: `${cls.name}()`,
      kind: 'class',
      range: range(cls.source!),
      chosen: chosen?.instance.cls === cls,
      needs: init instanceof PyFunction ? required(init).slice(1) : [],
      isPart: used.has(cls.name) || isLoss(cls),
      instances: instances.get(cls) ?? [],
    };
  });

  const makers = makersIn(body, new Set(classes.map(({ name }) => name)));
  const ofFunctions = body.flatMap((statement): Unweighed[] => {
    if (!isFactory(statement, makers)) return [];
    const expression = `${statement.name}()`;
    return [
      {
        expression,
        kind: 'function',
        range: range(nameOf(statement, file.text)),
        chosen: chosen?.expression === expression,
        needs: needed(statement),
        isPart: used.has(statement.name),
        instances: [],
      },
    ];
  });

  const variables = variablesIn(body).flatMap(({ name, at }): Unweighed[] => {
    const value = module.attributes.get(name);
    if (!value || !torch.isModule(value) || isLoss(value.cls) || !torch.states.has(value)) return [];
    const isPart = partsOf(torch, module).has(value) || torch.states.get(value)?.layer !== undefined;
    const isChosen = chosen?.expression === name;
    return [
      { expression: name, kind: 'variable', range: range(at), chosen: isChosen, needs: [], isPart, instances: [] },
    ];
  });

  const models = [...ofClasses, ...ofFunctions, ...variables];
  return withMeant(models.sort((a, b) => a.range.startLine - b.range.startLine));
}

/** A variable beats classes, and a function counts where a class is not made without one. */
function withMeant(models: readonly Unweighed[]): OfferedModel[] {
  const isWhole = ({ needs, isPart }: Unweighed): boolean => needs.length === 0 && !isPart;
  const hasVariable = models.some((model) => model.kind === 'variable' && isWhole(model));
  const needsFunction = models.some(({ kind, needs, isPart }) => kind === 'class' && needs.length > 0 && !isPart);
  return models.map((model) => {
    const counts = hasVariable ? model.kind === 'variable' : model.kind === 'class' || needsFunction;
    return { ...model, mayBeMeant: counts && isWhole(model) };
  });
}

function instancesOf(torch: Torch, root: PyInstance): Map<PyClass, string[]> {
  const found = new Map<PyClass, string[]>();
  for (const [path, { cls }] of namedModules(torch, root)) {
    if (path !== '') found.set(cls, [...(found.get(cls) ?? []), path]);
  }
  return found;
}

const partsOf = (torch: Torch, module: PyModule): ReadonlySet<unknown> =>
  new Set(
    [...module.attributes.values()].flatMap((value) =>
      torch.isModule(value) ? [...(torch.states.get(value)?.children.values() ?? [])] : [],
    ),
  );

/** Variables of the file, each where it is set last. */
function variablesIn(body: Block): { readonly name: string; readonly at: Span }[] {
  const found = new Map<string, Span>();
  for (const statement of statementsIn(body)) {
    const targets = statement.kind === 'assign' ? statement.targets : [];
    for (const target of targets) if (target.kind === 'name') found.set(target.id, target);
  }
  return [...found].map(([name, at]) => ({ name, at }));
}

/** Where the name of a function stands. */
function nameOf(statement: FunctionStatement, text: string): Span {
  const head = new RegExp(`\\bdef\\s+(?=${statement.name}\\b)`).exec(text.slice(statement.from, statement.to));
  const from = statement.from + (head ? head.index + head[0].length : 0);
  return { from, to: from + statement.name.length };
}

/** PyTorch source as a definition: parsed and followed, never executed. */
import { summarize } from '../../engine/describe';
import { planNetwork, type Network } from '../../engine/network';
import { problem, type Problem } from '../../engine/problem';
import type { LocatedProblem, SourceRange } from '../../engine/summary';
import { sizeOf, type Shape } from '../../engine/tensor';
import type { Definition, DefinitionFile, FileReader, Overrides } from '../definition';
import { fileName, folderOf } from '../filePath';
import type { DataFiles } from '../numbers/dataFiles';
import { loadInput } from '../numbers/input';
import { modelOf } from '../numbers/model';
import { loadWeights } from '../numbers/weights';
import { Interpreter } from '../python/interpreter';
import { standardLibrary } from '../python/library/standard';
import { readProject } from '../python/project';
import { compareRanges, positionsIn } from '../textPosition';
import { Torch } from './context';
import { defaultModel, modelFrom, type ChosenModel } from './models';
import { settingComments, type RunSettings } from './runSettings';
import { runOf, usualLoss } from './settings';
import { shapeFor } from './fitting';
import { torchLibrary } from './torchModules';
import { trace, specsOf, type Traced } from './trace';
import { placing } from './places';

/** Never rejects for what is in the file. */
export async function readPython(
  file: DefinitionFile,
  reader: FileReader,
  overrides: Overrides = {},
): Promise<Definition> {
  const torch = new Torch();
  const library = new Map([...standardLibrary, ...torchLibrary(torch)]);
  const project = await readProject(file, reader, (name) => library.has(name) || library.has(name.split('.')[0]!));
  const { main } = project;
  const vm = new Interpreter(project, library);
  const places = placing(main.file, positionsIn(file.text));
  const located: LocatedProblem[] = [];
  const syntax = [...main.python.problems];
  const comments = settingComments(file.text, syntax);
  located.push(
    ...syntax.map(({ message, from, to }) => ({ message, severity: 'error' as const, range: places.span(from, to) })),
  );

  const module = vm.run(main);
  const named = overrides.model ?? comments.find(({ settings }) => settings.model)?.settings.model?.text;
  const choice =
    named === undefined
      ? defaultModel(vm, torch, module, main.file, main.python.body)
      : modelFrom(vm, torch, module, main.file, named);
  const { chosen } = choice;
  if (!chosen) {
    if (choice.failure) located.push(...places.failure(choice.failure, choice.at));
    else if (syntax.length === 0) located.push({ message: noModel(vm), severity: 'error', range: places.span(0, 0) });
    return { network: undefined, summary: undefined, model: undefined, problems: sorted(located), edit: () => [] };
  }

  const problems: Problem[] = [];
  const stated = settingsFor(comments, chosen);
  const run = runOf(stated, overrides, problems);
  const files: DataFiles = { folder: folderOf(file.path), reader };
  const given = run.data ? await loadInput({ shape: run.shape, data: run.data }, files, run.seed, problems) : undefined;
  const known: Shape | undefined = given?.shape ?? run.shape?.value;
  const training = run.mode === 'train';
  const guess = known ? undefined : shapeFor(vm, torch, chosen.instance, file.text, main.python.body, training);
  const shape = known ?? guess?.shape;
  if (!shape) {
    const message = `What shape the input of ${chosen.expression} has cannot be told: write "# gradlens: input=(2, 3, 224, 224)" above its class.`;
    located.push({ message, severity: 'error', range: places.chosen(chosen) });
    return { network: undefined, summary: undefined, model: undefined, problems: sorted(located), edit: () => [] };
  }
  const traced = trace(vm, torch, chosen.instance, shape, training);
  const { network, whole } = planned(file, chosen, traced, shape, run.loss?.value, run, problems);
  if (traced.failure) located.push(...places.failure(traced.failure, chosen.source));
  if (traced.outputs > 1 && whole) located.push(severalOutputs(traced, places.chosen(chosen)));

  const drawn =
    given ?? (await loadInput({ shape: { value: shape, at: ['input'] }, data: undefined }, files, run.seed, problems));
  const numbers = { target: run.target, weights: run.weights && (() => loadWeights(run.weights!, files, problems)) };
  const tooLarge = network && tooManyParameters(network);
  if (tooLarge !== undefined) located.push({ message: tooLarge, severity: 'warning', range: places.chosen(chosen) });
  const small = tooLarge === undefined ? network : undefined;
  const { model, target } = await modelOf(small, drawn, numbers, files, problems);
  const rangeOf = (index: number): SourceRange | undefined => {
    const node = network && traced.nodes[network.layers[index]!.path[1] as number];
    return node && places.node(node);
  };
  const label = guess ? `${drawn.label}, shape ${guess.from}` : drawn.label;
  const summary =
    network &&
    summarize(network, {
      input: label,
      image: drawn.image,
      target: target.label,
      layerRange: rangeOf,
      lossRange: stated.loss && places.span(stated.loss.from, stated.loss.to),
    });
  located.push(...problems.map((found) => places.problem(found, stated, chosen, traced, network)));
  return {
    network,
    summary,
    model: whole ? model : model && { ...model, target: undefined },
    problems: sorted(located),
    edit: () => [],
  };
}

function planned(
  file: DefinitionFile,
  chosen: ChosenModel,
  traced: Traced,
  inputShape: Shape,
  loss: { readonly type: string; readonly settings: { readonly [name: string]: unknown } } | undefined,
  run: { readonly mode: 'train' | 'eval'; readonly seed: number },
  problems: Problem[],
): { network: Network | undefined; whole: boolean } {
  const layers = specsOf(traced.nodes);
  const whole = traced.failure === undefined;
  if (layers.length === 0) {
    if (whole) problems.push(problem([], `${chosen.expression} calls no layer.`));
    return { network: undefined, whole };
  }
  const assumed = { type: usualLoss(file.text, layers.at(-1)?.type, traced.output?.shape), settings: {} };
  const name = chosen.expression.replace(/\(\)$/, '');
  const { mode, seed } = run;
  const plan = planNetwork({ name, inputShape, layers, loss: whole ? (loss ?? assumed) : undefined, mode, seed });
  // Of a pass that stops early, the layers that nobody reads yet are no mistake.
  problems.push(...plan.problems.filter(({ severity }) => whole || severity === 'error'));
  return { network: plan.network, whole };
}

/** Numbers of 8 bytes each that may be drawn for the parameters: 1 GiB. */
const MOST_PARAMETERS = 2 ** 27;

function tooManyParameters({ layers }: Network): string | undefined {
  const sizes = layers.flatMap(({ fit }) =>
    Object.values(fit?.parameters ?? {}).map((spec) => (spec ? sizeOf(spec.shape) : 0)),
  );
  const count = sizes.reduce((sum, size) => sum + size, 0);
  if (count <= MOST_PARAMETERS) return undefined;
  return `Its ${count.toLocaleString('en')} parameters are too many to be run here; shapes are shown all the same.`;
}

/** Settings above the model's class, or the function that makes it, beat those for the whole file. */
function settingsFor(comments: ReturnType<typeof settingComments>, chosen: ChosenModel): RunSettings {
  const names = [chosen.instance.cls.name, /^\w+/.exec(chosen.expression)?.[0]];
  const general = comments.filter(({ above }) => above === undefined);
  const own = comments.filter(({ above }) => above !== undefined && names.includes(above));
  const any = comments.length === 1 ? comments : [...general, ...own];
  return Object.assign({}, ...any.map(({ settings }) => settings)) as RunSettings;
}

function severalOutputs({ outputs, output }: Traced, range: SourceRange): LocatedProblem {
  const first = output?.origin.kind === 'layer' ? output.origin.node.name : 'the input';
  return {
    message: `forward() returns ${outputs} tensors; the loss is taken of the first, ${first}.`,
    severity: 'warning',
    range,
  };
}

function noModel(vm: Interpreter): string {
  const [first] = vm.failures;
  const why = first ? ` ${first.error.message}` : '';
  return `There is no nn.Module in this file that can be built.${why}`;
}

const sorted = (problems: readonly LocatedProblem[]): LocatedProblem[] => {
  const once = new Map(problems.map((found) => [JSON.stringify([found.range, found.message]), found]));
  return [...once.values()].sort((a, b) => compareRanges(a.range, b.range));
};

export const isPython = (path: string): boolean => fileName(path).endsWith('.py');

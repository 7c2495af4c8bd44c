/** PyTorch source as a definition: parsed and followed, never executed. */
import { summarize } from '../../engine/describe';
import { planNetwork, type Network } from '../../engine/network';
import { problem, type Problem } from '../../engine/problem';
import type { LocatedProblem, NetworkSummary, SourceRange } from '../../engine/summary';
import type { Shape } from '../../engine/tensor';
import type { Definition, DefinitionFile, FileReader, Overrides, TextEdit } from '../definition';
import { fileName, folderOf, resolvePath } from '../filePath';
import type { DataFiles } from '../numbers/dataFiles';
import type { DataSetting, FilesSetting, Placed } from '../numbers/settings';
import { loadInput } from '../numbers/input';
import { modelOf } from '../numbers/model';
import { tooManyParameters } from '../numbers/tooMany';
import { loadWeights } from '../numbers/weights';
import { Interpreter } from '../python/interpreter';
import { standardLibrary } from '../python/library/standard';
import { Project } from '../python/project';
import { placesElsewhere, sitesOf, type LayerStacks } from '../python/sites';
import type { PyModule, SourceFile } from '../python/values';
import { compareRanges, positionsIn, type Positions } from '../textPosition';
import { Torch } from './context';
import { defaultModel, modelFrom, type ChosenModel } from './models';
import type { GraphNode } from './graph';
import type { Guess } from './inputShape';
import { offersOf } from './offers';
import { settingComments, type RunSettings, type SettingName } from './runSettings';
import { settingEdit } from './settingEdit';
import { runOf, usualLoss, type Run } from './settings';
import { shapeFor } from './fitting';
import { torchLibrary } from './torchModules';
import { trace, specsOf, type Traced } from './trace';
import { placing } from './places';

/** A file that says how a model of another file is run: `"model": "lenet.py:Net"`. */
export interface RunFile {
  /** Data files are found beside it. */
  readonly folder: string;
  /** What it states beats what the source states. */
  readonly settings: Partial<Run>;
}

export interface PythonDefinition extends Definition {
  /** Of the run file's settings, which it places itself. */
  readonly settingProblems: readonly Problem[];
}

const isLibrary = (name: string): boolean => libraryNames.has(name) || libraryNames.has(name.split('.')[0]!);
const libraryNames = new Set([...standardLibrary.keys(), ...torchLibrary(new Torch()).keys()]);

/** Evaluates what stands outside of functions, in the file and in those that it imports. */
async function followFile(project: Project): Promise<{ torch: Torch; vm: Interpreter; module: PyModule }> {
  await project.readWanted();
  for (;;) {
    const torch = new Torch();
    const vm = new Interpreter(project, new Map([...standardLibrary, ...torchLibrary(torch)]));
    const module = vm.run(project.main);
    if (!(await project.readWanted())) return { torch, vm, module };
  }
}

/** Never rejects for what is in the file. */
export async function readPython(
  file: DefinitionFile,
  reader: FileReader,
  overrides: Overrides = {},
  runFile?: RunFile,
  project = new Project(file, reader, isLibrary),
): Promise<PythonDefinition> {
  const { torch, vm, module } = await followFile(project);
  const { main } = project;
  const positions = positionsIn(file.text);
  const places = placing(main.file, positions);
  const located: LocatedProblem[] = [];
  const syntax = [...main.python.problems];
  const comments = settingComments(file.text, syntax);
  located.push(
    ...syntax.map(({ message, from, to }) => ({ message, severity: 'error' as const, range: places.span(from, to) })),
  );

  const named = overrides.model ?? comments.find(({ settings }) => settings.model)?.settings.model?.text;
  const choice =
    named === undefined
      ? defaultModel(vm, torch, module, main.file, main.python.body)
      : modelFrom(vm, torch, module, main.file, named);
  // What only the making of the model imports.
  if (await project.readWanted()) return readPython(file, reader, overrides, runFile, project);
  const { chosen } = choice;
  const models = offersOf(torch, module, main.file, main.python.body, positions, chosen);
  const chosenBy =
    named !== undefined ? 'name' : models.filter(({ mayBeMeant }) => mayBeMeant).length > 1 ? 'default' : 'only';
  const state = (name: SettingName, value: string): readonly TextEdit[] =>
    settingEdit(file.text, positions, chosen ? places.chosen(chosen) : places.span(0, 0), name, value);
  const nothing = { network: undefined, summary: undefined, model: undefined, models, edit: () => [], state };
  if (!chosen) {
    const asked = choice.asks || !choice.failure ? { asks: 'model' as const } : {};
    if (choice.failure) {
      located.push(...places.failure(choice.failure, choice.at).map((found) => ({ ...found, ...asked })));
    } else if (syntax.length === 0) {
      located.push({ message: noModel(vm), severity: 'error', range: places.span(0, 0), ...asked });
    }
    return { ...nothing, problems: sorted(located), settingProblems: [] };
  }

  const problems: Problem[] = [];
  const stated = settingsFor(comments, chosen);
  const run = mergedRun(runOf(stated, overrides, problems), runFile, folderOf(file.path));
  const ofSource = problems.splice(0);
  const files: DataFiles = { folder: runFile?.folder ?? folderOf(file.path), reader };
  const given = run.data ? await loadInput({ shape: run.shape, data: run.data }, files, run.seed, problems) : undefined;
  const known: Shape | undefined = given?.shape ?? run.shape?.value;
  const training = run.mode === 'train';
  const guess = known ? undefined : shapeFor(vm, torch, chosen.instance, file.text, main.python.body, training);
  const shape = known ?? guess?.shape;
  if (!shape) {
    const message = `What shape the input of ${chosen.expression} has cannot be told: write "# gradlens: input=(2, 3, 224, 224)" above its class.`;
    located.push({ message, severity: 'error', range: places.chosen(chosen), asks: 'inputShape' });
    return { ...nothing, chosenBy, problems: sorted(located), settingProblems: problems };
  }
  const traced = trace(vm, torch, chosen.instance, shape, training);
  if (await project.readWanted()) return readPython(file, reader, overrides, runFile, project);
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
    withSites(
      summarize(network, {
        input: label,
        image: drawn.image,
        inputDetails: drawn.details,
        target: target.label,
        layerRange: rangeOf,
        lossRange: stated.loss && places.span(stated.loss.from, stated.loss.to),
      }),
      network.layers.map(({ path }) => stacksOf(traced.nodes[path[1] as number]!)),
      main.file,
      positions,
    );
  const isOfRunFile = ({ path: [section] }: Problem): boolean =>
    runFile !== undefined && section !== undefined && section !== 'layers';
  const placed = [...ofSource, ...problems.filter((found) => !isOfRunFile(found))];
  located.push(...placed.map((found) => places.problem(found, stated, chosen, traced, network)));
  if (guess?.tried && !guess.fits) located.push(noShapeFits(chosen, guess, places.chosen(chosen)));
  return {
    ...nothing,
    network,
    summary: summary && (guess ? { ...summary, input: { ...summary.input, origin: guess.from } } : summary),
    model: whole ? model : model && { ...model, target: undefined },
    problems: sorted(located),
    settingProblems: problems.filter(isOfRunFile),
    chosenBy,
    assumed: [
      ...(chosenBy === 'default' ? [`model ${chosen.expression}`] : []),
      ...(guess ? [`input (${guess.shape.join(', ')}): ${guess.from}`] : []),
      ...(run.loss || !whole || !network?.loss ? [] : [`loss ${network.loss.definition.type}`]),
    ],
  };
}

/** What a run file states beats the source, whose paths are seen from the source. */
export function mergedRun(own: Run, runFile: RunFile | undefined, folder: string): Run {
  if (!runFile) return own;
  const absolute = <T>(setting: Placed<T> | undefined): Placed<T> | undefined => setting && { ...setting, at: [] };
  const fromSource = <T extends DataSetting | FilesSetting>({ value }: Placed<T>): Placed<T> => ({
    at: [],
    value: value.kind === 'file' ? { ...value, path: resolvePath(folder, value.path) } : value,
  });
  const { settings } = runFile;
  const isGiven = settings.shape !== undefined || settings.data !== undefined;
  return {
    model: own.model,
    shape: isGiven ? settings.shape : absolute(own.shape),
    data: isGiven ? settings.data : own.data && fromSource(own.data),
    target: settings.target ?? (own.target && fromSource(own.target)),
    loss: settings.loss ?? absolute(own.loss),
    weights: settings.weights ?? (own.weights && { value: resolvePath(folder, own.weights.value), at: [] }),
    seed: settings.seed ?? own.seed,
    mode: settings.mode ?? own.mode,
  };
}

const stacksOf = ({ places, calls }: GraphNode): LayerStacks =>
  calls.length > 0 ? { made: places, called: calls } : { made: [], called: places };

function withSites(
  summary: NetworkSummary,
  stacks: readonly LayerStacks[],
  file: SourceFile,
  positions: Positions,
): NetworkSummary {
  const elsewhereOf = placesElsewhere(file);
  const layers = summary.layers.map((layer, at) => {
    const elsewhere = elsewhereOf(stacks[at]!);
    return elsewhere ? { ...layer, elsewhere } : layer;
  });
  return { ...summary, layers, sites: sitesOf(stacks, file, positions) };
}

function noShapeFits({ expression }: ChosenModel, { shape }: Guess, range: SourceRange): LocatedProblem {
  const message = `No input shape was found that fits ${expression}; this one, (${shape.join(', ')}), gets furthest. Set it with "# gradlens: input=(2, 3, 224, 224)" above the class.`;
  return { message, severity: 'warning', range, asks: 'inputShape' };
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

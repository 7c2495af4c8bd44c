/** Keras source as a definition: parsed and followed, never executed. */
import type { Problem } from '../../../engine/problem';
import type { LocatedProblem, NetworkSummary, SourceRange } from '../../../engine/summary';
import type { DefinitionFile, FileReader, Overrides, TextEdit } from '../../definition';
import { fileName, folderOf } from '../../filePath';
import type { DataFiles } from '../../numbers/dataFiles';
import { mergedRun, type PythonDefinition, type RunFile } from '../../pytorch/readPython';
import { settingComments, settingNames, type RunSettings, type SettingName } from '../../pytorch/runSettings';
import { settingEdit } from '../../pytorch/settingEdit';
import { runOf } from '../../pytorch/settings';
import { PyError, type Unknowable } from '../../python/errors';
import { Interpreter } from '../../python/interpreter';
import { standardLibrary } from '../../python/library/standard';
import { Project } from '../../python/project';
import { placesElsewhere, sitesOf, type LayerStacks } from '../../python/sites';
import type { Located, SourceFile } from '../../python/values';
import { compareRanges, positionsIn, type Positions } from '../../textPosition';
import { define, type Defined } from '../definition';
import { inputShapeOf } from '../inputShape';
import { kerasOf } from '../convert';
import { defaultModel, modelFrom, type ChosenKeras, type KerasFile } from './choose';
import { dataSetIn } from './dataSets';
import { follow, statedBy, type Followed } from './follow';
import { kerasLibrary } from './modules';
import { offersOf } from './offers';
import { Keras } from './records';

/** Samples of a batch that nobody states: two, so that what mixes samples shows. */
const BATCH = 2;

const imported = (text: string, modules: string): boolean =>
  new RegExp(`^[ \\t]*(?:import|from)[ \\t]+(?:${modules})\\b`, 'm').test(text);

/** By what it imports; where it imports both, as Keras on PyTorch does, by what it writes. */
export function isKerasSource(text: string): boolean {
  if (!imported(text, 'keras|tensorflow|tf_keras')) return false;
  return !imported(text, 'torch') || !/\bnn\.(Module|Sequential)\b/.test(text);
}

const isLibrary = (name: string): boolean => libraryNames.has(name) || libraryNames.has(name.split('.')[0]!);
const libraryNames = new Set([...standardLibrary.keys(), ...kerasLibrary(new Keras(BATCH)).keys()]);

async function followFile(project: Project): Promise<KerasFile> {
  await project.readWanted();
  for (;;) {
    const keras = new Keras(BATCH);
    const vm = new Interpreter(project, new Map([...standardLibrary, ...kerasLibrary(keras)]));
    const { main } = project;
    const module = vm.run(main);
    if (!(await project.readWanted())) return { vm, keras, module, file: main.file, body: main.python.body };
  }
}

/** Never rejects for what is in the file. */
export async function readKerasSource(
  file: DefinitionFile,
  reader: FileReader,
  overrides: Overrides = {},
  runFile?: RunFile,
  project = new Project(file, reader, isLibrary),
): Promise<PythonDefinition> {
  const source = await followFile(project);
  const { vm, keras } = source;
  const positions = positionsIn(file.text);
  const places = placesIn(source.file, positions);
  const syntax = [...project.main.python.problems];
  const comments = settingComments(file.text, syntax);
  const located: LocatedProblem[] = syntax.map(({ message, from, to }) => ({
    message,
    severity: 'error',
    range: positions(from, Math.max(0, to - from)),
  }));

  const named = overrides.model ?? comments.find(({ settings }) => settings.model)?.settings.model?.text;
  const choice = named === undefined ? defaultModel(source) : modelFrom(source, named);
  // What only the making of the model imports.
  if (await project.readWanted()) return readKerasSource(file, reader, overrides, runFile, project);
  const { chosen } = choice;
  const models = offersOf(source, positions, chosen);
  const above = chosen?.source ? places.of([chosen.source]) : undefined;
  const state = (name: SettingName, value: string): readonly TextEdit[] =>
    settingEdit(file.text, positions, above ?? positions(0, 0), name, value);
  const nothing = { network: undefined, summary: undefined, model: undefined, models, edit: () => [], state };
  if (!chosen) {
    const { failure, at } = choice;
    const told = failure ? places.failure(failure, at) : [];
    located.push(...places.complaints(keras), ...told.map((found) => ({ ...found, asks: 'model' as const })));
    if (located.length === 0) {
      const message = 'There is no Keras model in this file that can be built.';
      located.push({ message, severity: 'error', range: positions(0, 0), asks: 'model' });
    }
    return { ...nothing, problems: sorted(located), settingProblems: [] };
  }

  const chosenBy =
    named !== undefined ? 'name' : models.filter(({ mayBeMeant }) => mayBeMeant).length > 1 ? 'default' : 'only';
  const problems: Problem[] = [];
  const stated = settingsFor(comments, chosen);
  const run = mergedRun(runOf(stated, overrides, problems), runFile, folderOf(file.path));
  const ofSource = problems.splice(0);
  keras.training = run.mode === 'train';
  const own = statedBy(keras, chosen);
  const guess = own ? undefined : guessed(file.text, chosen, keras);
  const model = own ?? guess?.stated;
  // In the order of the file, for code that reads it.
  const input = inputShapeOf({ stated: model, batch: BATCH }, run.shape, true, false, []).value;
  const followed = follow(vm, keras, chosen, input && kerasOf(input, true));
  if (await project.readWanted()) return readKerasSource(file, reader, overrides, runFile, project);
  for (const { name, places: at } of followed.twice)
    keras.complaints.push({ message: `Two layers are called ${name}.`, severity: 'error', places: at });
  const broken = keras.complaints.some(({ severity }) => severity === 'error');
  const compiled = chosen.instance && keras.compiled.get(chosen.instance);
  const files: DataFiles = { folder: runFile?.folder ?? folderOf(file.path), reader };
  const rangeOfCall = (at: number): SourceRange | undefined => {
    const record = followed.records[at];
    return record && (places.of(record.state.places) ?? places.of(record.places));
  };
  const lossRange = stated.loss
    ? positions(stated.loss.from, stated.loss.to - stated.loss.from)
    : compiled && places.of(compiled.places);
  const asksShape = !model && !run.shape && !run.data;
  const defined = await define(
    {
      ...followed,
      name: chosen.expression.replace(/\(\)$/, ''),
      version: 3,
      stated: model,
      batch: BATCH,
      shapeFrom: guess?.from,
      loss: compiled?.loss,
      whole: followed.failure === undefined && !broken && !asksShape,
      weightsAt: [],
    },
    run,
    files,
    { layer: (at) => rangeOfCall(at[1] as number), loss: lossRange },
    problems,
  );
  const { network, summary } = defined;
  located.push(...places.complaints(keras));
  if (followed.failure) located.push(...places.failure(followed.failure, chosen.source));
  const chosenRange = above ?? positions(0, 0);
  if (asksShape && followed.layers.length > 0) {
    const message = `What shape the input of ${chosen.expression} has cannot be told: write "# gradlens: input=(${BATCH}, 28, 28, 1)" above it.`;
    const silent = problems.filter(({ severity }) => severity === 'error').length > 0;
    problems.length = silent ? 0 : problems.length;
    located.push({ message, severity: 'error', range: chosenRange, asks: 'inputShape' });
  }
  const isOfRunFile = ({ path: [section] }: Problem): boolean =>
    runFile !== undefined && section !== undefined && section !== 'calls' && section !== 'compile';
  const place = (found: Problem): LocatedProblem => {
    const [section, at] = found.path;
    const { message, severity } = found;
    if (section === 'calls') {
      const layer =
        network?.layers.findIndex(({ path }) => defined.builder.places[path[1] as number]?.[1] === at) ?? -1;
      return { message, severity, range: rangeOfCall(at as number) ?? chosenRange, ...(layer >= 0 && { layer }) };
    }
    if (section === 'compile') return { message, severity, range: lossRange ?? chosenRange };
    const setting = settingNames.find((name) => name === section);
    const given = setting && stated[setting];
    return { message, severity, range: given ? positions(given.from, given.to - given.from) : chosenRange };
  };
  located.push(...[...ofSource, ...problems.filter((found) => !isOfRunFile(found))].map(place));
  const origin = run.shape || run.data ? undefined : (guess?.from ?? 'from the model');
  const assumedLoss = !run.loss && !compiled && network?.loss;
  return {
    ...nothing,
    network,
    summary: summary && withSites(summary, defined, followed, compiled?.places, source.file, positions, origin),
    model: defined.model,
    problems: sorted(located),
    settingProblems: problems.filter(isOfRunFile),
    chosenBy,
    assumed: [
      ...(chosenBy === 'name' ? [] : [`model ${chosen.expression}`]),
      ...(chosen.assumedArguments === undefined ? [] : [`arguments ${chosen.assumedArguments}`]),
      ...(guess && !run.shape ? [`input (${(input ? kerasOf(input, true) : []).join(', ')}): ${guess.from}`] : []),
      ...(assumedLoss ? [`loss ${assumedLoss.definition.type}`] : []),
    ],
  };
}

/** Of a data set that the file names, where the model says nothing. */
function guessed(
  text: string,
  { instance }: ChosenKeras,
  keras: Keras,
): { readonly stated: readonly (number | null)[]; readonly from: string } | undefined {
  const data = dataSetIn(text);
  if (!data) return undefined;
  const [first] = (instance && keras.stacks.get(instance)) ?? [];
  const type = first && 'attributes' in first ? keras.states.get(first)?.type : undefined;
  // Pictures without an axis of channels are laid flat, or given one.
  const isFlat = type === 'Flatten' || type === 'Reshape';
  const sample = isFlat && data.shape[2] === 1 ? data.shape.slice(0, 2) : data.shape;
  return { stated: [null, ...sample], from: `from ${data.name}, named in the file` };
}

function settingsFor(comments: ReturnType<typeof settingComments>, { instance, expression }: ChosenKeras): RunSettings {
  const names = [instance?.cls.name, /^\w+/.exec(expression)?.[0]];
  const general = comments.filter(({ above }) => above === undefined);
  const own = comments.filter(({ above }) => above !== undefined && names.includes(above));
  const any = comments.length === 1 ? comments : [...general, ...own];
  return Object.assign({}, ...any.map(({ settings }) => settings)) as RunSettings;
}

// ---------------------------------------------------------------- places

interface Places {
  /** The innermost that is in the open file. */
  of(places: readonly Located[]): SourceRange | undefined;
  failure(failure: PyError | Unknowable, otherwise: Located | undefined): LocatedProblem[];
  complaints(keras: Keras): LocatedProblem[];
}

function placesIn(file: SourceFile, positions: Positions): Places {
  const of = (places: readonly Located[]): SourceRange | undefined => {
    const own = places.find((place) => place.file === file);
    return own && positions(own.from, own.to - own.from);
  };
  const elsewhere = (places: readonly Located[]): string => {
    const inner = places.find((place) => place.file.text !== '');
    if (!inner || inner.file === file) return '';
    return ` (${fileName(inner.file.path)}, line ${inner.file.text.slice(0, inner.from).split('\n').length})`;
  };
  return {
    of,
    failure(failure, otherwise) {
      if (!(failure instanceof PyError) && failure.told) return [];
      const kind = failure instanceof PyError && failure.type.name !== 'Exception' ? `${failure.type.name}: ` : '';
      const range = of(failure.places) ?? (otherwise && of([otherwise])) ?? positions(0, 0);
      return [{ message: `${kind}${failure.message}${elsewhere(failure.places)}`, severity: 'error', range }];
    },
    complaints: (keras) =>
      keras.complaints.map(({ message, severity, places }) => ({
        message: `${message}${elsewhere(places)}`,
        severity,
        range: of(places) ?? positions(0, 0),
      })),
  };
}

function withSites(
  summary: NetworkSummary,
  { network, builder }: Defined,
  { records }: Followed,
  compiled: readonly Located[] | undefined,
  file: SourceFile,
  positions: Positions,
  origin: string | undefined,
): NetworkSummary {
  const stacks = (network?.layers ?? []).map(({ path }): LayerStacks => {
    const at = builder.places[path[1] as number]?.[1];
    const record = typeof at === 'number' ? records[at] : undefined;
    if (!record) return { made: [], called: compiled ?? [] };
    return { made: record.state.places, called: record.places };
  });
  const elsewhereOf = placesElsewhere(file);
  const layers = summary.layers.map((layer, at) => {
    const elsewhere = elsewhereOf(stacks[at]!);
    return elsewhere ? { ...layer, elsewhere } : layer;
  });
  const input = origin === undefined ? summary.input : { ...summary.input, origin };
  return { ...summary, input, layers, sites: sitesOf(stacks, file, positions) };
}

const sorted = (problems: readonly LocatedProblem[]): LocatedProblem[] => {
  const once = new Map(problems.map((found) => [JSON.stringify([found.range, found.message]), found]));
  return [...once.values()].sort((a, b) => compareRanges(a.range, b.range));
};

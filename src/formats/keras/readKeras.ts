/** Keras's `to_json()` and TensorFlow.js's `model.json` as a definition. */
import { getNodeValue, type Node } from 'jsonc-parser';
import { summarize } from '../../engine/describe';
import { planNetwork, type LayerSpec, type Network } from '../../engine/network';
import { problem, type Path, type Problem } from '../../engine/problem';
import type { LocatedProblem } from '../../engine/summary';
import type { Tensor } from '../../engine/tensor';
import type { Definition, DefinitionFile, FileReader, Overrides } from '../definition';
import { fileName, folderOf, resolvePath } from '../filePath';
import { extentOf, rangeOf } from '../netJson/places';
import { isObject } from '../netJson/values';
import { parseJson } from '../netJson/syntax';
import { readTensors, type DataFiles } from '../numbers/dataFiles';
import { loadInput } from '../numbers/input';
import { modelOf } from '../numbers/model';
import type { DataSetting, Placed } from '../numbers/settings';
import { TensorFileError } from '../tensors/tensorError';
import { groupsOf, readGroup } from '../tensors/tfjsWeights';
import { compareRanges, positionsIn } from '../textPosition';
import type { Builder } from './builder';
import { layersOf } from './calls';
import { convert, statedInput } from './convert';
import { findModel, type ModelJson } from './modelJson';
import { asParameters } from './weights';

/** Is there a Keras model in this text? Quick, for a file whose name does not tell. */
export const looksLikeKeras = (text: string): boolean =>
  /"class_name"\s*:\s*"(Sequential|Functional|Model)"/.test(text) && text.includes('"config"');

export async function readKeras(
  file: DefinitionFile,
  reader: FileReader,
  overrides: Overrides = {},
): Promise<Definition> {
  const { root, problems: syntax } = parseJson(file.text);
  const problems: Problem[] = [];
  const files: DataFiles = { folder: folderOf(file.path), reader };
  const found = findModel(root && getNodeValue(root));
  if (!found) problems.push(problem([], 'There is no Keras model in this file.'));
  const layers = found ? layersOf(found.model, found.at, problems) : [];
  const shape = overrides.inputShape ?? statedInput(layers);
  if (!shape && found) problems.push(problem(found.at, 'The model leaves its input open: state a shape, N,C,H,W.'));
  const seed = overrides.seed ?? 0;
  const setting = {
    shape: shape && { value: shape, at: [] },
    data: overrides.input === undefined ? undefined : placed<DataSetting>({ kind: 'file', path: overrides.input }),
  };
  const input = await loadInput(setting, files, seed, problems);
  const builder = convert(layers, input.shape, problems);
  const network = planned(file, found, builder, input.shape, overrides, seed, problems);
  const numbers = {
    target: targetOf(overrides),
    weights: weightsOf(found, builder, network, files, overrides, problems),
  };
  const { model, target } = await modelOf(network, input, numbers, files, problems);
  const positions = positionsIn(file.text);
  const placeOf = (path: Path): Path => (path[0] === 'layers' ? (builder.places[path[1] as number] ?? []) : path);
  const summary =
    network &&
    summarize(network, {
      input: overrides.inputShape || overrides.input ? input.label : `${input.label}, shape from the model`,
      image: input.image,
      target: target.label,
      layerRange: (index) => extentOf(root, positions, placeOf(network.layers[index]!.path)),
      lossRange: undefined,
    });
  const broken = syntax.map(({ message, offset, length }): LocatedProblem => {
    return { message, severity: 'error', range: positions(offset, length) };
  });
  const meant = problems.map(({ path, message, severity }): LocatedProblem => {
    return { message, severity, range: rangeOf(root as Node | undefined, positions, placeOf(path)) };
  });
  const all = [...broken, ...(root ? meant : [])].sort((a, b) => compareRanges(a.range, b.range));
  return { network, summary, model, problems: all, edit: () => [] };
}

const placed = <T>(value: T): Placed<T> => ({ value, at: [] });

function targetOf({ target }: Overrides): Placed<DataSetting> | undefined {
  if (target === undefined) return undefined;
  return placed(typeof target === 'string' ? { kind: 'file', path: target } : { kind: 'inline', value: target });
}

function planned(
  file: DefinitionFile,
  found: ModelJson | undefined,
  { specs }: Builder,
  inputShape: readonly number[] | undefined,
  overrides: Overrides,
  seed: number,
  problems: Problem[],
): Network | undefined {
  if (specs.length === 0) return undefined;
  const config = found?.model.config;
  const name = isObject(config) && typeof config.name === 'string' ? config.name : fileName(file.path);
  const plan = planNetwork({
    name,
    inputShape,
    layers: specs,
    loss: { type: overrides.loss ?? usualLoss(specs), settings: {} },
    mode: overrides.mode ?? 'eval',
    seed,
  });
  problems.push(...plan.problems);
  return plan.network;
}

/** Keras keeps the loss outside the model. Without one named it is that of the last activation, which the lens says. */
function usualLoss(specs: readonly LayerSpec[]): string {
  const last = specs.at(-1)?.type;
  return last === 'Sigmoid'
    ? 'BCELoss'
    : last === 'LogSoftmax'
      ? 'NLLLoss'
      : last === 'Linear'
        ? 'CrossEntropyLoss'
        : 'MSELoss';
}

/** Of a file that was named, else those of TensorFlow.js's manifest. */
function weightsOf(
  found: ModelJson | undefined,
  builder: Builder,
  network: Network | undefined,
  files: DataFiles,
  { weights }: Overrides,
  problems: Problem[],
): (() => Promise<ReadonlyMap<string, Tensor> | undefined>) | undefined {
  if (!network || !found || (weights === undefined && found.manifest === undefined)) return undefined;
  return async () => {
    const at: Path = weights === undefined ? ['weightsManifest'] : [];
    const given = weights === undefined ? await readShards(found.manifest, files) : await readNamed(weights, files);
    if (typeof given !== 'string') return asParameters(builder.weights, network, given, at, problems);
    problems.push(problem(at, given));
    return undefined;
  };
}

type Weights = ReadonlyMap<string, Tensor>;

/** A sentence where they cannot be read. */
async function readNamed(path: string, files: DataFiles): Promise<Weights | string> {
  const read = await readTensors(files, path);
  return read.ok ? read.value.tensors : read.message;
}

async function readShards(manifest: unknown, { folder, reader }: DataFiles): Promise<Weights | string> {
  const tensors = new Map<string, Tensor>();
  try {
    for (const group of groupsOf(manifest)) {
      const shards = await Promise.all(group.paths.map((path) => reader.read(resolvePath(folder, path))));
      for (const [name, tensor] of readGroup(group, shards)) tensors.set(name, tensor);
    }
  } catch (error) {
    if (error instanceof TensorFileError) return `The weights cannot be read: ${error.message}`;
    return `The files of the weights cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
  }
  return tensors;
}

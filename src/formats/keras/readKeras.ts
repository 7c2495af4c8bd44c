/** Keras's `to_json()` and TensorFlow.js's `model.json` as a definition. */
import { getNodeValue, type Node } from 'jsonc-parser';
import type { Path, Problem } from '../../engine/problem';
import { problem } from '../../engine/problem';
import type { LocatedProblem } from '../../engine/summary';
import type { Tensor } from '../../engine/tensor';
import type { Definition, DefinitionFile, FileReader, Overrides } from '../definition';
import { fileName, folderOf, resolvePath } from '../filePath';
import { extentOf, rangeOf } from '../netJson/places';
import { parseJson } from '../netJson/syntax';
import { isObject } from '../netJson/values';
import type { DataFiles } from '../numbers/dataFiles';
import { runOf } from '../pytorch/settings';
import { TensorFileError } from '../tensors/tensorError';
import { groupsOf, readGroup } from '../tensors/tfjsWeights';
import { compareRanges, positionsIn } from '../textPosition';
import { callsOf } from './calls';
import { statedShape } from './convert';
import { define, type Defined } from './definition';
import { trainedWith } from './losses';
import { findModel, type ModelJson } from './modelJson';

/** Is there a Keras model in this text? Quick, for a file whose name does not tell. */
export const looksLikeKeras = (text: string): boolean =>
  /"class_name"\s*:\s*"(Sequential|Functional|Model)"/.test(text) && text.includes('"config"');

export async function readKeras(
  file: DefinitionFile,
  reader: FileReader,
  overrides: Overrides = {},
): Promise<Definition> {
  const { root, problems: syntax } = parseJson(file.text);
  const positions = positionsIn(file.text);
  const files: DataFiles = { folder: folderOf(file.path), reader };
  const problems: Problem[] = [];
  const found = findModel(root && getNodeValue(root));
  if (!found) problems.push(problem([], 'There is no Keras model in this file.'));
  const placeOf = (at: Path) => extentOf(root, positions, at);
  const defined = found && (await defineJson(found, fileName(file.path), files, overrides, placeOf, problems));
  const broken = syntax.map(({ message, offset, length }): LocatedProblem => {
    return { message, severity: 'error', range: positions(offset, length) };
  });
  const meant = problems.map(({ path, message, severity }): LocatedProblem => {
    return { message, severity, range: rangeOf(root as Node | undefined, positions, path) };
  });
  const all = [...broken, ...(root ? meant : [])].sort((a, b) => compareRanges(a.range, b.range));
  const { network, summary, model } = defined ?? { network: undefined, summary: undefined, model: undefined };
  return { network, summary, model, problems: all, edit: () => [] };
}

/** A model that was saved: as JSON, or as the attribute of a file of weights. */
export async function defineJson(
  found: ModelJson,
  otherName: string,
  files: DataFiles,
  overrides: Overrides,
  placeOf: (at: Path) => ReturnType<typeof extentOf>,
  problems: Problem[],
  weights?: () => Promise<ReadonlyMap<string, Tensor> | string>,
): Promise<Defined> {
  const calls = callsOf(found.model, found.at, problems);
  const { config } = found.model;
  const { manifest } = found;
  const name = isObject(config) && typeof config.name === 'string' ? config.name : otherName;
  if (calls.outputs.length > 1) {
    const message = `This model has ${calls.outputs.length} outputs; the loss is taken of the first, ${calls.outputs[0]}.`;
    problems.push(problem([...found.at, 'config', 'output_layers'], message, { severity: 'warning' }));
  }
  const model = {
    ...calls,
    name,
    version: found.version,
    stated: statedShape(calls),
    batch: 1,
    loss: trainedWith(found.training),
    whole: true,
    weights: weights ?? (manifest === undefined ? undefined : () => readShards(manifest, files)),
    weightsAt: manifest === undefined ? [] : ['weightsManifest'],
  };
  // What was trained is used: dropout and batch statistics are those of inference unless one asks for training.
  const run = runOf({}, { ...overrides, mode: overrides.mode ?? 'eval' }, problems);
  return define(model, run, files, { layer: placeOf, loss: undefined }, problems);
}

type Weights = ReadonlyMap<string, Tensor>;

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

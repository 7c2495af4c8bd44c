/** Reads the value of a `*.net.json` file into settings; what is missing, misspelt or of the wrong type is a problem. */
import type { LayerSpec, NetworkSpec } from '../../engine/network';
import { hint, problem, type Path, type Problem } from '../../engine/problem';
import type { DataSetting, InputSetting, Placed } from '../numbers/settings';
import { readInput } from './inputSection';
import { readLayers } from './layersSection';
import { readModelSource, type ModelSource } from './sourceModel';
import { modes, topLevelKeys } from './topLevel';
import { checkKeys, isObject, readSeed, show, type JsonObject } from './values';

export interface NetJson {
  readonly name: string | undefined;
  /** Undefined where the file has none that can be read. */
  readonly input: InputSetting | undefined;
  readonly target: Placed<DataSetting> | undefined;
  readonly loss: NetworkSpec['loss'];
  readonly weights: Placed<string> | undefined;
  readonly seed: number;
  readonly mode: 'train' | 'eval';
  /** Source in place of layers. */
  readonly model: ModelSource | undefined;
  /** Does the file, or whoever overrides it, say so? */
  isStated(key: 'seed' | 'mode'): boolean;
  readonly layers: readonly LayerSpec[];
  /** Layers that could not be read; the plan holds their place, but says nothing about them. */
  readonly unreadable: ReadonlySet<number>;
}

export function readDocument(value: unknown, problems: Problem[]): NetJson {
  const file = isObject(value) ? value : {};
  if (!isObject(value)) problems.push(problem([], `A network is a JSON object, but this is ${show(value)}.`));
  else checkKeys(file, Object.keys(topLevelKeys), [], 'A network', problems);
  const hasModel = 'model' in file;
  if (hasModel && 'layers' in file) {
    problems.push(problem(['layers'], 'The layers come from "model"; leave one of the two out.', { onKey: true }));
  }
  const isFull = isObject(value) && !hasModel;
  return {
    name: readText(file, 'name', problems),
    input: isFull || file.input !== undefined ? readInput(file.input, problems) : undefined,
    target: readTarget(file.target, problems),
    loss: isFull || file.loss !== undefined ? readLoss(file.loss, problems) : undefined,
    weights: placedText(readText(file, 'weights', problems), ['weights']),
    seed: readSeed(file.seed, ['seed'], problems) ?? 0,
    mode: readMode(file.mode, problems),
    model: hasModel ? readModelSource(file.model, problems) : undefined,
    isStated: (key) => file[key] !== undefined,
    ...(isFull ? readLayers(file.layers, problems) : noLayers),
  };
}

const noLayers = { layers: [], unreadable: new Set<number>() };

function readText(file: JsonObject, key: 'name' | 'weights', problems: Problem[]): string | undefined {
  const value = file[key];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  problems.push(problem([key], `"${key}" must be a text, but is ${show(value)}.`));
  return undefined;
}

const placedText = (value: string | undefined, at: Path): Placed<string> | undefined =>
  value === undefined ? undefined : { value, at };

function readMode(value: unknown, problems: Problem[]): 'train' | 'eval' {
  const mode = modes.find((known) => known === value);
  if (mode === undefined && value !== undefined) {
    const near = typeof value === 'string' ? hint(value, modes) : '';
    problems.push(problem(['mode'], `"mode" must be "train" or "eval", but is ${show(value)}.${near}`));
  }
  return mode ?? 'train';
}

function readLoss(value: unknown, problems: Problem[]): NetworkSpec['loss'] {
  if (typeof value === 'string') return { type: value, settings: {} };
  if (value === undefined) {
    problems.push(problem(['loss'], 'A network needs a "loss", such as "CrossEntropyLoss".'));
  } else if (isObject(value)) {
    const { type, ...settings } = value;
    if (typeof type === 'string') return { type, settings };
    if (type === undefined) problems.push(problem(['loss'], 'A loss needs a "type", such as "CrossEntropyLoss".'));
    else problems.push(problem(['loss', 'type'], `"type" must be a text, but is ${show(type)}.`));
  } else {
    const message = `A loss is named by a text, such as "CrossEntropyLoss", but this is ${show(value)}.`;
    problems.push(problem(['loss'], message));
  }
  return undefined;
}

function readTarget(value: unknown, problems: Problem[]): Placed<DataSetting> | undefined {
  if (value === undefined) return undefined;
  const at = ['target'];
  if (typeof value === 'string') return { value: { kind: 'file', path: value }, at };
  if (typeof value === 'number' || Array.isArray(value)) return { value: { kind: 'inline', value }, at };
  problems.push(problem(at, `"target" must be class indices, a nested array or a file, but is ${show(value)}.`));
  return undefined;
}

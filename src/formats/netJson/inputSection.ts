/** The `"input"` of a `*.net.json` file. */
import { hint, problem, type Problem } from '../../engine/problem';
import type { Shape } from '../../engine/tensor';
import type { DataSetting, FilesSetting, InputSetting, Placed } from '../numbers/settings';
import { readFilesSetting } from './filesSetting';
import { distributions, inputKeys, randomKeys } from './topLevel';
import { checkKeys, isObject, readSeed, show } from './values';

/** Undefined where nothing is known about the input. */
export function readInput(value: unknown, problems: Problem[]): InputSetting | undefined {
  if (value === undefined) {
    problems.push(problem(['input'], 'A network needs an "input", such as { "shape": [1, 3, 32, 32] }.'));
    return undefined;
  }
  if (!isObject(value)) {
    const message = `"input" must be an object, such as { "shape": [1, 3, 32, 32] }, but is ${show(value)}.`;
    problems.push(problem(['input'], message));
    return undefined;
  }
  checkKeys(value, Object.keys(inputKeys), ['input'], '"input"', problems);
  const found = problems.length;
  const shape = readShape(value.shape, problems);
  const data = readData(value.data, problems);
  if (shape || data) return { shape, data };
  if (problems.length === found) problems.push(problem(['input'], '"input" needs a "shape" or "data".'));
  return undefined;
}

function readShape(value: unknown, problems: Problem[]): Placed<Shape> | undefined {
  if (value === undefined) return undefined;
  const at = ['input', 'shape'];
  const isExtent = (extent: unknown): boolean => Number.isInteger(extent) && (extent as number) >= 1;
  if (!Array.isArray(value) || value.length === 0) {
    problems.push(problem(at, `"shape" must be an array of integers ≥ 1, but is ${show(value)}.`));
    return undefined;
  }
  const wrong = value.findIndex((extent) => !isExtent(extent));
  if (wrong >= 0) {
    problems.push(problem([...at, wrong], `"shape" holds integers ≥ 1, but this is ${show(value[wrong])}.`));
    return undefined;
  }
  // A typing slip must not fill the memory: 2²⁸ numbers are 2 GiB.
  if (value.reduce((size: number, extent: number) => size * extent, 1) > 2 ** 28) {
    problems.push(problem(at, `An input of ${value.join('×')} is too large.`));
    return undefined;
  }
  return { value: value as number[], at };
}

function readData(value: unknown, problems: Problem[]): Placed<DataSetting | FilesSetting> | undefined {
  if (value === undefined) return undefined;
  const at = ['input', 'data'];
  if (typeof value === 'string') return { value: { kind: 'file', path: value }, at };
  const files = readFilesSetting(value, at, problems);
  if (files) return files.setting && { value: files.setting, at };
  if (Array.isArray(value)) return { value: { kind: 'inline', value }, at };
  if (!isObject(value)) {
    problems.push(
      problem(at, `"data" must be a nested array, a file, { "file": … } or { "random": … }, but is ${show(value)}.`),
    );
    return undefined;
  }
  checkKeys(value, Object.keys(randomKeys), at, '"data"', problems);
  const seed = readSeed(value.seed, [...at, 'seed'], problems);
  const distribution = distributions.find((known) => known === value.random);
  if (distribution === undefined) {
    const near = typeof value.random === 'string' ? hint(value.random, distributions) : '';
    const message = `"random" must be "normal" or "uniform", but is ${show(value.random)}.${near}`;
    problems.push(problem([...at, 'random'], message));
    return undefined;
  }
  return { value: { kind: 'random', distribution, seed }, at };
}

/** The `"layers"` of a `*.net.json` file. */
import type { LayerSpec } from '../../engine/network';
import { problem, type Path, type Problem } from '../../engine/problem';
import { isObject, show } from './values';

/** A layer that cannot be read keeps its place, so that those behind it are not taken for it. */
export function readLayers(value: unknown, problems: Problem[]): { layers: LayerSpec[]; unreadable: Set<number> } {
  const unreadable = new Set<number>();
  if (!Array.isArray(value) || value.length === 0) {
    const message =
      value === undefined
        ? 'A network needs "layers".'
        : Array.isArray(value)
          ? 'A network needs at least one layer.'
          : `"layers" must be an array of layers, but is ${show(value)}.`;
    problems.push(problem(['layers'], message));
    return { layers: [], unreadable };
  }
  const layers = value.map((item: unknown, index) => {
    const spec = readLayer(item, ['layers', index], problems);
    if (!spec) unreadable.add(index);
    return spec ?? { type: '', settings: {} };
  });
  return { layers, unreadable };
}

function readLayer(value: unknown, at: Path, problems: Problem[]): LayerSpec | undefined {
  if (!isObject(value)) {
    problems.push(problem(at, `A layer is an object, such as { "type": "ReLU" }, but this is ${show(value)}.`));
    return undefined;
  }
  const { name, type, inputs, ...settings } = value;
  const read = { name: readName(name, at, problems), inputs: readInputs(inputs, at, problems), settings };
  if (typeof type === 'string') return { ...read, type };
  const message =
    type === undefined ? 'A layer needs a "type", such as "Conv2d".' : `"type" must be a text, but is ${show(type)}.`;
  problems.push(problem([...at, 'type'], message));
  return undefined;
}

function readName(value: unknown, at: Path, problems: Problem[]): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  problems.push(problem([...at, 'name'], `"name" must be a text, but is ${show(value)}.`));
  return undefined;
}

function readInputs(value: unknown, at: Path, problems: Problem[]): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')) return value;
  const message = `"inputs" must be an array of layer names, such as ["conv1"], but is ${show(value)}.`;
  problems.push(problem([...at, 'inputs'], message));
  return undefined;
}

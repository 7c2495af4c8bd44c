/** Edits that would make a layer fit, each with the shape it gives. */
import { NETWORK_INPUT, type Network, type PlannedLayer } from './network';
import type { Suggestion } from './summary';
import { formatShape, type Shape } from './tensor';

const MOST = 5;

/** The smallest edits of the layer itself first, then of the layers that made its input small. */
export function suggestFits(network: Network, misfit: number): Suggestion[] {
  const layer = network.layers[misfit];
  if (!layer?.definition || layer.fit || layer.inputShapes.length === 0) return [];
  const own = ownEdits(layer).filter(firstsOf(network, layer));
  const earlier = network.layers.slice(0, misfit).reverse().flatMap(strideRemoved);
  return [...own, ...earlier].flatMap((edit) => tried(network, layer, edit)).slice(0, MOST);
}

interface Edit {
  readonly layer: PlannedLayer;
  readonly option: string;
  /** `undefined` removes the option. */
  readonly value: number | undefined;
}

/** Candidates in order of preference; of several values of an option only the first that fit are kept. */
function ownEdits(layer: PlannedLayer): Edit[] {
  const { options, inputShapes } = layer;
  const edits: Edit[] = [];
  const add = (option: string, values: readonly number[]) => {
    if (option in options) edits.push(...values.map((value) => ({ layer, option, value })));
  };
  const input = inputShapes[0]!;
  add('in_channels', [input[1]!]);
  add('in_features', [input.at(-1)!]);
  add('padding', [1, 2, 3, 4]);
  const kernel = options.kernel_size;
  const largest = Array.isArray(kernel) ? Math.max(...(kernel as number[])) : 0;
  add('kernel_size', countDown(largest - 1));
  add('dilation', [1]);
  add('groups', [1]);
  return edits;
}

const countDown = (from: number): number[] => Array.from({ length: Math.max(0, from) }, (_, k) => from - k);

/** Keeps the first fitting value of an option; of kernel sizes the first two. */
function firstsOf(network: Network, layer: PlannedLayer): (edit: Edit) => boolean {
  const kept = new Map<string, number>();
  return (edit) => {
    const already = kept.get(edit.option) ?? 0;
    if (already >= (edit.option === 'kernel_size' ? 2 : 1) || tried(network, layer, edit).length === 0) return false;
    kept.set(edit.option, already + 1);
    return true;
  };
}

function strideRemoved(layer: PlannedLayer): Edit[] {
  const { stride } = layer.options;
  const fallback = layer.definition?.options.stride?.fallback?.value;
  if (stride === undefined || JSON.stringify(stride) === JSON.stringify(fallback)) return [];
  return [{ layer, option: 'stride', value: undefined }];
}

/** The suggestion, if the layer fits with the edit. */
function tried(network: Network, misfit: PlannedLayer, edit: Edit): Suggestion[] {
  const spec = edit.layer.definition!.options[edit.option]!;
  const reading = edit.value === undefined ? spec.fallback : spec.read(edit.value);
  if (!reading || !('value' in reading)) return [];
  const options = { ...edit.layer.options, [edit.option]: reading.value };
  const output = outputWith(network, misfit.index, edit.layer.index, options);
  if (!output) return [];
  const { name, index } = edit.layer;
  const removed = JSON.stringify(collapse(edit.layer.options[edit.option]));
  const label =
    edit.value === undefined
      ? `no "${edit.option}": ${removed} in ${name}`
      : `"${edit.option}": ${edit.value} in ${name}`;
  const { option, value } = edit;
  return [{ label, layer: index, option, value, result: formatShape(output.slice(1)) }];
}

const collapse = (value: unknown): unknown =>
  Array.isArray(value) && value.every((item) => item === value[0]) ? value[0] : value;

/** Output of layer `last` when layer `edited` has other options; undefined where something does not fit. */
function outputWith(
  network: Network,
  last: number,
  edited: number,
  options: PlannedLayer['options'],
): Shape | undefined {
  const outputs: (Shape | undefined)[] = [];
  for (const layer of network.layers.slice(0, last + 1)) {
    const inputs = layer.inputs.map((input) => (input === NETWORK_INPUT ? network.inputShape : outputs[input]));
    const known = inputs.filter((shape) => shape !== undefined);
    if (known.length < inputs.length || !layer.definition) return undefined;
    const fit = layer.definition.shape(known, layer.index === edited ? options : layer.options);
    if (!fit.ok) return undefined;
    outputs.push(fit.output);
  }
  return outputs[last];
}

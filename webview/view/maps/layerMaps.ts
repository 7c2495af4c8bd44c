/** The maps of one layer: a gradient under its own tensor, its error below. Pure, from what the panel knows. */
import type { EntryTarget, LayerSummary, NetworkSummary, TensorReport } from '../../../src/protocol';
import { paddingRing } from '../../draw/windows';
import { noRing, type Ring } from '../../draw/geometry';
import { count, index as indexText } from '../../numbers';
import { hasKernel, inputChannel, inputDepth, inputsShown, kernelOf, spatialAxes, typeOf } from '../../layerAxes';
import type { RunView, Selection } from '../../store';
import { captions } from './captions';
import { mapSpec, type MapSpec } from './mapSpec';
import { relationOf } from './relation';

export interface Context {
  readonly network: NetworkSummary;
  readonly layer: LayerSummary;
  readonly selection: Selection;
  readonly run: RunView | undefined;
}

/** Moments of the run after which a tensor is there; undefined before. */
interface Stamps {
  readonly values: string | undefined;
  readonly deltas: string | undefined;
  readonly errors: string | undefined;
}

function stampsOf({ layer, run }: Context): Stamps {
  const output = run?.outputs[layer.index + 1];
  const delta = run?.deltas[layer.index + 1];
  const verdict = run?.verdicts[layer.index];
  // ∂C/∂input and ∂C/∂W come after δ; the next layer back has its δ only then.
  const done = layer.inputs.every((input) => run?.deltas[input + 1] !== undefined);
  return {
    values: output && `${run!.version}/${output.run}`,
    deltas: delta && done ? `${run!.version}/${delta.run}` : undefined,
    // When a run ends, errors are final.
    errors: verdict ? `${run!.version}/${run!.run}/${run!.state}` : fillingStamp(run, layer.index),
  };
}

/** Every so many progress events the errors of a layer that is being checked are asked for again. */
const ticksToARefresh = 3;

function fillingStamp(run: RunView | undefined, layer: number): string | undefined {
  if (run?.state !== 'running' || run.progress?.layer !== layer) return undefined;
  return `${run.version}/${run.run}/tick ${Math.floor(run.ticks / ticksToARefresh)}`;
}

export function reportOf(run: RunView | undefined, layer: number, target: EntryTarget): TensorReport | undefined {
  return run?.verdicts[layer]?.tensors.find(
    ({ target: of }) =>
      of.kind === target.kind &&
      (target.kind !== 'gradient' || (of.kind === 'gradient' && of.parameter === target.parameter)) &&
      (target.kind !== 'inputDelta' || (of.kind === 'inputDelta' && of.input === target.input)),
  );
}

export function mapsOf(context: Context): MapSpec[] {
  const { layer } = context;
  if (layer.output === undefined || layer.inputShapes.length === 0) return [];
  const stamps = stampsOf(context);
  const first = context.selection.input;
  const inputs = Array.from({ length: inputsShown(layer) }, (_, at) =>
    inputMaps(context, stamps, first + at, at),
  ).flat();
  return [...inputs, ...kernelMaps(context, stamps), ...outputMaps(context, stamps, layer.output)];
}

/** Weighted inputs are z, everything else is an activation a. */
export function outputSymbol(layer: LayerSummary | undefined): 'z' | 'a' {
  return layer !== undefined && layer.parameters.length > 0 ? 'z' : 'a';
}

/** `C×1×1`: each plane is a single cell, so the channels are shown together. */
const isChannelVector = (shape: readonly number[]): boolean =>
  shape.length === 4 && shape[1]! > 1 && shape[2] === 1 && shape[3] === 1;

/** Leading indices that leave a plane of a sample, its vector, or the row of a sequence. */
function planeOf(
  shape: readonly number[],
  axes: number,
  wanted: readonly [sample: number, channel: number, depth: number],
): number[] {
  if (shape.length <= 1) return [];
  const held = shape.length === 2 || isChannelVector(shape) ? 1 : axes === 1 ? 2 : shape.length - 2;
  return Array.from({ length: held }, (_, axis) => Math.min(wanted[axis] ?? 0, shape[axis]! - 1));
}

/** `[1]`, without the sample; nothing for a vector. */
const channelText = (fixed: readonly number[]): string => (fixed.length > 1 ? indexText(fixed.slice(1)) : '');
const sizeText = (rest: readonly number[]): string => rest.join('×') || '1';
const spokenChannel = (word: string, fixed: readonly number[]): string =>
  fixed.length > 1 ? `, ${word} ${fixed.slice(1).join(', ')}` : '';

function ringOf(layer: LayerSummary): Ring {
  const relation = relationOf(layer, 0);
  return relation.kind === 'window' ? paddingRing(relation.window) : noRing;
}

/** @param at 0 in the first column, 1 in the second */
function inputMaps(context: Context, stamps: Stamps, input: number, at: number): MapSpec[] {
  const { network, layer, selection } = context;
  const shape = layer.inputShapes[input]!;
  const producer = layer.inputs[input] ?? -1;
  const channel = inputChannel(layer, selection.filter, selection.channel);
  const axes = spatialAxes(layer, shape);
  const { depth, padding } = inputDepth(layer, selection.depth, selection.tap);
  const fixed = planeOf(shape, axes, [selection.sample, channel, depth]);
  const rest = shape.slice(fixed.length);
  const symbol = hasKernel(layer) ? 'a' : outputSymbol(network.layers[producer]);
  const index = channelText(fixed);
  const target: EntryTarget = { kind: 'inputDelta', input };
  const opens = layer.explains.includes('inputDelta') ? { layer: layer.index, target } : undefined;
  const ring = ringOf(layer);
  const number = layer.inputShapes.length > 1 ? `input ${input}` : 'input';
  const dx = layer.inputShapes.length > 1 ? `dx${input}` : 'dx';
  const vector = isChannelVector(shape) ? { channel } : {};
  const place = { space: 'input', column: at === 0 ? 0 : 1, fixed, shape, ring, inRow: axes === 1, ...vector } as const;
  const words = captions(context, input);
  const picture = producer < 0 && network.input.image;
  const of = (kind: string) => (at === 0 ? kind : `${kind}${at}`);
  return [
    mapSpec({
      ...place,
      id: of('input'),
      kind: 'input',
      row: 'value',
      ref: { layer: layer.index, kind: 'input', input },
      stamp: stamps.values,
      title: { symbol, index, what: `${number} ${sizeText(rest)}` },
      caption: padding ? `the tap reads the padding; depth ${depth} is next to it` : words.input,
      spoken: `${symbol}, input${spokenChannel('channel', fixed)}`,
      palette: picture ? 'grey' : 'signed',
      ringStyle: typeOf(layer).startsWith('MaxPool') ? 'blank' : 'zeros',
    }),
    mapSpec({
      ...place,
      id: of('inputDelta'),
      kind: 'inputDelta',
      row: 'gradient',
      ref: { layer: layer.index, kind: 'inputDelta', input },
      stamp: stamps.deltas,
      title: { symbol: `∂C/∂${symbol}`, index, what: dx },
      caption: words.inputDelta,
      spoken: `${dx}${spokenChannel('channel', fixed)}`,
      opens,
    }),
    mapSpec({
      ...place,
      id: of('inputError'),
      kind: 'inputError',
      row: 'error',
      ref: { layer: layer.index, kind: 'error', of: target },
      stamp: stamps.errors,
      title: { symbol: '', index: '', what: `error of ${dx}${index}` },
      caption: '',
      spoken: `error of ${dx}${spokenChannel('channel', fixed)}`,
      name: `error of ${dx}`,
      opens,
    }),
  ];
}

function kernelMaps(context: Context, stamps: Stamps): MapSpec[] {
  const { layer, selection } = context;
  const weight = layer.parameters.find(({ name }) => name === 'weight');
  if (weight === undefined || !hasKernel(layer)) return [];
  const { shape } = weight;
  const kernel = kernelOf(layer);
  const fixed = kernel
    ? [...kernel.at(selection.filter, selection.channel), selection.tap].slice(0, shape.length === 5 ? 3 : 2)
    : shape.length === 3
      ? [selection.filter]
      : [];
  const rest = shape.slice(fixed.length);
  const index = indexText(fixed);
  const spoken = kernel
    ? `, filter ${selection.filter}, channel ${selection.channel}`
    : fixed.length > 0
      ? `, filter ${fixed[0]}, channel all`
      : '';
  const target: EntryTarget = { kind: 'gradient', parameter: 'weight' };
  const opens = layer.explains.includes('gradient') ? { layer: layer.index, target } : undefined;
  const place = {
    space: 'kernel',
    column: 1,
    fixed,
    shape,
    inRow: kernel !== undefined && shape.length === 3,
  } as const;
  const words = captions(context, 0);
  const ref = { layer: layer.index, parameter: 'weight' } as const;
  return [
    mapSpec({
      ...place,
      kind: 'kernel',
      row: 'value',
      ref: { ...ref, kind: 'parameter' },
      stamp: stamps.values,
      title: { symbol: 'W', index, what: sizeText(rest) },
      caption: words.kernel,
      spoken: `W${spoken}`,
    }),
    mapSpec({
      ...place,
      kind: 'gradient',
      row: 'gradient',
      ref: { ...ref, kind: 'gradient' },
      stamp: stamps.deltas,
      title: { symbol: '∂C/∂W', index, what: '' },
      caption: words.gradient,
      spoken: `∂C/∂W${spoken}`,
      opens,
    }),
    mapSpec({
      ...place,
      kind: 'gradientError',
      row: 'error',
      ref: { layer: layer.index, kind: 'error', of: target },
      stamp: stamps.errors,
      title: { symbol: '', index: '', what: `error of ∂C/∂W` },
      caption: '',
      spoken: `error of ∂C/∂W${spoken}`,
      name: 'error of ∂C/∂W',
      opens,
    }),
  ];
}

function outputMaps(context: Context, stamps: Stamps, shape: readonly number[]): MapSpec[] {
  const { layer, selection, run } = context;
  const slides = kernelOf(layer) !== undefined;
  const axes = spatialAxes(layer, shape);
  const fixed = planeOf(shape, axes, [
    selection.sample,
    slides ? selection.filter : selection.channel,
    selection.depth,
  ]);
  const rest = shape.slice(fixed.length);
  const index = channelText(fixed);
  const symbol = outputSymbol(layer);
  const words = captions(context, 0);
  const spoken = spokenChannel(slides ? 'filter' : 'channel', fixed);
  const vector = isChannelVector(shape) ? { channel: slides ? selection.filter : selection.channel } : {};
  const place = { space: 'output', column: 2, fixed, shape, inRow: axes === 1, ...vector } as const;
  const delta = run?.deltas[layer.index + 1];
  return [
    mapSpec({
      ...place,
      kind: 'output',
      row: 'value',
      ref: { layer: layer.index, kind: 'output' },
      stamp: stamps.values,
      title: { symbol, index, what: `output ${sizeText(rest)}` },
      caption: words.output,
      spoken: `${symbol}, output${spoken}`,
      opens: layer.explains.includes('output') ? { layer: layer.index, target: { kind: 'output' } } : undefined,
    }),
    mapSpec({
      ...place,
      kind: 'delta',
      row: 'gradient',
      ref: { layer: layer.index, kind: 'delta' },
      stamp: delta && `${run!.version}/${delta.run}`,
      title: { symbol: 'δ', index, what: `= ∂C/∂${symbol}` },
      caption: words.delta,
      spoken: `δ${spoken}`,
      opens: { layer: layer.index, target: { kind: 'delta' } },
    }),
  ];
}

/**
 * `196 entries, 0 wrong`: counted by the check where nothing in the tensor is wrong, else seen in the map itself.
 *
 * @param errors of the shown cells, NaN where not checked
 * @param entries that they stand for; more than cells where the map is reduced
 */
export function errorCaption(
  report: TensorReport | undefined,
  errors: ArrayLike<number>,
  bound: number,
  entries = errors.length,
): string {
  let [checked, above] = [0, 0];
  for (let at = 0; at < errors.length; at++) {
    if (Number.isNaN(errors[at]!)) continue;
    checked++;
    if (errors[at]! > bound) above++;
  }
  const reduced = entries > errors.length;
  const all = `${count(entries)} ${entries === 1 ? 'entry' : 'entries'}`;
  const seen = reduced || checked === errors.length ? all : `${count(checked)} of ${all}`;
  if (report?.failed === 0) return `${seen}, 0 wrong`;
  return `${seen}, ${count(above)}${reduced ? (above === 1 ? ' block' : ' blocks') : ''} above the bound`;
}

/** Which differences a tensor gets: one where its layer is affine, carried ones where it has them, plain ones else. */
import type { EntryTarget, Source } from '../layer';
import { forwardOf } from '../passes';
import type { Tensor } from '../tensor';
import { contextFor, parametersOf, type Trace } from '../trace';
import { carriedLines, carriedLossLines } from './carriedLines';
import { affineDerivative, smoothDerivative, type Derivative } from './derivative';
import { linesThrough, sourceValues, type LayerAt } from './layerLines';
import { firstTurn, scalarLine, type LineMaker } from './line';
import type { Method } from './method';
import { roundoffOf } from './roundoff';

/** Ridders levels of a layer on its own: steps h … h/32. */
export const LEVELS = 6;
/** Of the entries of an affine layer every so many are differenced to both sides. */
const BOTH_SIDES = 8;
/** First step of carried differences, as a share of the scale: no rounding grows with 1/h, so truncation alone counts. */
const CARRIED_STEP = 2 ** -20;

/** Squares of steps are numbers with all their digits, still. */
const LEAST_SCALE = 2 ** -300;

export interface Differentiation {
  readonly method: Method;
  readonly derivative: (flat: number) => Derivative;
  /** Plain differences, whatever the method: for a sweep over steps. */
  readonly plain: LineMaker;
}

export function layerDifferentiation(trace: Trace, layer: number, target: EntryTarget): Differentiation {
  const at = layerAt(trace, layer);
  const source = sourceOf(target);
  const values = sourceValues(at, source);
  const plain = linesThrough(at, source);
  const scale = scaleOf(values);
  if (at.definition.affine) {
    const step = powerOfTwo(scale.largest || 1);
    // That the layer really is affine is seen on a share of the entries: there both sides must agree.
    const derivative = (flat: number) => affineDerivative(plain(flat), step, flat % BOTH_SIDES !== 0);
    return { method: 'affine', derivative, plain };
  }
  return smoothDifferentiation(plain, carriedLines(at, source), scale.typical);
}

export function lossDifferentiation(trace: Trace): Differentiation {
  const { definition, options } = trace.model.network.loss!;
  const output = cloneTensor(trace.layers.at(-1)!.output);
  const target = trace.model.target!;
  const { value, saved } = trace.loss!;
  const branches = definition.branch?.(saved);
  const evaluate = () => {
    const moved = definition.forward(output, target, options);
    return { value: moved.loss, turned: firstTurn(branches, definition.branch?.(moved.saved)) };
  };
  const { typical } = scaleOf(output.data);
  const roundoff = roundoffOf(output.data, evaluate);
  const plain: LineMaker = (flat) => scalarLine(output.data, flat, value, roundoff, evaluate);
  const change = definition.carried?.(output, target, options);
  return smoothDifferentiation(plain, carriedLossLines(output.data, change, value, roundoff, evaluate), typical);
}

function smoothDifferentiation(plain: LineMaker, carried: LineMaker | undefined, typical: number): Differentiation {
  if (!carried) return { method: 'differences', derivative: plainDerivatives(plain, typical), plain };
  const derivative = (flat: number) => {
    const line = carried(flat);
    const scale = Math.min(1, Math.max(Math.abs(line.at) || typical || 1, LEAST_SCALE));
    return smoothDerivative(line, CARRIED_STEP * powerOfTwo(scale), LEVELS);
  };
  return { method: 'carried', derivative, plain };
}

/**
 * Functions of a network have their natural scale at 1 (activations) or at their data (norms, logarithms): the first
 * step is a sixteenth of the smaller. Where rounding wins at that step (data of 10⁹), the other one is tried as well.
 */
function plainDerivatives(lineThrough: LineMaker, typical: number): (flat: number) => Derivative {
  return (flat) => {
    const line = lineThrough(flat);
    const scale = Math.max(Math.abs(line.at), typical);
    const first = smoothDerivative(line, powerOfTwo(Math.min(1, scale || 1) / 16), LEVELS);
    const fine = first.uncertainty <= 1e-8 * Math.max(Math.abs(first.value), first.spread);
    if (fine || scale <= 1 || first.kink) return first;
    const second = smoothDerivative(line, powerOfTwo(scale / 16), LEVELS);
    return (second.uncertainty < first.uncertainty || Number.isNaN(first.value)) && !second.kink ? second : first;
  };
}

/** The layer as it stood in the trace, on copies that may be disturbed. */
export function layerAt(trace: Trace, layer: number): LayerAt {
  const { definition, options } = trace.model.network.layers[layer]!;
  const { inputs: original, output, saved, delta } = trace.layers[layer]!;
  const inputs = original.map(cloneTensor);
  const parameters = Object.fromEntries(
    Object.entries(parametersOf(trace.model, layer)).map(([name, value]) => [name, cloneTensor(value)]),
  );
  const forward = () => forwardOf(definition!, inputs, parameters, options, contextFor(trace.model, layer));
  return { definition: definition!, options, inputs, parameters, output, saved, delta: delta!, forward };
}

const cloneTensor = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });

export function sourceOf(target: EntryTarget): Source {
  if (target.kind === 'gradient') return { kind: 'parameter', parameter: target.parameter };
  return { kind: 'input', input: target.kind === 'inputDelta' ? target.input : 0 };
}

export function scaleOf(values: Float64Array): { largest: number; typical: number } {
  let largest = 0;
  let squares = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (!Number.isFinite(size)) continue;
    if (size > largest) largest = size;
    squares += size * size;
  }
  return { largest, typical: Math.sqrt(squares / Math.max(1, values.length)) };
}

/** Steps are powers of two, so that x + h − x is h as nearly as can be. */
export const powerOfTwo = (size: number): number => 2 ** Math.round(Math.log2(size));

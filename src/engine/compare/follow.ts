/**
 * Follows somebody's own backward pass: wherever their δ is known it is taken over, so that each layer is judged by what
 * it was given, and a fault stays in the layer that made it.
 */
import type { Bench } from '../diagnose/bench';
import { sumBench } from '../diagnose/benchOf';
import { newTensorCheck, judgeAll, type TensorCheck } from '../gradcheck/tensorCheck';
import type { EntryTarget } from '../layer';
import { NETWORK_INPUT } from '../network';
import type { Tensor } from '../tensor';
import { backwardLayer, newTrace, type Trace } from '../trace';
import { tolerancesFor, type Precision } from './precision';
import type { ReadTensor } from './read';

/** One of their tensors against the right one, given the δ that they had. */
export interface Comparison {
  /** The layer that made it; the loss is `layers.length`. */
  readonly layer: number;
  readonly check: TensorCheck;
  readonly read: ReadTensor;
  /** Their backward pass up to here: δ of the layer, and its gradients by the engine. */
  readonly shadow: Trace;
  /** Is the δ of this layer theirs, or has everything on the way to it been right? Else a fault may have come with it. */
  readonly deltaKnown: boolean;
  readonly wrong: boolean;
  /** Of a δ that is the sum of what several readers hand back: that sum. */
  readonly bench?: Bench;
}

/** Backward from the loss; yields each tensor of theirs once it has been judged. */
export function* follow(
  trace: Trace,
  tensors: readonly ReadTensor[],
  precision: Precision,
): Generator<Comparison, void> {
  const shadow = newTrace(trace.model);
  shadow.layers.push(...trace.layers.map((layer) => ({ ...layer, delta: undefined, back: undefined })));
  shadow.loss = trace.loss;
  /** Layers whose δ may carry a fault that has been seen further on but could not be taken out. */
  const doubtful = new Set<number>();

  const compare = (layer: number, read: ReadTensor, name: string, target: EntryTarget, right: Tensor): Comparison => {
    const check = checkAgainst(name, target, read.tensor, right, precision);
    const wrong = check.verdicts.some((verdict) => verdict === WRONG);
    return { layer, check, read, shadow, deltaKnown: !doubtful.has(layer), wrong };
  };

  for (let index = trace.layers.length - 1; index >= NETWORK_INPUT; index--) {
    const readers = readersOf(trace, index);
    if (readers.some(({ reader }) => doubtful.has(reader))) doubtful.add(index);
    const delta = index === NETWORK_INPUT ? shadow.inputDelta : deltaAt(shadow, index);
    const theirs = tensors.find(({ own }) => own.index === index && own.role === (index < 0 ? 'input' : 'delta'));
    if (theirs && delta) {
      const [only] = readers;
      if (readers.length === 0)
        yield compare(trace.layers.length, theirs, 'dx', { kind: 'inputDelta', input: 0 }, delta);
      else if (readers.length === 1) {
        const name = trace.layers[only!.reader]!.inputs.length > 1 ? `dx${only!.input}` : 'dx';
        yield compare(only!.reader, theirs, name, { kind: 'inputDelta', input: only!.input }, delta);
      } else if (index >= 0) {
        const shares = readers.map(({ reader, input }) => shadow.layers[reader]!.back!.inputs[input]!);
        yield { ...compare(index, theirs, 'delta', { kind: 'output' }, delta), bench: sumBench(shares) };
      }
      if (index >= 0) shadow.layers[index]!.delta = theirs.tensor;
      doubtful.delete(index);
    }
    if (index < 0) return;
    backwardLayer(shadow, index);
    for (const read of tensors.filter(({ own }) => own.index === index && own.parameter !== undefined)) {
      const { parameter } = read.own;
      const target: EntryTarget = { kind: 'gradient', parameter: parameter! };
      const right = shadow.layers[index]!.back!.parameters[parameter!];
      if (!right) continue;
      const found = compare(index, read, parameter!, target, right);
      yield found;
      if (found.wrong && !theirs) doubtful.add(index);
    }
  }
}

const WRONG = 2;

/** δ of a layer with what its readers have handed back so far; of the last layer that of the loss. */
function deltaAt(shadow: Trace, index: number): Tensor | undefined {
  return shadow.layers[index]!.delta ?? (index === shadow.layers.length - 1 ? shadow.loss?.delta : undefined);
}

/** The layers that read the output of `index`, in the order of execution. */
export function readersOf({ model }: Trace, index: number): { reader: number; input: number }[] {
  return model.network.layers.flatMap(({ index: reader, inputs }) =>
    inputs.flatMap((source, input) => (source === index ? [{ reader, input }] : [])),
  );
}

/** Their tensor in place of the analytic one, ours in place of the numeric one, which is exact. */
export function checkAgainst(
  name: string,
  target: EntryTarget,
  theirs: Tensor,
  right: Tensor,
  precision: Precision,
): TensorCheck {
  const check = newTensorCheck(name, target, theirs);
  check.right = right;
  check.numeric.set(right.data);
  check.uncertainty.fill(0);
  const largest = right.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  judgeAll(check, [...right.data.keys()], tolerancesFor(precision, largest));
  return check;
}

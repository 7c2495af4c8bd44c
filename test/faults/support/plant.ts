/** Plants a mistake of the catalogue in one layer or in the loss: a backward pass that makes it, whatever δ arrives. */
import { gradientOf, type Bench } from '../../../src/engine/diagnose/bench';
import { benchOf } from '../../../src/engine/diagnose/benchOf';
import type { Mistake } from '../../../src/engine/diagnose/mistake';
import type { Backward, EntryTarget, Layer, ParameterDocs } from '../../../src/engine/layer';
import type { Loss } from '../../../src/engine/loss';
import type { Tensor } from '../../../src/engine/tensor';
import type { Trace } from '../../../src/engine/trace';
import type { Subject } from './network';

/** A mistake in one of the gradients of a layer. */
export interface Fault {
  readonly mistakes: readonly Mistake[];
  readonly bench: Bench;
}

/** The bench with all of the mistakes made on it, one upon the other; undefined where one cannot be made. */
export const madeOn = (bench: Bench, mistakes: readonly Mistake[]): Bench | undefined =>
  mistakes.reduce((made: Bench | undefined, mistake) => made && mistake.make(made), bench);

/** The gradients that a layer or the loss has. */
export function targetsOf(trace: Trace, layer: number): EntryTarget[] {
  const back = trace.layers[layer]?.back;
  if (!back) return [{ kind: 'inputDelta', input: 0 }];
  const parameters = Object.entries(back.parameters).filter(([, gradient]) => gradient);
  return [
    ...parameters.map(([parameter]) => ({ kind: 'gradient', parameter }) as const),
    ...back.inputs.map((_, input) => ({ kind: 'inputDelta', input }) as const),
  ];
}

/** The right model with faults in it; `like` makes the layer one of the user's own that claims to be the built-in one. */
export function planted({ model, layer }: Subject, faults: readonly Fault[], like = false): Subject['model'] {
  const { network } = model;
  if (layer === network.layers.length) {
    const loss = { ...network.loss!, definition: faultyLoss(network.loss!.definition, faults[0]!) };
    return { ...model, network: { ...network, loss } };
  }
  const layers = network.layers.map((planned) => {
    if (planned.index !== layer) return planned;
    const definition = faultyLayer(planned.definition!, faults);
    if (!like) return { ...planned, definition };
    return { ...planned, definition: { ...definition, type: './own.ts', like: planned.definition! } };
  });
  return { ...model, network: { ...network, layers } };
}

interface Kept {
  readonly own: unknown;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}

function faultyLayer(layer: Layer, faults: readonly Fault[]): Layer {
  const { probe, branch } = layer;
  return {
    ...layer,
    forward(inputs, parameters, options, context) {
      const { saved, ...result } = layer.forward(inputs, parameters, options, context);
      return { ...result, saved: { own: saved, inputs, output: result.output } satisfies Kept };
    },
    backward(delta, kept, parameters, options) {
      const { own, inputs, output } = kept as Kept;
      const right = layer.backward(delta, own, parameters, options);
      return faults.reduce((back, { bench, mistakes }) => {
        const pieces: Bench = {
          ...bench,
          inputs,
          output,
          saved: own,
          parameters: parameters as Bench['parameters'],
          delta,
        };
        const made = madeOn(pieces, mistakes);
        return made ? withGradient(back, bench.target, gradientOf(made)) : back;
      }, right);
    },
    ...(probe && {
      probe: (inputs, parameters, options, kept) => probe(inputs, parameters, options, (kept as Kept).own),
    }),
    ...(branch && { branch: (kept) => branch((kept as Kept).own) }),
    terms: () => undefined,
  };
}

function withGradient(back: Backward<ParameterDocs>, target: EntryTarget, gradient: Tensor): Backward<ParameterDocs> {
  if (target.kind === 'gradient') return { ...back, parameters: { ...back.parameters, [target.parameter]: gradient } };
  const at = target.kind === 'inputDelta' ? target.input : 0;
  return { ...back, inputs: back.inputs.map((dx, k) => (k === at ? gradient : dx)) };
}

function faultyLoss(loss: Loss, { bench, mistakes }: Fault): Loss {
  return { ...loss, backward: () => gradientOf(madeOn(bench, mistakes)!) };
}

export const benchesOf = (trace: Trace, layer: number): Bench[] =>
  targetsOf(trace, layer).flatMap((target) => benchOf(trace, layer, target) ?? []);

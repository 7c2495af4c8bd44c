/** What holds of every network. Each property answers with nothing, or with a sentence on what does not hold and where. */
import { formatShape, sameShape, sizeOf, type Shape, type Tensor } from '../../../src/engine/tensor';
import type { Model } from '../../../src/engine/model';
import { modelOf, type Definition, type Layers } from './definition';
import { keepsSamplesApart } from './graph';
import { pass, tensorsOf, type Watch } from './pass';
import type { Nested } from '../../../src/engine/tensor';

export type Finding = string | undefined;
export type Property = (definition: Definition, layers: Layers) => Finding;

/** Of the largest entry: sums of the same numbers in another order differ by less. */
const ROUNDING = 1e-11;

/** Outputs and gradients have the shapes that were planned before a number was computed. */
export const shapes: Property = (definition, layers) => {
  const after: Watch['after'] = ({ name }, _call, _handed, made) => {
    for (const { what, tensor, planned } of made) {
      if (has(tensor, planned)) continue;
      throw new OtherShape(
        `${name}: the ${what} is planned as ${formatShape(planned)}, but is ${formatShape(tensor.shape)}`,
      );
    }
  };
  try {
    pass(modelOf(definition, layers), { watch: { after } });
    return undefined;
  } catch (error) {
    if (error instanceof OtherShape) return error.message;
    throw error;
  }
};

/** Ends a pass at the first tensor of another shape: the layers that read it would not know what to do with it. */
class OtherShape extends Error {}

const has = (made: Tensor, shape: Shape): boolean => sameShape(made.shape, shape) && made.data.length === sizeOf(shape);

/** Two runs, each from the definition: every number the same to the last bit. */
export const repeatable: Property = (definition, layers) => {
  const [first, second] = [0, 1].map(() => {
    const model = modelOf(definition, layers);
    return tensorsOf(model, pass(model));
  });
  return firstDifference(first!, second!, () => 0);
};

/**
 * C times s makes every δ and every gradient s times as large. Of a power of two exactly, to the last bit, since no product
 * or sum is rounded otherwise; other factors would need a bound on what cancels.
 */
export const linearInTheLoss: Property = (definition, layers) => {
  const model = modelOf(definition, layers);
  const gradients = (scale: number): Named[] =>
    tensorsOf(model, pass(model, { scale })).filter(([name]) => name !== 'C' && !name.endsWith("'s output"));
  const whole = gradients(1);
  const times = (scale: number): Named[] =>
    whole.map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value * scale) }]);
  return firstDifference(times(-128), gradients(-128), () => 0);
};

/** No layer changes what it is handed: inputs, parameters, δ. */
export const unmodified: Property = (definition, layers) => {
  const model = modelOf(definition, layers);
  let kept: Float64Array[] = [];
  let finding: Finding;
  const before: Watch['before'] = (_layer, _call, handed) => (kept = handed.map(({ data }) => data.slice()));
  const after: Watch['after'] = ({ name }, call, handed) => {
    const changed = handed.findIndex(({ data }, at) => data.some((value, flat) => !Object.is(value, kept[at]![flat])));
    if (changed >= 0) finding ??= `${call} of ${name} changes tensor ${changed} of those that it is handed`;
  };
  const everything = (): Named[] => [
    ['the input', model.input],
    ['the target', model.target!],
  ];
  const first = everything().map(([name, { shape, data }]): Named => [name, { shape, data: data.slice() }]);
  pass(model, { watch: { before, after } });
  return finding ?? firstDifference(first, everything(), () => 0);
};

/** Of a network that keeps samples apart: each sample alone gives its part of what the batch gives. */
export const samplesApart: Property = (definition, layers) => {
  const whole = modelOf(definition, layers);
  if (whole.network.layers.some((layer) => !keepsSamplesApart(layer, false))) return undefined;
  const batch = pass(whole);
  const samples = definition.input.shape[0]!;
  for (let sample = 0; sample < samples; sample++) {
    const model = modelOf(ofSample(definition, sample), layers);
    // The δ of the batch, so that nothing depends on how the loss weighs its samples.
    const alone = pass({
      ...model,
      network: { ...model.network, loss: handing(partOf(batch.deltas.at(-1)!, sample, samples)) },
    });
    for (const { name, index } of model.network.layers) {
      const pairs: [string, Tensor, Tensor][] = [
        ['output', batch.outputs[index]!, alone.outputs[index]!],
        ['δ', batch.deltas[index]!, alone.deltas[index]!],
      ];
      for (const [what, together, apart] of pairs) {
        const at = [[`${name}'s ${what} of sample ${sample}`, partOf(together, sample, samples)]] as Named[];
        const bound = ROUNDING * largest(together.data);
        const finding = firstDifference(at, [[at[0]![0], apart]], () => bound);
        if (finding) return finding;
      }
    }
  }
  return undefined;
};

type Named = [name: string, tensor: Tensor];

function partOf({ shape, data }: Tensor, sample: number, samples: number): Tensor {
  const size = data.length / samples;
  return { shape: [1, ...shape.slice(1)], data: data.slice(sample * size, (sample + 1) * size) };
}

/** The same network for one sample; its target is of no account. */
function ofSample(definition: Definition, sample: number): Definition {
  const { input } = definition;
  const data = (input.data as readonly Nested[])[sample]!;
  return { ...definition, input: { shape: [1, ...input.shape.slice(1)], data: [data] } };
}

/** A loss of 0 that hands back this δ. */
function handing(delta: Tensor): Model['network']['loss'] {
  const of = (definition: NonNullable<Model['network']['loss']>['definition']) => definition;
  return {
    options: {},
    definition: of({
      type: 'none',
      doc: '',
      formula: { forward: '', backward: '' },
      options: {},
      check: () => [],
      defaultTarget: () => delta,
      forward: () => ({ loss: 0, saved: undefined }),
      backward: () => ({ shape: delta.shape, data: delta.data.slice() }),
      torch: '',
      samples: [],
      rejects: [],
    }),
  };
}

const largest = (data: Float64Array): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function firstDifference(expected: readonly Named[], actual: readonly Named[], bound: (of: Tensor) => number): Finding {
  for (const [at, [name, first]] of expected.entries()) {
    const second = actual[at]![1];
    const most = bound(first);
    // −0 is 0: a sum that is scaled by a negative number keeps its zero, not the sign of it.
    const same = (a: number, b: number) => a === b || Object.is(a, b) || Math.abs(a - b) <= most;
    const flat = first.data.findIndex((value, k) => !same(value, second.data[k]!));
    if (flat >= 0) return `${name}: entry ${flat} is ${second.data[flat]} where ${first.data[flat]} was expected`;
  }
  return undefined;
}

/** Layers that reduce axes to one entry each: sums and means over them. */
import { defineLayer, type EntryTarget, type Layer, type LayerState, type ParameterDocs } from '../../layer';
import type { Term, TermSum } from '../../layer';
import { formatShape, ravel, sizeOf, unravel, zeros, type Tensor } from '../../tensor';
import { axisNames } from './axes';
import { ownerOf, REDUCED_AXES, reductionOf, reductionProblem, type ReducedAxes, type Reduction } from './reducedAxes';
import { DELTA, factorAt, INPUT, local, symbol } from './symbols';

export interface Reducing {
  readonly type: 'Sum' | 'Mean';
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  /** What the sum is multiplied with, and how that is written where it is not 1. */
  scale(count: number): number;
  scaleText(count: number): string | undefined;
  readonly torch: string;
}

function total({ data }: Tensor, { first, offsets }: Reduction, at: number): number {
  let sum = 0;
  for (const offset of offsets) sum += data[first[at]! + offset]!;
  return sum;
}

export function defineReduction(reducing: Reducing): Layer {
  const { type, doc, formula, torch, scale } = reducing;
  return defineLayer({
    type,
    doc,
    formula,
    torch,
    options: REDUCED_AXES,
    parameters: {},
    affine: true,

    shape([input], o) {
      const problem = reductionProblem(input!, o);
      if (problem) return problem;
      const { output, count, reduced } = reductionOf(input!, o);
      const extents = reduced.map((axis) => input![axis]).join('·');
      const arithmetic = [reduced.length > 1 ? `${extents} = ${count} → 1` : `${count} → 1`];
      const multiplyAdds = scale(count) === 1 ? 0 : sizeOf(output);
      return { ok: true, output, parameters: {}, arithmetic, multiplyAdds };
    },

    forward([input], _parameters, o) {
      const reduction = reductionOf(input!.shape, o);
      const output = zeros(reduction.output);
      const factor = scale(reduction.count);
      for (let at = 0; at < output.data.length; at++) output.data[at] = total(input!, reduction, at) * factor;
      return { output, saved: { reduction } };
    },

    /** Every entry that went into a sum gets its δ, times the scale. */
    backward(delta, { reduction: { input, first, offsets, count } }) {
      const dx = zeros(input);
      const factor = scale(count);
      for (let at = 0; at < first.length; at++) {
        for (const offset of offsets) dx.data[first[at]! + offset] = delta.data[at]! * factor;
      }
      return { inputs: [dx], parameters: {} };
    },

    probe([input], _parameters, _options, { reduction }) {
      const owner = new Int32Array(1);
      const factor = scale(reduction.count);
      return {
        reach(_source, flat) {
          owner[0] = ownerOf(flat, reduction);
          return owner;
        },
        output: (flat) => total(input!, reduction, flat) * factor,
      };
    },

    terms: (target, index, state) => terms(reducing, target, index, state),

    samples: [
      { name: 'rows and columns of each map', inputs: [[2, 3, 2, 4]], options: { dim: [2, 3] } },
      { name: 'the same, axes kept', inputs: [[2, 3, 2, 4]], options: { dim: [-1, -2], keepdim: true } },
      { name: 'channels', inputs: [[2, 3, 2, 4]], options: { dim: 1 } },
      { name: 'axes apart', inputs: [[2, 3, 4]], options: { dim: [0, 2] } },
      { name: 'everything', inputs: [[2, 3, 2]], options: {} },
      { name: 'everything, axes kept', inputs: [[2, 3]], options: { keepdim: true } },
      { name: 'one sample', inputs: [[1, 4, 2]], options: { dim: -1 } },
    ],
    rejects: [
      {
        name: 'no such axis',
        inputs: [[2, 3]],
        options: { dim: [1, 2] },
        option: 'dim',
        message: 'there is no axis 2 in an input of 2×3',
      },
      {
        name: 'an axis twice',
        inputs: [[2, 3]],
        options: { dim: [1, -1] },
        option: 'dim',
        message: 'axis 1 is named twice.',
      },
      { name: 'no axis', inputs: [[2, 3]], options: { dim: [] }, option: 'dim', message: 'no axis is named' },
    ],
  });
}

function terms(
  { scale, scaleText }: Reducing,
  target: EntryTarget,
  index: readonly number[],
  {
    inputs,
    output,
    delta,
    saved: { reduction },
  }: LayerState<ReducedAxes, ParameterDocs, { readonly reduction: Reduction }>,
): TermSum | undefined {
  const { input, reduced, count, first, offsets } = reduction;
  const text = scaleText(count);
  const scales = text === undefined ? [] : [local(scale(count))];
  const symbols = text === undefined ? [] : [symbol(text)];
  if (target.kind === 'inputDelta') {
    if (!delta) return undefined;
    const place = unravel(ownerOf(ravel(index, input), reduction), output.shape);
    const factors = [factorAt(DELTA, delta, place), ...scales];
    const product = factors[0]!.value * (scales[0]?.value ?? 1);
    const shown = delta.shape.length > 1 && delta.shape[0] === 1 ? place.slice(1) : place;
    const note = `each of the ${formatShape([count])} entries of a sum gets its δ`;
    return { indices: [], factors: [symbol('δ', shown), ...symbols], terms: [{ at: [], factors, product }], note };
  }
  const names = axisNames(input.length);
  const start = first[ravel(index, output.shape)]!;
  const places = Array.from(offsets, (offset) => unravel(start + offset, input));
  const subscripts = input.map((_, axis) => (reduced.includes(axis) ? names[axis]! : String(places[0]![axis])));
  const all = places.map((place): Term => {
    const factors = [...scales, factorAt(INPUT, inputs[0]!, place)];
    const product = factors.reduce((product, { value }) => product * value, 1);
    return { at: reduced.map((axis) => place[axis]!), factors, product };
  });
  const visible = input.length > 1 && input[0] === 1 && !reduced.includes(0) ? subscripts.slice(1) : subscripts;
  return {
    indices: reduced.map((axis) => ({ name: names[axis]!, from: 0, to: input[axis]! - 1 })),
    factors: [...symbols, symbol('a', visible)],
    terms: all,
  };
}

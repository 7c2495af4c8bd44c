/** LPPool1d and 2d, norms of windows: a = (Σ z^P · cells/cells inside)^(1/P). */
import { defineLayer, type Layer, type Reject, type Sample } from '../../layer';
import { bool, number } from '../../options';
import { extents, optionalExtents, type Dims } from '../../spatialOptions';
import { ravel, sizeOf, zeros } from '../../tensor';
import { side } from './elementwise';
import { forEachOutput, reachOf, type Maps } from './maps';
import { overWindows } from './poolTerms';
import { slidingMaps } from './poolWindows';
import type { Lists } from './readers';
import { ALONG, CELLS, PLACES, sumOver, TAPS } from './spatial';

interface PowerPool {
  readonly type: string;
  readonly dims: Dims;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

/** The windows of a power pool, with what its sums need. */
interface Powers {
  readonly windows: Lists;
  /** Cells of a window that lies inside. */
  readonly full: number;
  readonly power: number;
}

/** All cells of a window over those that lie inside the input. */
const scaleOf = ({ windows: { first }, full }: Powers, cell: number): number =>
  full / (first[cell + 1]! - first[cell]!);

/** Σ z^P of a window in the map that starts at `start`, scaled to a full window. */
function powerSum(data: Float64Array, cell: number, start: number, powers: Powers): number {
  const { first, entries } = powers.windows;
  let sum = 0;
  for (let k = first[cell]!; k < first[cell + 1]!; k++) sum += data[start + entries[k]!]! ** powers.power;
  return sum * scaleOf(powers, cell);
}

const powerValue = (sum: number, power: number): number => (power === 1 ? sum : sum ** (1 / power));

/** ∂a/∂z = a^(1−P) · z^(P−1), scaled as the sum is; 0 where a is 0. */
function powerSlope(z: number, a: number, cell: number, powers: Powers): number {
  const scale = scaleOf(powers, cell);
  if (powers.power === 1) return scale;
  return a === 0 ? 0 : (z / a) ** (powers.power - 1) * scale;
}

/** A root breaks at 0; a plain sum does not. */
const powerPiece = (sum: number, power: number): number => (power === 1 ? 0 : side(sum));

export function definePowerPool({ type, dims, samples, rejects }: PowerPool): Layer {
  const [places, cells, taps] = [PLACES[dims], CELLS[dims], TAPS[dims]];
  const [at, cell] = [places.join(), cells.join()];
  const read = places.map((place, axis) => `${place}·s + ${taps[axis]}`).join(', ');
  return defineLayer({
    type,
    doc:
      'Takes the p-norm of each window, without absolute values, as PyTorch does: norm_type 1 is a sum, and an odd power of a sum below 0 gives NaN. ' +
      'A window that ceil_mode lets stick out counts as full: its sum is scaled up by cells/cells inside. Where a window is 0 the gradient is taken as 0; PyTorch gives NaN.',
    formula: {
      forward: `a[c,${at}] = (${sumOver(taps)} z[c, ${read}]^P)^(1/P)`,
      backward: `∂C/∂z[c,${cell}] = Σ δ[c,${at}] · (z[c,${cell}]/a[c,${at}])^(P−1) over the windows (${at}) that cover (${cell})`,
    },
    options: {
      norm_type: number({ doc: 'The power P, above 0.' }),
      kernel_size: extents(dims, { min: 1, doc: `${ALONG[dims]} of the window.` }),
      stride: optionalExtents(dims, { min: 1, doc: 'Cells that the window moves; kernel_size when left out.' }),
      ceil_mode: bool({ default: false, doc: 'Round the output size up: the last window may stick out at the end.' }),
    },
    parameters: {},

    shape([input], o) {
      const below = { option: 'norm_type', message: `the power must be above 0, but is ${o.norm_type}.` };
      const made = slidingMaps(type, dims, input!, o, o.norm_type > 0 ? [] : [below]);
      if ('ok' in made) return made;
      const { output, arithmetic, backwardArithmetic, window } = made;
      return {
        ok: true,
        output,
        parameters: {},
        arithmetic,
        ...(backwardArithmetic && { backwardArithmetic }),
        multiplyAdds: sizeOf(output) * sizeOf(o.kernel_size),
        ...(window && { window }),
      };
    },

    forward([input], _parameters, o) {
      const maps = slidingMaps(type, dims, input!.shape, o) as Maps;
      const powers: Powers = { windows: maps.windows(), full: sizeOf(o.kernel_size), power: o.norm_type };
      const output = zeros(maps.output);
      const sums = new Float64Array(output.data.length);
      forEachOutput(maps, (flat, cell, start) => {
        sums[flat] = powerSum(input!.data, cell, start, powers);
        output.data[flat] = powerValue(sums[flat]!, o.norm_type);
      });
      return { output, saved: { input: input!, output, maps, powers, sums } };
    },

    backward(delta, { input, output, maps, powers }) {
      const dx = zeros(input.shape);
      const { first, entries } = powers.windows;
      forEachOutput(maps, (flat, cell, start) => {
        for (let k = first[cell]!; k < first[cell + 1]!; k++) {
          const to = start + entries[k]!;
          dx.data[to]! += delta.data[flat]! * powerSlope(input.data[to]!, output.data[flat]!, cell, powers);
        }
      });
      return { inputs: [dx], parameters: {} };
    },

    branch: ({ sums, powers }) => Int32Array.from(sums, (sum) => powerPiece(sum, powers.power)),

    probe([input], _parameters, { norm_type }, { maps, powers }) {
      const reach = reachOf(maps, powers.windows);
      const sumAt = (flat: number): number => {
        const cell = flat % maps.outputs;
        return powerSum(input!.data, cell, ((flat - cell) / maps.outputs) * maps.cells, powers);
      };
      return {
        reach: (_source, flat) => reach(flat),
        output: (flat) => powerValue(sumAt(flat), norm_type),
        branch: (flat) => powerPiece(sumAt(flat), norm_type),
      };
    },

    terms(target, index, { inputs, output, delta, saved: { maps, powers } }) {
      if (target.kind === 'output' || !delta) return undefined;
      const { shape, data } = inputs[0]!;
      const z = data[ravel(index, shape)]!;
      const sum = overWindows(index, shape, maps, powers.windows, delta, {
        symbol: '∂a/∂z',
        varies: true,
        of: (place) => {
          const flat = ravel(place, output.shape);
          return powerSlope(z, output.data[flat]!, flat % maps.outputs, powers);
        },
      });
      return { ...sum, note: 'the larger its part in the norm of a window, the more of its δ a cell gets' };
    },

    torch: `F.lp_pool${dims}d(x, norm_type, kernel_size${dims === 1 ? '[0]' : ''}, stride${dims === 1 ? ' and stride[0]' : ''}, ceil_mode)`,
    samples,
    rejects,
  });
}

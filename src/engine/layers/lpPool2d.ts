import { defineLayer } from '../layer';
import { bool, number, optionalPair, pair, type Pair } from '../options';
import { ravel, sizeOf, zeros } from '../tensor';
import { windowOf } from './shared/axis';
import { backwardArithmetic, outputArithmetic, windowProblem } from './shared/axisText';
import { notPlanes } from './shared/planes';
import { coveringOutputs, mostReached, poolGeometry, poolOutputShape } from './shared/poolWindows';
import { powerPiece, powerSlope, powerSum, powerValue } from './shared/powerPool';
import { deltaSum } from './shared/readers';

interface Options {
  readonly kernel_size: Pair;
  readonly stride: Pair | undefined;
  readonly ceil_mode: boolean;
}

const pool = ({ kernel_size, stride, ceil_mode }: Options) => ({
  kernel_size,
  stride,
  ceil_mode,
  padding: [0, 0] as const,
});

export default defineLayer({
  type: 'LPPool2d',
  doc:
    'Takes the p-norm of each window, without absolute values, as PyTorch does: norm_type 1 is a sum, and an odd power of a sum below 0 gives NaN. ' +
    'A window that ceil_mode lets stick out counts as full: its sum is scaled up by cells/cells inside. Where a window is 0 the gradient is taken as 0; PyTorch gives NaN.',
  formula: {
    forward: 'a[c,x,y] = (Σ_p Σ_q z[c, x·s + p, y·s + q]^P)^(1/P)',
    backward: '∂C/∂z[c,i,j] = Σ δ[c,x,y] · (z[c,i,j]/a[c,x,y])^(P−1) over the windows (x,y) that cover (i,j)',
  },
  options: {
    norm_type: number({ doc: 'The power P, above 0.' }),
    kernel_size: pair({ min: 1, doc: 'Rows and columns of the window.' }),
    stride: optionalPair({ min: 1, doc: 'Cells that the window moves; kernel_size when left out.' }),
    ceil_mode: bool({ default: false, doc: 'Round the output size up: the last window may stick out at the end.' }),
  },
  parameters: {},

  shape([input], o) {
    const wrongRank = notPlanes('LPPool2d', input!);
    if (wrongRank) return wrongRank;
    const geometry = poolGeometry(input!, pool(o));
    const axes = [geometry.rows, geometry.columns];
    // There is no "padding" to recommend.
    const misfit = windowProblem(axes, { maxPadding: () => -1 });
    const below =
      o.norm_type > 0 ? [] : [{ option: 'norm_type', message: `the power must be above 0, but is ${o.norm_type}.` }];
    const problems = [...below, ...(misfit ? [misfit] : [])];
    if (problems.length > 0) return { ok: false, problems };
    const output = poolOutputShape(geometry);
    return {
      ok: true,
      output,
      parameters: {},
      arithmetic: outputArithmetic(axes),
      backwardArithmetic: backwardArithmetic(axes),
      multiplyAdds: sizeOf(output) * sizeOf(o.kernel_size),
      window: windowOf(axes),
    };
  },

  forward([input], _parameters, o) {
    const geometry = poolGeometry(input!.shape, pool(o));
    const output = zeros(poolOutputShape(geometry));
    const sums = output.data.map((_, flat) => powerSum(input!.data, flat, geometry, o.norm_type));
    for (let at = 0; at < sums.length; at++) output.data[at] = powerValue(sums[at]!, o.norm_type);
    return { output, saved: { input: input!, output, geometry, sums, power: o.norm_type } };
  },

  backward(delta, { input, output, geometry, power }) {
    const dx = zeros(input.shape);
    const reached = new Int32Array(mostReached(geometry));
    for (let cell = 0; cell < dx.data.length; cell++) {
      const count = coveringOutputs(cell, geometry, reached);
      for (let k = 0; k < count; k++) {
        const at = reached[k]!;
        dx.data[cell]! += delta.data[at]! * powerSlope(input.data[cell]!, output.data[at]!, at, geometry, power);
      }
    }
    return { inputs: [dx], parameters: {} };
  },

  branch: ({ sums, power }) => Int32Array.from(sums, (sum) => powerPiece(sum, power)),

  probe([input], _parameters, { norm_type }, { geometry }) {
    const reached = new Int32Array(mostReached(geometry));
    const sumAt = (flat: number): number => powerSum(input!.data, flat, geometry, norm_type);
    return {
      reach: (_source, flat) => reached.subarray(0, coveringOutputs(flat, geometry, reached)),
      output: (flat) => powerValue(sumAt(flat), norm_type),
      branch: (flat) => powerPiece(sumAt(flat), norm_type),
    };
  },

  terms(target, index, { inputs, output, delta, saved: { geometry, power } }) {
    if (target.kind === 'output' || !delta) return undefined;
    const cell = ravel(index, inputs[0]!.shape);
    const reached = new Int32Array(mostReached(geometry));
    const outputs = reached.subarray(0, coveringOutputs(cell, geometry, reached));
    const of = (at: number): number => powerSlope(inputs[0]!.data[cell]!, output.data[at]!, at, geometry, power);
    const sum = deltaSum(outputs, delta, { symbol: '∂a/∂z', varies: true, of });
    return { ...sum, note: 'the larger its part in the norm of a window, the more of its δ a cell gets' };
  },

  torch: 'F.lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode)',

  samples: [
    { name: 'Euclidean norm', inputs: [[2, 3, 4, 6]], options: { norm_type: 2, kernel_size: 2 } },
    { name: 'a sum', inputs: [[2, 2, 5, 4]], options: { norm_type: 1, kernel_size: [2, 3], stride: 1 } },
    {
      name: 'overlapping windows, a remainder',
      inputs: [[2, 2, 6, 6]],
      options: { norm_type: 2, kernel_size: 3, stride: [2, 1] },
    },
    {
      name: 'cubes',
      inputs: [[2, 2, 4, 5]],
      options: { norm_type: 3, kernel_size: [3, 2], stride: [1, 2] },
      range: [0.25, 2],
    },
    {
      name: 'a broken power',
      inputs: [[1, 2, 5, 4]],
      options: { norm_type: 1.5, kernel_size: 2, stride: 1 },
      range: [0.5, 2],
    },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[2, 1, 5, 6]],
      options: { norm_type: 2, kernel_size: [2, 4], stride: [2, 3], ceil_mode: true },
    },
    {
      name: 'stride beyond the kernel',
      inputs: [[1, 2, 7, 6]],
      options: { norm_type: 4, kernel_size: 2, stride: [3, 4] },
    },
  ],
  rejects: [
    {
      name: 'window larger than the input',
      inputs: [[1, 1, 2, 3]],
      options: { norm_type: 2, kernel_size: 3 },
      option: 'kernel_size',
      message: '3×3 kernel on 2×3 input: H: ⌊(2 + 0 − 3)/3⌋ + 1 = 0. It fits with "kernel_size" [2, 3] or less.',
    },
    {
      name: 'power 0',
      inputs: [[1, 1, 4, 4]],
      options: { norm_type: 0, kernel_size: 2 },
      option: 'norm_type',
      message: 'the power must be above 0, but is 0.',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { norm_type: 2, kernel_size: 2 },
      message: 'LPPool2d needs an input N×C×H×W',
    },
  ],
});

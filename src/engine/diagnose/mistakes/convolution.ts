/** Mistakes in the backward pass of a convolution: which tap meets which cell. */
import { flipped, exchanged, misread } from '../axes';
import { isGradientOf, isInput, withCompute, withDelta, withParameter, withResult, type Bench } from '../bench';
import { only, last } from '../axes';
import { addUp, caseOf, isConvolution, spatialAxes, type ConvolutionCase } from '../convolutionCase';
import { defineMistakes, type Mistake } from '../mistake';
import type { Tensor } from '../../tensor';

const on = 'Conv1d, Conv2d, Conv3d';
const isTransposed = ({ type }: Bench): boolean => type.startsWith('ConvTranspose');

/** Another kernel in ∂C/∂x. */
function kernel(change: (weight: Tensor) => Tensor | undefined): Mistake['make'] {
  return (bench) => {
    const { weight } = bench.parameters;
    if (!weight || !isInput(bench) || !(isConvolution(bench) || isTransposed(bench))) return undefined;
    const changed = change(weight);
    return changed && withParameter(bench, 'weight', changed);
  };
}

/** The finished ∂C/∂W turned. */
function kernelGradient(change: (gradient: Tensor) => Tensor | undefined): Mistake['make'] {
  return (bench) => {
    if (!isGradientOf(bench, 'weight') || !(isConvolution(bench) || isTransposed(bench))) return undefined;
    return change(bench.parameters.weight!) && withResult(bench, (gradient) => change(gradient)!);
  };
}

/** Windows laid out with other numbers than in the forward pass. */
function geometry(change: (own: ConvolutionCase, bench: Bench) => ConvolutionCase | undefined): Mistake['make'] {
  return (bench) => {
    const own = caseOf(bench);
    const changed = own && change(own, bench);
    return changed && withCompute(bench, (pieces) => addUp(pieces, changed));
  };
}

const dxFormula = '∂C/∂x_c = Σ_o δ_o ∗_full rot180(W_o,c)';
const dwFormula = '∂C/∂W_o,c[p,q] = Σ_n Σ_u,v δ_o[u,v] · x_c[u·s + p, v·s + q]';
const ones = (list: readonly number[]): number[] => list.map(() => 1);
const hasTwoAxes = (list: readonly number[]): boolean => list.length >= 2 && list.at(-1) !== list.at(-2);
/** Rows and columns in each other's place. */
const swapped = (list: readonly number[]): number[] => [...list.slice(0, -2), list.at(-1)!, list.at(-2)!];

export default defineMistakes(
  {
    id: 'kernel-not-rotated',
    title: 'kernel not rotated',
    when: 'the kernel is not rotated by 180°',
    on,
    make: kernel((weight) => flipped(weight, spatialAxes(weight))),
    remedy: {
      formula: dxFormula,
      why: 'Output u read input u+p through tap p, so input i collects from output i−p. A loop that takes u = i+p−K+1 meets tap K−1−p.',
      edit: { yours: 'delta[…] * w[at(o, c, p, q)]', right: 'delta[…] * w[at(o, c, K-1-p, K-1-q)]' },
    },
  },
  {
    id: 'kernel-flipped-in-rows',
    title: 'kernel flipped in one axis only',
    when: 'the kernel is flipped in one axis only, its columns',
    on,
    make: kernel((weight) => (weight.shape.length >= 4 ? flipped(weight, [weight.shape.length - 2]) : undefined)),
    remedy: {
      formula: dxFormula,
      why: 'Rotating by 180° reverses the rows and the columns; only one of them was reversed.',
      edit: { yours: 'w[at(o, c, p, K-1-q)]', right: 'w[at(o, c, K-1-p, K-1-q)]' },
    },
  },
  {
    id: 'kernel-flipped-in-columns',
    title: 'kernel flipped in one axis only',
    when: 'the kernel is flipped in one axis only, its rows',
    on,
    make: kernel((weight) => (weight.shape.length >= 4 ? flipped(weight, [weight.shape.length - 1]) : undefined)),
    remedy: {
      formula: dxFormula,
      why: 'Rotating by 180° reverses the rows and the columns; only one of them was reversed.',
      edit: { yours: 'w[at(o, c, K-1-p, q)]', right: 'w[at(o, c, K-1-p, K-1-q)]' },
    },
  },
  {
    id: 'kernel-transposed',
    title: 'kernel transposed (p, q swapped)',
    when: 'rows and columns of the kernel are swapped',
    on: 'Conv2d, Conv3d with square kernels',
    make: kernel((weight) =>
      weight.shape.length >= 4 ? exchanged(weight, weight.shape.length - 2, weight.shape.length - 1) : undefined,
    ),
    remedy: {
      formula: dxFormula,
      why: 'rot180 is not a transposition: W[p,q] becomes W[K−1−p,K−1−q], not W[q,p].',
      edit: { yours: 'w[at(o, c, q, p)]', right: 'w[at(o, c, K-1-p, K-1-q)]' },
    },
  },
  {
    id: 'kernel-rotated-and-transposed',
    title: 'kernel rotated by 90°',
    when: 'the kernel is turned by 90° and not by 180°',
    on: 'Conv2d, Conv3d with square kernels',
    make: kernel((weight) => {
      const [rows, columns] = [weight.shape.length - 2, weight.shape.length - 1];
      const turned = weight.shape.length >= 4 ? exchanged(weight, rows, columns) : undefined;
      return turned && flipped(turned, [rows]);
    }),
    remedy: {
      formula: dxFormula,
      why: 'np.rot90(W) turns once; the backward pass needs np.rot90(W, 2), half a turn.',
      edit: { yours: 'rot90(W)', right: 'rot90(W, 2)' },
    },
  },
  {
    id: 'channels-transposed',
    title: 'in and out channels swapped',
    when: 'in and out channels of the kernel are swapped',
    on,
    make: kernel((weight) => (weight.shape[0] === 1 || weight.shape[1] === 1 ? undefined : misread(weight, 0, 1))),
    remedy: {
      formula: dxFormula,
      why: 'W is stored as out, in, rows, columns. ∂C/∂x_c sums over the filters o for one input channel c.',
      edit: { yours: 'w[at(c, o, p, q)]', right: 'w[at(o, c, p, q)]' },
    },
  },
  {
    id: 'filters-not-summed-first',
    title: 'sum over filters missing',
    when: 'only the first filter hands δ back',
    on,
    make: (bench) => {
      if (!isInput(bench) || !isConvolution(bench)) return undefined;
      return withDelta(
        bench,
        only(bench.delta, 1, (o) => o === 0),
      );
    },
    remedy: {
      formula: dxFormula,
      why: 'Every filter has read every input channel, so each of them hands its share back.',
      edit: { yours: 'dx[c] = …', right: 'dx[c] += …   // for every filter o' },
    },
  },
  {
    id: 'filters-not-summed-last',
    title: 'sum over filters missing: = for +=',
    when: 'each filter overwrites what the ones before handed back',
    on,
    make: (bench) => {
      if (!isInput(bench) || !isConvolution(bench)) return undefined;
      return withDelta(
        bench,
        only(bench.delta, 1, (o) => o === last(bench.delta.shape, 1)),
      );
    },
    remedy: {
      formula: dxFormula,
      why: 'Every filter has read every input channel, so the shares add up; with = only the last one is left.',
      edit: { yours: 'dx[c] = …', right: 'dx[c] += …' },
    },
  },
  {
    id: 'kernel-gradient-rotated',
    title: '∂C/∂W rotated by 180°',
    when: 'the arguments of the correlation are swapped: ∂C/∂W comes out rotated by 180°',
    on,
    make: kernelGradient((gradient) => flipped(gradient, spatialAxes(gradient))),
    remedy: {
      formula: dwFormula,
      why: 'corr(x, δ) slides δ over x; corr(δ, x) gives the same numbers in reverse order.',
      edit: { yours: 'correlate(delta, x)', right: 'correlate(x, delta)' },
    },
  },
  {
    id: 'kernel-gradient-transposed',
    title: '∂C/∂W transposed (p, q swapped)',
    when: 'rows and columns of the kernel gradient are swapped',
    on: 'Conv2d, Conv3d',
    make: kernelGradient((gradient) =>
      gradient.shape.length >= 4 ? misread(gradient, gradient.shape.length - 2, gradient.shape.length - 1) : undefined,
    ),
    remedy: {
      formula: dwFormula,
      why: 'Tap p counts rows and tap q columns, in the gradient as in the kernel.',
      edit: { yours: 'dw[at(o, c, q, p)]', right: 'dw[at(o, c, p, q)]' },
    },
  },
  {
    id: 'kernel-gradient-channels-swapped',
    title: '∂C/∂W with in and out channels swapped',
    when: 'the kernel gradient is stored in, out in place of out, in',
    on,
    make: kernelGradient((gradient) =>
      gradient.shape[0] === 1 || gradient.shape[1] === 1 ? undefined : misread(gradient, 0, 1),
    ),
    remedy: {
      formula: dwFormula,
      why: 'The gradient has the order of the kernel: out, in, rows, columns.',
      edit: { yours: 'dw[at(c, o, p, q)]', right: 'dw[at(o, c, p, q)]' },
    },
  },
  {
    id: 'stride-ignored',
    title: 'stride ignored: δ not dilated',
    when: 'the stride is left out of the backward pass, so that δ is not spread apart',
    on: `${on} with a stride`,
    make: geometry((own) =>
      own.stride.every((step) => step === 1) ? undefined : { ...own, stride: ones(own.stride) },
    ),
    remedy: {
      formula: '∂C/∂x[u·s + p] += δ[u] · W[p]',
      why: 'Output u read from input u·s on. Without the stride its δ lands at u.',
      edit: { yours: 'dx[u + p] += …', right: 'dx[u * stride + p] += …' },
    },
    seen: ['https://github.com/Kulbear/deep-learning-coursera/issues/34'],
  },
  {
    id: 'dilation-ignored',
    title: 'dilation ignored',
    when: 'the dilation is left out of the backward pass',
    on: `${on} with a dilation`,
    make: geometry((own) =>
      own.dilation.every((step) => step === 1) ? undefined : { ...own, dilation: ones(own.dilation) },
    ),
    remedy: {
      formula: '∂C/∂x[u·s + p·d] += δ[u] · W[p]',
      why: 'Tap p read d·p cells further on, and hands back to the same cell.',
      edit: { yours: 'x[u * stride + p]', right: 'x[u * stride + p * dilation]' },
    },
  },
  {
    id: 'padding-ignored',
    title: 'padding ignored',
    when: 'the padding is left out of the backward pass',
    on: `${on} with padding`,
    make: geometry((own) =>
      own.padding.every((cells) => cells === 0) ? undefined : { ...own, padding: own.padding.map(() => 0) },
    ),
    remedy: {
      formula: '∂C/∂x[u·s + p − pad] += δ[u] · W[p]',
      why: 'The forward pass counted cells from the padded border, the backward pass from the first cell.',
      edit: { yours: 'dx[u * stride + p]', right: 'dx[u * stride + p - pad]' },
    },
  },
  ...[1, -1].map((by): Mistake => ({
    id: `padding-off-by-one-${by > 0 ? 'more' : 'less'}`,
    title: 'padding off by one',
    when: `the padding is taken one cell ${by > 0 ? 'larger' : 'smaller'} in the backward pass`,
    on,
    make: geometry((own) => ({ ...own, padding: own.padding.map((cells) => cells + by) })),
    remedy: {
      formula: '∂C/∂x[u·s + p − pad] += δ[u] · W[p]',
      why: 'The full convolution pads δ by K − 1 − pad. With an odd total, "same" puts the extra cell at the end.',
      edit: { yours: 'pad = K - 1', right: 'pad = K - 1 - padding' },
    },
    seen: ['https://github.com/tensorflow/tensorflow/issues/11092'],
  })),
  {
    id: 'rows-and-columns-swapped',
    title: 'rows and columns swapped',
    when: 'stride, dilation and padding of rows and columns are swapped',
    on: 'Conv2d, Conv3d with unlike axes',
    make: geometry((own) =>
      hasTwoAxes(own.stride) || hasTwoAxes(own.dilation) || hasTwoAxes(own.padding)
        ? { ...own, stride: swapped(own.stride), dilation: swapped(own.dilation), padding: swapped(own.padding) }
        : undefined,
    ),
    remedy: {
      formula: '∂C/∂x[u·s_h + p, v·s_w + q] += δ[u,v] · W[p,q]',
      why: 'Rows go with the first number of a pair, columns with the second.',
      edit: { yours: 'u * stride[1], v * stride[0]', right: 'u * stride[0], v * stride[1]' },
    },
    seen: ['https://github.com/mlpack/mlpack/issues/3376', 'https://github.com/Maratyszcza/NNPACK/issues/15'],
  },
  {
    id: 'groups-ignored',
    title: 'groups ignored',
    when: 'every filter is taken to read the first group of channels',
    on: `${on} with groups`,
    make: geometry((own) => (own.groups === 1 ? undefined : { ...own, groups: 0 })),
    remedy: {
      formula: '∂C/∂x_c = Σ over the filters o of c’s own group',
      why: 'Filter o of group g read channels g·C/G … (g+1)·C/G − 1 and hands back to those.',
      edit: { yours: 'x[at(n, c, …)]', right: 'x[at(n, g * C/G + c, …)]' },
    },
    seen: ['https://github.com/pytorch/pytorch/issues/51430', 'https://github.com/tracel-ai/burn/issues/1891'],
  },
  {
    id: 'remainder-dropped',
    title: 'remainder rows dropped',
    when: 'the rows and columns that the stride leaves over are dropped from the end',
    on: `${on} with a stride that leaves a remainder`,
    make: (bench) => {
      const own = caseOf(bench);
      if (!own || !isInput(bench)) return undefined;
      const left = remainders(bench, own);
      if (left.every((cells) => cells === 0)) return undefined;
      return withResult(bench, (gradient) =>
        left.reduce(
          (cut, cells, axis) => only(cut, axis + 2, (at) => at < gradient.shape[axis + 2]! - cells),
          gradient,
        ),
      );
    },
    remedy: {
      formula: 'rows of ∂C/∂x = rows of x: (out − 1)·s + K − 2·pad, and the remainder',
      why: 'With a stride several input sizes give one output size. The backward pass has to make the size of x, not the smallest that fits.',
      edit: { yours: 'rows = (out - 1) * stride + K - 2 * pad', right: 'rows = x.rows' },
    },
    sentence: (subject) =>
      `${subject} is 0 in its last rows or columns: the stride leaves a remainder that the backward pass drops.`,
  },
  {
    id: 'full-cut-to-valid',
    title: 'valid in place of full',
    when: 'the full convolution is cut to its valid part, so that the border gets nothing',
    on,
    make: (bench) => {
      const own = caseOf(bench);
      if (!own || !isInput(bench)) return undefined;
      return withResult(bench, (gradient, pieces) => insideOnly(gradient, pieces, own));
    },
    remedy: {
      formula: dxFormula,
      why: 'A cell at the border was read by fewer taps, but it was read. δ has to be padded by K − 1 cells first.',
      edit: { yours: 'correlate(delta, rot180(W))', right: 'correlate(pad(delta, K - 1), rot180(W))' },
    },
  },
);

/** Cells that the last window does not reach, by axis. */
function remainders({ inputs, parameters }: Bench, { stride, dilation, padding }: ConvolutionCase): number[] {
  return stride.map((step, axis) => {
    const reach = dilation[axis]! * (parameters.weight!.shape[axis + 2]! - 1) + 1;
    return (inputs[0]!.shape[axis + 2]! + 2 * padding[axis]! - reach) % step;
  });
}

/** Entries that all taps have read; the others 0. */
function insideOnly(
  gradient: Tensor,
  { parameters, delta }: Bench,
  { stride, dilation, padding }: ConvolutionCase,
): Tensor {
  return stride.reduce((cut, step, axis) => {
    const reach = dilation[axis]! * (parameters.weight!.shape[axis + 2]! - 1);
    const end = (delta.shape[axis + 2]! - 1) * step - padding[axis]!;
    return only(cut, axis + 2, (at) => at >= reach - padding[axis]! && at <= end);
  }, gradient);
}

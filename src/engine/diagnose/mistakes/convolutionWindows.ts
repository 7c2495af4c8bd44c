/** Mistakes in where the windows of a convolution lie: stride, dilation, padding, groups, and what the stride leaves over. */
import { only } from '../axes';
import { isGradientOf, isInput, isOutput, withCompute, withDelta, withResult, type Bench } from '../bench';
import { addUp, caseOf, isConvolution, isTransposed, type ConvolutionCase } from '../convolutionCase';
import { defineMistakes, type Mistake } from '../mistake';
import type { Tensor } from '../../tensor';

const on = 'convolutions and transposed convolutions';

/** Windows laid out with other numbers than in the forward pass. */
function geometry(change: (own: ConvolutionCase, bench: Bench) => ConvolutionCase | undefined): Mistake['make'] {
  return (bench) => {
    if (!isInput(bench) && !isGradientOf(bench, 'weight')) return undefined;
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
    title: `padding one cell too ${by > 0 ? 'large' : 'small'}`,
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
    id: 'groups-interleaved',
    title: 'groups interleaved',
    when: 'filter o is taken to be of group o mod G, and not of group ⌊o·G/O⌋',
    on: `${on} with groups of several filters`,
    make: geometry((own, { parameters }) =>
      own.groups === 1 || parameters.weight!.shape[0] === own.groups
        ? undefined
        : { ...own, groupOf: (filter, _filters, groups) => filter % groups },
    ),
    remedy: {
      formula: 'group of filter o = ⌊o·G/O⌋',
      why: 'The filters of a group stand next to each other.',
      edit: { yours: 'g = o % groups', right: 'g = o // (out_channels // groups)' },
    },
  },
  {
    id: 'windows-overwrite',
    title: 'overlap overwritten: = for +=',
    when: 'where windows overlap a later one overwrites what an earlier one has handed back',
    on: 'convolutions whose stride is below the kernel',
    make: geometry((own, bench) =>
      isInput(bench) && isConvolution(bench) ? { ...own, lastWindowOnly: true } : undefined,
    ),
    remedy: {
      formula: '∂C/∂x[u·s + p] += δ[u] · W[p]',
      why: 'A cell that several windows have read gets a share from each; col2im adds.',
      edit: { yours: 'dx[window] = col', right: 'dx[window] += col' },
    },
    sentence: (subject) =>
      `${subject} is wrong only where windows overlap: the later window overwrites the earlier one.`,
  },
  {
    id: 'same-padding-at-start',
    title: 'the odd cell of "same" at the start',
    when: 'the odd cell of "same" padding is put before the map and not behind it',
    on: `convolutions with "padding": "same" and an even kernel`,
    make: geometry((own, { options, parameters }) => {
      if (options.padding !== 'same') return undefined;
      const odd = own.dilation.map((step, axis) => (step * (parameters.weight!.shape[axis + 2]! - 1)) % 2);
      return odd.every((cells) => cells === 0)
        ? undefined
        : { ...own, padding: own.padding.map((cells, axis) => cells + odd[axis]!) };
    }),
    remedy: {
      formula: 'before = ⌊d(K − 1)/2⌋, behind = d(K − 1) − before',
      why: 'An even kernel pads one side by a cell more; it is the end.',
      edit: { yours: 'before = (K - 1) - (K - 1) // 2', right: 'before = (K - 1) // 2' },
    },
    seen: ['https://github.com/tensorflow/tensorflow/issues/11092'],
  },
  {
    id: 'remainder-at-start',
    title: 'remainder cut from the wrong end',
    when: 'the rows and columns that the stride leaves over are taken to be the first and not the last ones',
    on: 'convolutions with a stride that leaves a remainder',
    make: geometry((own, bench) => {
      const left = isConvolution(bench) ? remainders(bench, own) : [];
      if (left.every((cells) => cells === 0)) return undefined;
      return { ...own, padding: own.padding.map((cells, axis) => cells - left[axis]!) };
    }),
    remedy: {
      formula: dwFormula,
      why: 'corr(x, δ spread apart) is larger than the kernel by the remainder. Its first K rows are the gradient.',
      edit: { yours: 'dw[-K:, -K:]', right: 'dw[:K, :K]' },
    },
    seen: ['https://github.com/PKUFlyingPig/CMU10-714/issues/6'],
  },
  {
    id: 'output-padding-dropped',
    title: 'output_padding dropped',
    when: 'δ of the cells that output_padding added is left out',
    on: 'transposed convolutions with output_padding',
    make: (bench) => {
      const added = isTransposed(bench) ? (bench.options.output_padding as readonly number[]) : [];
      if (isOutput(bench) || added.every((cells) => cells === 0)) return undefined;
      const { delta } = bench;
      return withDelta(
        bench,
        added.reduce((cut, cells, axis) => only(cut, axis + 2, (at) => at < delta.shape[axis + 2]! - cells), delta),
      );
    },
    remedy: {
      formula: 'rows of δ = (in − 1)·s − 2·pad + K + output_padding',
      why: 'The cells that output_padding adds are outputs like all others, and have a δ.',
    },
  },
  {
    id: 'remainder-dropped',
    title: 'remainder rows dropped',
    when: 'the rows and columns that the stride leaves over are dropped from the end',
    on: 'convolutions with a stride that leaves a remainder',
    make: (bench) => {
      const own = caseOf(bench);
      if (!own || !isInput(bench) || !isConvolution(bench)) return undefined;
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
    seen: ['https://github.com/PKUFlyingPig/CMU10-714/issues/6'],
    sentence: (subject) =>
      `${subject} is 0 in its last rows or columns: the stride leaves a remainder that the backward pass drops.`,
  },
  {
    id: 'full-cut-to-valid',
    title: 'valid in place of full',
    when: 'the full convolution is cut to its valid part, so that the border gets nothing',
    on: 'convolutions',
    make: (bench) => {
      const own = caseOf(bench);
      if (!own || !isInput(bench) || !isConvolution(bench)) return undefined;
      return withResult(bench, (gradient, pieces) => insideOnly(gradient, pieces, own));
    },
    remedy: {
      formula: dxFormula,
      why: 'A cell at the border was read by fewer taps, but it was read. δ has to be padded by K − 1 cells first.',
      edit: { yours: 'correlate(delta, rot180(W))', right: 'correlate(pad(delta, K - 1), rot180(W))' },
    },
  },
);

/** Cells that the last window does not reach, by axis: what the stride leaves over. */
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

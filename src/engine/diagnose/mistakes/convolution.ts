/** Mistakes in the backward pass of a convolution: which tap meets which cell. */
import { exchanged, flipped, last, misread, only } from '../axes';
import { isGradientOf, isInput, withDelta, withParameter, withResult, type Bench } from '../bench';
import { hasKernel, isTransposed, spatialAxes } from '../convolutionCase';
import { defineMistakes, type Mistake } from '../mistake';
import type { Tensor } from '../../tensor';

const on = 'convolutions and transposed convolutions';

/** Another kernel in ∂C/∂x. */
function kernel(change: (weight: Tensor) => Tensor | undefined): Mistake['make'] {
  return (bench) => {
    const { weight } = bench.parameters;
    if (!weight || !isInput(bench) || !hasKernel(bench)) return undefined;
    const changed = change(weight);
    return changed && withParameter(bench, 'weight', changed);
  };
}

/** The finished ∂C/∂W turned. */
function kernelGradient(change: (gradient: Tensor) => Tensor | undefined): Mistake['make'] {
  return (bench) => {
    if (!isGradientOf(bench, 'weight') || !hasKernel(bench)) return undefined;
    return change(bench.parameters.weight!) && withResult(bench, (gradient) => change(gradient)!);
  };
}

const dxFormula = '∂C/∂x_c = Σ_o δ_o ∗_full rot180(W_o,c)';
const dwFormula = '∂C/∂W_o,c[p,q] = Σ_n Σ_u,v δ_o[u,v] · x_c[u·s + p, v·s + q]';

/** What is slid over δ on the way back: the kernel turned by 180° for a correlation, as it is for the others. */
const turnsBack = (bench: Bench): boolean => !isTransposed(bench) && bench.options.operation !== 'convolution';

/** δ of one channel alone. */
const oneChannel =
  (which: 'first' | 'last'): Mistake['make'] =>
  (bench) => {
    if (!isInput(bench) || !hasKernel(bench)) return undefined;
    const wanted = which === 'first' ? 0 : last(bench.delta.shape, 1);
    return withDelta(
      bench,
      only(bench.delta, 1, (o) => o === wanted),
    );
  };

export default defineMistakes(
  {
    id: 'kernel-not-rotated',
    title: 'kernel not rotated',
    when: 'the kernel is not rotated by 180°',
    on,
    make: kernel((weight) => flipped(weight, spatialAxes(weight))),
    remedy: {
      formula: dxFormula,
      why: 'Output u read input u+p through tap p. A loop that gathers for input i from δ[i+p−K+1] meets tap K−1−p; one that scatters δ[u] to input u+p takes tap p as it is.',
      edit: { yours: 'dx[i] += delta[i+p-K+1] * w[p]', right: 'dx[i] += delta[i+p-K+1] * w[K-1-p]' },
    },
    sentence: (subject, bench) =>
      turnsBack(bench)
        ? `${subject} equals what you get when the kernel is not rotated by 180°.`
        : `${subject} equals what you get when the kernel is rotated by 180°; here the way back takes it as it is.`,
  },
  {
    id: 'kernel-flipped-in-rows',
    title: 'kernel flipped in its columns only',
    when: 'the kernel is flipped in one axis only, its columns',
    on,
    make: kernel((weight) => (weight.shape.length >= 4 ? flipped(weight, [weight.shape.length - 2]) : undefined)),
    remedy: {
      formula: dxFormula,
      why: 'Rotating by 180° reverses the rows and the columns; only one of them was reversed. A loop that scatters δ reverses none.',
      edit: { yours: 'w[p, K-1-q]', right: 'w[K-1-p, K-1-q]' },
    },
  },
  {
    id: 'kernel-flipped-in-columns',
    title: 'kernel flipped in its rows only',
    when: 'the kernel is flipped in one axis only, its rows',
    on,
    make: kernel((weight) => (weight.shape.length >= 4 ? flipped(weight, [weight.shape.length - 1]) : undefined)),
    remedy: {
      formula: dxFormula,
      why: 'Rotating by 180° reverses the rows and the columns; only one of them was reversed. A loop that scatters δ reverses none.',
      edit: { yours: 'w[K-1-p, q]', right: 'w[K-1-p, K-1-q]' },
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
      edit: { yours: 'w[q, p]', right: 'w[K-1-p, K-1-q]' },
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
    make: oneChannel('first'),
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
    make: oneChannel('last'),
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
);

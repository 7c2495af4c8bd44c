/** Mistakes in a forward pass: no difference quotient sees them, since the backward pass may fit. */
import { flipped } from '../axes';
import { isOutput, map, withInputs, withParameter } from '../bench';
import { hasKernel, spatialAxes } from '../convolutionCase';
import { defineMistakes, type Mistake } from '../mistake';

/** One of the tensors that are added is left out: δ of a tensor that several layers read is such a sum, too. */
const branchLeftOut = (which: 'first' | 'last'): Mistake => ({
  id: `${which}-branch-left-out`,
  title: `${which} branch left out`,
  when: `the ${which} of the branches that are added is left out`,
  on: 'Add, and δ of a tensor that several layers read',
  make: (bench) => {
    const { inputs, type } = bench;
    if (!isOutput(bench) || type !== 'Add' || inputs.length < 2) return undefined;
    const left = which === 'first' ? 0 : inputs.length - 1;
    return withInputs(
      bench,
      inputs.map((input, k) => (k === left ? map(input, () => 0) : input)),
    );
  },
  remedy: {
    formula: 'δ = Σ of what comes back from every layer that reads the tensor',
    why: 'Where a tensor goes two ways, what comes back along both is added.',
    edit: { yours: 'delta = back', right: 'delta += back' },
  },
  seen: ['https://github.com/TrenTorch/TrenTorch/issues/182'],
});

export default defineMistakes(
  {
    id: 'convolution-for-correlation',
    title: 'convolution and correlation mixed up',
    when: 'convolution and cross-correlation are taken for each other: the kernel is turned by 180°',
    on: 'convolutions and transposed convolutions',
    make: (bench) => {
      const { weight } = bench.parameters;
      return weight && isOutput(bench) && hasKernel(bench)
        ? withParameter(bench, 'weight', flipped(weight, spatialAxes(weight)))
        : undefined;
    },
    remedy: {
      formula: 'cross-correlation: z[u] = Σ_p W[p] · x[u + p]; convolution: z[u] = Σ_p W[p] · x[u + K − 1 − p]',
      why: 'Libraries that say convolution compute the cross-correlation. Trained weights fit one of the two.',
      edit: { yours: 'scipy.signal.convolve2d(x, w, "valid")', right: 'scipy.signal.correlate2d(x, w, "valid")' },
    },
  },
  branchLeftOut('first'),
  branchLeftOut('last'),
);

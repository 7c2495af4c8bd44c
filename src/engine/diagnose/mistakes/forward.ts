/** Mistakes in a forward pass: no difference quotient sees them, since the backward pass may fit. */
import { flipped } from '../axes';
import { isOutput, withParameter } from '../bench';
import { hasKernel, spatialAxes } from '../convolutionCase';
import { defineMistakes } from '../mistake';

export default defineMistakes({
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
});

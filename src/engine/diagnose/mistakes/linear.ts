/** Mistakes in dense layers and matrix products: transposed, or in the wrong order. */
import { exchanged, misread } from '../axes';
import { isGradientOf, isInput, withInputs, withParameter, withResult, type Bench } from '../bench';
import { defineMistakes } from '../mistake';
import { sameShape, type Tensor } from '../../tensor';

const on = 'Linear';
const isLinear = ({ type }: Bench): boolean => type === 'Linear';
const turned = (weight: Tensor): Tensor => exchanged(weight, 0, 1) ?? misread(weight, 0, 1);

export default defineMistakes(
  {
    id: 'weight-not-transposed',
    title: 'W not transposed',
    when: 'W is not transposed',
    on,
    make: (bench) => {
      const { weight } = bench.parameters;
      return isLinear(bench) && isInput(bench) && weight ? withParameter(bench, 'weight', turned(weight)) : undefined;
    },
    remedy: {
      formula: '∂C/∂x = δ W, with z = x Wᵀ + b and W as out × in',
      why: 'Forward multiplies by one of W and Wᵀ, backward by the other.',
      edit: { yours: 'delta @ W.T', right: 'delta @ W' },
    },
  },
  {
    id: 'weight-gradient-transposed',
    title: '∂C/∂W transposed',
    when: '∂C/∂W is transposed: xᵀδ in place of δᵀx',
    on,
    make: (bench) => (isLinear(bench) && isGradientOf(bench, 'weight') ? withResult(bench, turned) : undefined),
    remedy: {
      formula: '∂C/∂W = δᵀ x, out × in as W itself',
      why: 'The gradient has the shape of the weight. With as many inputs as outputs the shape does not tell.',
      edit: { yours: 'x.T @ delta', right: 'delta.T @ x' },
    },
  },
  {
    id: 'output-for-input',
    title: 'output used for the input',
    when: 'the output of the layer is used where its input is needed',
    on: 'layers whose output has the shape of their input',
    make: (bench) => {
      const [input, ...others] = bench.inputs;
      if (others.length > 0 || !sameShape(input!.shape, bench.output.shape)) return undefined;
      return withInputs(bench, [bench.output]);
    },
    remedy: {
      formula: '∂C/∂x = δ · f′(x)',
      why: 'The derivative is taken at what went into the layer, not at what came out of it: the input was overwritten, or the wrong one of the two was kept.',
      edit: { yours: 'delta * slope(a)', right: 'delta * slope(z)' },
    },
    seen: [
      'https://github.com/PaddlePaddle/Paddle/issues/18678',
      'https://github.com/deeplearning4j/deeplearning4j/issues/364',
    ],
  },
);

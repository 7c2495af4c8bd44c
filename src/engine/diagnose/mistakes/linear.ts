/** Mistakes in dense layers and matrix products, transposed or with the wrong factor, and in which input is taken. */
import { exchanged, misread } from '../axes';
import { isGradientOf, isInput, withInputs, withParameter, withResult, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sameShape, type Tensor } from '../../tensor';

const isLinear = ({ type }: Bench): boolean => type === 'Linear';
/** The last two axes exchanged; where they are of unlike extent the numbers are read in the wrong order. */
function turned(matrix: Tensor): Tensor {
  const [rows, columns] = [matrix.shape.length - 2, matrix.shape.length - 1];
  return exchanged(matrix, rows, columns) ?? misread(matrix, rows, columns);
}

export default defineMistakes(
  {
    id: 'weight-not-transposed',
    title: 'W not transposed',
    when: 'W is not transposed',
    on: 'Linear',
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
    on: 'Linear',
    make: (bench) => (isLinear(bench) && isGradientOf(bench, 'weight') ? withResult(bench, turned) : undefined),
    remedy: {
      formula: '∂C/∂W = δᵀ x, out × in as W itself',
      why: 'The gradient has the shape of the weight. With as many inputs as outputs the shape does not tell.',
      edit: { yours: 'x.T @ delta', right: 'delta.T @ x' },
    },
  },
  {
    id: 'factor-not-transposed',
    title: 'the other factor not transposed',
    when: 'the other factor is not transposed',
    on: 'MatMul',
    make: (bench) => {
      const { type, target, inputs } = bench;
      if (type !== 'MatMul' || target.kind !== 'inputDelta') return undefined;
      return withInputs(
        bench,
        inputs.map((input, k) => (k === target.input ? input : turned(input))),
      );
    },
    remedy: {
      formula: '∂C/∂A = δ Bᵀ, ∂C/∂B = Aᵀ δ',
      why: 'Each factor gets δ times the other one, transposed and on its own side.',
      edit: { yours: 'delta @ B', right: 'delta @ B.T' },
    },
  },
  {
    id: 'product-transposed',
    title: 'the gradient transposed',
    when: 'it comes out transposed',
    on: 'MatMul',
    make: (bench) => (bench.type === 'MatMul' && isInput(bench) ? withResult(bench, turned) : undefined),
    remedy: {
      formula: '∂C/∂A = δ Bᵀ, ∂C/∂B = Aᵀ δ',
      why: 'B δᵀ is the transpose of δ Bᵀ: the factors stand in the wrong order.',
      edit: { yours: 'B @ delta.T', right: 'delta @ B.T' },
    },
  },
  {
    id: 'output-for-input',
    title: 'output used for the input',
    when: 'the output of the layer is used where its input is needed',
    on: 'layers whose output has the shape of their input',
    make: (bench) => {
      const [input, ...others] = bench.inputs;
      if (bench.target.kind === 'output' || !input || others.length > 0 || !sameShape(input.shape, bench.output.shape))
        return undefined;
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
  ...(['before', 'after'] as const).map((where): Mistake => ({
    id: `input-of-the-layer-${where}`,
    title: `input of a layer ${where} it`,
    when: `the input of the layer ${where} it is used: the z of another layer`,
    on: `layers with another of the same input shape ${where} them`,
    make: (bench) => {
      const other = bench.elsewhere?.[where];
      return other && bench.target.kind !== 'output' ? withInputs(bench, [other]) : undefined;
    },
    remedy: {
      formula: 'δˡ⁻¹ = (Wˡ)ᵀ δˡ ⊙ σ′(zˡ⁻¹)',
      why: 'Each layer takes its derivative at its own z. In a list of them the index is off by one.',
      edit: { yours: 'slope(z[l + 1])', right: 'slope(z[l])' },
    },
  })),
);

import { defineBinary } from './shared/binary';
import { side } from './shared/elementwise';

export default defineBinary({
  type: 'Div',
  doc: 'Divides the first tensor by the second, entry by entry, with broadcasting. Division by 0 gives ±∞ or NaN, as in PyTorch.',
  formula: {
    forward: 'c = a/b',
    backward: '∂C/∂a = δ/b   ∂C/∂b = −δ · a/b², each summed over the axes along which it was repeated',
  },
  operator: '/',
  value: (a, b) => a / b,
  slopes: [(_a, b) => 1 / b, (a, b) => -(a / b) / b],
  slopeSymbols: ['1/b', '∂c/∂b'],
  piece: side,
  range: [0.5, 2],
  samples: [
    {
      name: 'below 0',
      inputs: [
        [2, 2, 3],
        [2, 1, 3],
      ],
      options: {},
      range: [-2, -0.5],
    },
  ],
});

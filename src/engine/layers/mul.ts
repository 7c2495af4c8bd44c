import { defineBinary } from './shared/binary';

export default defineBinary({
  type: 'Mul',
  affine: true,
  doc: 'Multiplies two tensors entry by entry, with broadcasting: the gate of a squeeze-and-excite block.',
  formula: {
    forward: 'c = a · b',
    backward: '∂C/∂a = δ · b   ∂C/∂b = δ · a, each summed over the axes along which it was repeated',
  },
  operator: '*',
  value: (a, b) => a * b,
  slopes: [(_a, b) => b, (a) => a],
  slopeSymbols: ['b', 'a'],
});

import { defineBinary } from './shared/binary';

export default defineBinary({
  type: 'Sub',
  affine: true,
  doc: 'Takes the second tensor from the first, entry by entry, with broadcasting.',
  formula: {
    forward: 'c = a − b',
    backward: '∂C/∂a = δ   ∂C/∂b = −δ, each summed over the axes along which it was repeated',
  },
  operator: '-',
  value: (a, b) => a - b,
  slopes: [() => 1, () => -1],
  slopeSymbols: ['', '−1'],
});

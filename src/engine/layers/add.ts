import { defineBinary } from './shared/binary';

export default defineBinary({
  type: 'Add',
  many: true,
  affine: true,
  doc: 'Adds tensors entry by entry, with broadcasting: where the branches of a residual block come together. Backward hands δ to each of them, summed over what was repeated.',
  formula: { forward: 'a = x_0 + x_1 + …', backward: '∂C/∂x_k = δ, summed over the axes along which x_k was repeated' },
  operator: '+',
  value: (a, b) => a + b,
  slopes: [() => 1, () => 1],
  slopeSymbols: ['', ''],
  samples: [
    {
      name: 'three branches',
      inputs: [
        [2, 3, 2],
        [2, 3, 2],
        [2, 3, 2],
      ],
      options: {},
    },
    { name: 'three shapes', inputs: [[2, 3, 1, 2], [3, 4, 1], [2]], options: {} },
  ],
});

import { defineBinary } from './shared/binary';
import { side } from './shared/elementwise';

export default defineBinary({
  type: 'Maximum',
  doc: 'Keeps the larger of two tensors, entry by entry, with broadcasting. Backward hands δ to the one that was kept; where both are equal each gets half, as in PyTorch.',
  formula: {
    forward: 'c = max(a, b)',
    backward:
      '∂C/∂a = δ where a > b, δ/2 where a = b, else 0; ∂C/∂b likewise; each summed over the axes along which it was repeated',
  },
  torch: 'torch.maximum(x, torch.full_like(x, other) if x1 is None else x1)',
  value: (a, b) => (Number.isNaN(a) || a > b ? a : b),
  slopes: [(a, b) => (a > b ? 1 : a === b ? 0.5 : 0), (a, b) => (b > a ? 1 : a === b ? 0.5 : 0)],
  slopeSymbols: ['[a kept]', '[b kept]'],
  piece: (b, a) => side(a - b),
  samples: [
    {
      name: 'whole numbers, some of them equal',
      inputs: [
        [2, 3, 4],
        [2, 3, 4],
      ],
      options: {},
      integers: true,
    },
  ],
});

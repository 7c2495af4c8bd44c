import { defineActivation } from './shared/elementwise';

export default defineActivation({
  type: 'Neg',
  doc: 'Turns the sign of every entry.',
  torch: '-x',
  formula: { forward: 'a = −z', backward: '∂C/∂z = −δ' },
  options: {},
  symbol: 'neg',
  value: (z) => -z,
  slope: () => -1,
  samples: [
    { name: 'zeros', inputs: [[2, 2, 3]], options: {}, integers: true },
    { name: 'one sample', inputs: [[1, 4]], options: {} },
  ],
});

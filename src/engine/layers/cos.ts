import { defineActivation } from './shared/elementwise';

export default defineActivation({
  type: 'Cos',
  doc: 'Takes the cosine of every entry, in radians.',
  torch: 'x.cos()',
  formula: { forward: 'a = cos z', backward: '∂C/∂z = −δ · sin z' },
  options: {},
  symbol: 'cos',
  value: Math.cos,
  slope: (z) => -Math.sin(z),
  samples: [{ name: 'several turns', inputs: [[2, 3, 4]], options: {}, range: [-20, 20] }],
});

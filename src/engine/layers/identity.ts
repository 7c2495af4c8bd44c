import { defineReshaping } from './shared/reshaping';

export default defineReshaping({
  type: 'Identity',
  doc: 'Passes its input on unchanged: a place holder, or a name for a tensor.',
  formula: { forward: 'a = x', backward: '∂C/∂x = δ' },
  options: {},
  torch: 'nn.Identity()(x)',
  plan: (input) => ({ output: input }),
  samples: [
    { name: 'maps of a batch', inputs: [[2, 3, 4, 5]], options: {} },
    { name: 'a vector per sample', inputs: [[3, 7]], options: {} },
    { name: 'one sample', inputs: [[1, 2, 3]], options: {} },
    { name: 'a single number', inputs: [[1]], options: {} },
  ],
  rejects: [],
});

import { defineLayer, type Reject } from '../layer';
import { ints, number } from '../options';
import { deltaSum } from './shared/readers';
import { ravel } from '../tensor';
import { factorAt, symbol, WEIGHT } from './shared/symbols';

const EMPTY: Reject = {
  name: 'no entries',
  inputs: [],
  options: { shape: [3, 0] },
  option: 'shape',
  message: 'must be an array of integer ≥ 1',
};

export default defineLayer({
  type: 'Parameter',
  doc: 'A learned tensor that reads nothing, to be used by other layers: nn.Parameter in PyTorch, as the scale of a residual branch. It is the same for every sample; broadcasting repeats it.',
  formula: { forward: 'a = w', backward: '∂C/∂w = δ' },
  options: {
    shape: ints({ min: 1, doc: 'Extents of the tensor; there is no batch axis.' }),
    value: number({ default: 0, doc: 'What every entry starts with.' }),
  },
  parameters: { weight: { doc: 'w, shape' } },
  arity: 0,
  affine: true,

  shape: (_inputs, { shape, value }) => ({
    ok: true,
    output: shape,
    parameters: { weight: { shape, init: { kind: 'constant', value } } },
    arithmetic: [],
    multiplyAdds: 0,
  }),

  forward: (_inputs, { weight: { shape, data } }) => ({ output: { shape, data: data.slice() }, saved: undefined }),

  backward: ({ shape, data }) => ({ inputs: [], parameters: { weight: { shape, data: data.slice() } } }),

  probe: (_inputs, { weight }) => ({ reach: (_source, flat) => [flat], output: (flat) => weight.data[flat]! }),

  terms(target, index, { parameters: { weight }, delta }) {
    if (target.kind === 'output') {
      const factor = factorAt(WEIGHT, weight, index);
      const terms = [{ at: [], factors: [factor], product: factor.value }];
      return { indices: [], factors: [symbol('w', index)], terms, note: 'the tensor itself' };
    }
    if (!delta) return undefined;
    return { ...deltaSum([ravel(index, delta.shape)], delta), note: 'the tensor is the output, so its gradient is δ' };
  },

  torch: 'weight * 1',
  samples: [
    { name: 'a scale for each channel', inputs: [], options: { shape: [3, 1, 1], value: 0.000001 } },
    { name: 'a vector', inputs: [], options: { shape: [5] } },
    { name: 'maps', inputs: [], options: { shape: [2, 3, 2, 2], value: 1 } },
    { name: 'a number', inputs: [], options: { shape: [], value: -0.5 } },
  ],
  rejects: [EMPTY],
});

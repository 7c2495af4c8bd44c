import { defineLayer } from '../layer';
import { ints, number } from '../options';
import { alone } from './shared/readers';
import { factorAt, WEIGHT } from './shared/symbols';

export default defineLayer({
  type: 'Buffer',
  doc: 'A tensor that reads nothing and is not learned, to be used by other layers: register_buffer in PyTorch, or a tensor that forward() makes itself, as positions or masks.',
  formula: { forward: 'a = b', backward: 'nothing: b is no parameter' },
  options: {
    shape: ints({ min: 1, doc: 'Extents of the tensor; there is no batch axis.' }),
    value: number({ default: 0, doc: 'What every entry is, where no numbers are given.' }),
  },
  parameters: { weight: { doc: 'b, shape', buffer: true } },
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

  backward: () => ({ inputs: [], parameters: {} }),

  probe: (_inputs, { weight }) => ({ reach: () => [], output: (flat) => weight.data[flat]! }),

  terms(target, index, { parameters: { weight } }) {
    if (target.kind !== 'output') return undefined;
    return alone('b', factorAt(WEIGHT, weight, index), [weight.shape.length, ...weight.shape], 'the tensor itself');
  },

  torch: 'weight * 1',
  samples: [
    { name: 'a mean for each channel', inputs: [], options: { shape: [3, 1, 1], value: 0.45 } },
    { name: 'a map', inputs: [], options: { shape: [2, 3], value: -1 } },
  ],
  rejects: [
    {
      name: 'no entries',
      inputs: [],
      options: { shape: [3, 0] },
      option: 'shape',
      message: 'must be an array of integer ≥ 1',
    },
  ],
});

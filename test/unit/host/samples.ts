/** Made-up summaries and reports, for tests of how they are worded. */
import type { LayerReport, LayerSummary, NetworkSummary, RunReport, TensorReport } from '../../../src/engine/summary';

export const layer = (given: Partial<LayerSummary>): LayerSummary => ({
  index: 0,
  name: 'conv2',
  type: 'Conv2d',
  description: '6→16, 5×5, stride 1, padding 0',
  signature: 'Conv2d(6, 16, kernel_size=5)',
  inputs: [-1],
  inputShapes: [[2, 6, 14, 14]],
  output: [2, 16, 10, 10],
  outputHint: '16×?×?',
  state: 'fits',
  arithmetic: ['⌊(14 + 0 − 5)/1⌋ + 1 = 10'],
  backwardArithmetic: '10 + 5 − 1 = 14',
  parameters: [
    { name: 'weight', key: 'conv2.weight', shape: [16, 6, 5, 5] },
    { name: 'bias', key: 'conv2.bias', shape: [16] },
  ],
  parameterCount: 2416,
  multiplyAdds: 480000,
  receptiveField: [14, 14],
  explains: [],
  ...given,
});

export const summary: NetworkSummary = {
  name: 'sample',
  input: { shape: [2, 6, 14, 14], label: 'random', image: false },
  target: '1',
  layers: [layer({})],
  loss: { type: 'CrossEntropyLoss', description: '' },
  mode: 'train',
  seed: 0,
  parameterCount: 2416,
  checkCount: 2416,
};

export const tensorReport = (given: Partial<TensorReport>): TensorReport => ({
  name: 'weight',
  target: { kind: 'gradient', parameter: 'weight' },
  shape: [16, 6, 5, 5],
  entries: 2400,
  checked: 2400,
  failed: 0,
  kinks: 0,
  unresolved: 0,
  maxRelativeError: 7.51e-10,
  worst: undefined,
  endToEnd: { checked: 20, failed: 0, maxRelativeError: 1e-9 },
  ...given,
});

export const dxReport = (given: Partial<TensorReport>): TensorReport =>
  tensorReport({
    name: 'dx',
    target: { kind: 'inputDelta', input: 0 },
    shape: [2, 6, 14, 14],
    entries: 2352,
    checked: 2352,
    ...given,
  });

export const layerReport = (given: Partial<LayerReport>): LayerReport => ({
  layer: 0,
  name: 'conv2',
  type: 'Conv2d',
  verdict: 'right',
  tensors: [tensorReport({}), tensorReport({ name: 'bias', entries: 16, checked: 16 }), dxReport({})],
  ...given,
});

export const runReport = (given: Partial<RunReport>): RunReport => ({
  verdict: 'right',
  sentence: 'All 61,706 gradients are right.',
  rule: 'every entry',
  loss: 0.4,
  layers: [],
  checked: 61706,
  failed: 0,
  kinks: 0,
  unresolved: 0,
  worst: undefined,
  firstAtFault: undefined,
  elapsedMs: 400,
  ...given,
});

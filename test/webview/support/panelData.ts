/** A small network and events of its runs, for tests of what the panel makes of them. */
import type { LayerReport, LayerSummary, NetworkSummary, PanelSnapshot, RunReport } from '../../../src/protocol';
import type { RunEvent, StampedEvent, Stats, TensorReport, Thumb } from '../../../src/protocol';
import { emptyState, reduce, type State } from '../../../webview/store';

const conv = (index: number, name: string, shapes: readonly [number[], number[], number[]]): LayerSummary => ({
  index,
  name,
  type: 'Conv2d',
  description: '3×2',
  signature: 'Conv2d(4, kernel_size=(3, 2))',
  inputs: [index - 1],
  inputShapes: [shapes[0]],
  output: shapes[1],
  outputHint: '',
  state: 'fits',
  arithmetic: [],
  parameters: [
    { name: 'weight', key: `${name}.weight`, shape: shapes[2] },
    { name: 'bias', key: `${name}.bias`, shape: [shapes[2][0]!] },
  ],
  parameterCount: 1,
  multiplyAdds: 0,
  explains: ['output', 'inputDelta', 'gradient'],
});

/** Two samples of 2 channels, 7×5; conv1 has 4 filters in 2 groups. */
export const network: NetworkSummary = {
  name: 'small',
  input: { shape: [2, 6, 7, 5], label: 'normal', image: false },
  target: '1, 0',
  layers: [
    { ...conv(0, 'conv1', [[2, 6, 7, 5], [2, 4, 5, 4], [4, 3, 3, 2]]), groups: 2 },
    { ...conv(1, 'conv2', [[2, 4, 5, 4], [2, 3, 3, 3], [3, 4, 3, 2]]), groups: 1 },
  ],
  loss: { type: 'MSELoss', description: '' },
  mode: 'train',
  seed: 0,
  parameterCount: 1234,
  checkCount: 1234,
}; // prettier-ignore

export const stats = (meanAbs: number, more: Partial<Stats> = {}): Stats => ({
  entries: 8,
  meanAbs,
  maxAbs: 2 * meanAbs,
  min: -meanAbs,
  max: meanAbs,
  zeros: 0,
  nan: 0,
  infinite: 0,
  p25: meanAbs / 2,
  p95: 2 * meanAbs,
  ...more,
});

export const thumb: Thumb = { rows: 1, columns: 2, data: Float64Array.of(1, -1), max: 1 };

export const stamped = (event: RunEvent, run = 1, version = 1): StampedEvent => ({ ...event, run, version });

export const started: RunEvent = { type: 'runStarted', network, rule: 'every entry', bound: 1e-7, total: 1234 };

export const tensorReport = (name: string, more: Partial<TensorReport> = {}): TensorReport => ({
  name,
  target: name === 'dx' ? { kind: 'inputDelta', input: 0 } : { kind: 'gradient', parameter: name },
  shape: [4],
  entries: 4,
  checked: 4,
  failed: 0,
  kinks: 0,
  unresolved: 0,
  maxRelativeError: 1e-12,
  worst: {
    index: [3, 0, 1, 1],
    analytic: 1,
    numeric: 1.25,
    error: 7.5e-10,
    uncertainty: 2.6e-13,
    verdict: 'right',
  },
  endToEnd: { checked: 0, failed: 0, maxRelativeError: 0 },
  ...more,
});

export const layerReport = (layer: number, more: Partial<LayerReport> = {}): LayerReport => ({
  layer,
  name: network.layers[layer]?.name ?? 'loss',
  type: network.layers[layer]?.type ?? 'MSELoss',
  verdict: 'right',
  tensors: [tensorReport('weight'), tensorReport('dx')],
  ...more,
});

export const runReport = (more: Partial<RunReport> = {}): RunReport => ({
  verdict: 'right',
  sentence: 'All 1,234 gradients are right.',
  rule: 'every entry',
  loss: 0.5,
  layers: [layerReport(0), layerReport(1)],
  checked: 1234,
  failed: 0,
  kinks: 1,
  unresolved: 0,
  worst: { layer: 1, tensor: 'weight', at: tensorReport('weight').worst! },
  firstAtFault: undefined,
  elapsedMs: 420,
  ...more,
});

export const snapshot = (more: Partial<PanelSnapshot> = {}): PanelSnapshot => ({
  file: 'small.net.json',
  version: 1,
  network,
  problems: [],
  events: [],
  selected: undefined,
  ...more,
});

export const opened = (more: Partial<PanelSnapshot> = {}): State =>
  reduce(emptyState, { type: 'snapshot', snapshot: snapshot(more) });

/** The state after these events of run 1. */
export const after = (events: readonly RunEvent[], state: State = opened()): State =>
  events.reduce((so, event) => reduce(so, { type: 'event', event: stamped(event) }), state);

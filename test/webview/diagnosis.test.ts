import { describe, expect, test } from 'vitest';
import type { Diagnosis, TensorReport } from '../../src/protocol';
import { faultsOf, heldAxes, lookedAt, rightTensors, triedText, withoutTensor } from '../../webview/diagnosis';
import { selectorsOf } from '../../webview/selectors';
import { reduce, type State } from '../../webview/store';
import { after, layerReport, network, runReport, started, tensorReport } from './support/panelData';

const { layers } = network;

const diagnosis = (tensor: string, more: Partial<Diagnosis> = {}): Diagnosis => ({
  tensor,
  target: tensorReport(tensor).target,
  sentence: '',
  short: '',
  mistakes: [],
  against: 'numeric',
  evidence: [],
  tried: 0,
  patterns: [],
  ...more,
});
const failing = (name: string, shape: readonly number[], index: readonly number[]): TensorReport => {
  const report = tensorReport(name, { shape, failed: 2, entries: 24 });
  return { ...report, worst: { ...report.worst!, index, verdict: 'wrong' } };
};
const weight = failing('weight', [3, 4, 3, 2], [2, 1, 0, 1]);
const dx = failing('dx', [2, 4, 5, 4], [1, 3, 4, 0]);
const conv2 = layerReport(1, { verdict: 'wrong', tensors: [weight, dx], diagnoses: [diagnosis('dx')] });

/** conv2 is wrong and selected. */
function wrongState(): State {
  const run = after([
    started,
    { type: 'runDone', report: runReport({ verdict: 'wrong', firstAtFault: 1, layers: [layerReport(0), conv2] }) },
  ]);
  return reduce(run, { type: 'selectLayer', layer: 1 });
}

test('the first layer at fault is selected at the end, and opened in its diagnosis', () => {
  const report = runReport({ verdict: 'wrong', firstAtFault: 1, layers: [layerReport(0), conv2] });
  const checked = after([started, { type: 'layerVerdict', report: conv2 }]);
  expect(checked).toMatchObject({ selected: undefined, tab: 'maps' });
  expect(after([{ type: 'runDone', report }], checked)).toMatchObject({ selected: 1, tab: 'diagnosis' });
});

describe('the wrong tensors of a layer', () => {
  test('stand in the order of their diagnoses, those without one last', () => {
    expect(faultsOf(conv2).map(({ report, diagnosis: of }) => [report.name, of?.tensor])).toEqual([
      ['dx', 'dx'],
      ['weight', undefined],
    ]);
    const both = { ...conv2, diagnoses: [diagnosis('weight'), diagnosis('dx')] };
    expect(faultsOf(both).map(({ report }) => report.name)).toEqual(['weight', 'dx']);
    expect(faultsOf(layerReport(0))).toEqual([]);
  });

  test('leave out what is told of the output, which has no gradient of its own', () => {
    const output = diagnosis('output', { target: { kind: 'output' } });
    const forward = { ...conv2, diagnoses: [output, diagnosis('dx')] };
    expect(withoutTensor(forward)).toEqual([output]);
    expect(faultsOf(forward).map(({ report }) => report.name)).toEqual(['dx', 'weight']);
    expect(withoutTensor(layerReport(0))).toEqual([]);
  });

  test('show their worst entry until another is chosen in one of them', () => {
    const state = wrongState();
    expect(lookedAt(state)).toMatchObject({ fault: { report: { name: 'dx' } }, index: [1, 3, 4, 0] });
    const target = { kind: 'gradient', parameter: 'weight' } as const;
    const chosen = reduce(state, {
      type: 'lookAt',
      entry: { layer: 1, target, index: [0, 3, 2, 1] },
      tab: 'diagnosis',
    });
    expect(lookedAt(chosen)).toMatchObject({ fault: { report: { name: 'weight' } }, index: [0, 3, 2, 1] });
    // A right tensor's entry, opened in the maps, changes nothing here.
    const right = reduce(state, {
      type: 'openEntry',
      entry: { layer: 1, target: { kind: 'gradient', parameter: 'bias' }, index: [2] },
    });
    expect(lookedAt(right)).toMatchObject({ fault: { report: { name: 'dx' } }, index: [1, 3, 4, 0] });
  });

  test('are chosen by selectors, which keep the place in the plane', () => {
    const state = wrongState();
    const told = (of: State) => selectorsOf(of).map(({ key, count, value }) => [key, count, value]);
    expect(told(state)).toEqual([
      ['tensor', 2, 0],
      ['sample', 2, 1],
      ['channel', 4, 3],
    ]);
    const channel = reduce(state, selectorsOf(state)[2]!.choose(0));
    expect(lookedAt(channel)?.index).toEqual([1, 0, 4, 0]);
    const tensor = reduce(channel, selectorsOf(channel)[0]!.choose(1));
    expect(lookedAt(tensor)?.index).toEqual([2, 1, 0, 1]);
    expect(told(tensor).map(([key]) => key)).toEqual(['tensor', 'filter', 'channel']);
  });
});

test('the axes that are held leave a plane, a row of a sequence, or the vector of channels', () => {
  /** @param spatial axes of the window of the layer; a layer without one otherwise */
  const held = (shape: readonly number[], kind: 'inputDelta' | 'gradient', spatial?: number) => {
    const { window: _, ...plain } = layers[0]!;
    const window = { kernel: [2, 2, 2], stride: [1, 1, 1], dilation: [1, 1, 1], padding: [0, 0, 0] };
    const parameters = kind === 'gradient' ? [{ name: 'weight', key: 'conv1.weight', shape }] : [];
    const cut = spatial && { ...window, kernel: window.kernel.slice(0, spatial) };
    const layer = { ...plain, parameters, ...(cut ? { window: cut } : {}) };
    const target = kind === 'gradient' ? { kind, parameter: 'weight' } : { kind, input: 0 };
    return heldAxes(target, shape, layer).map(({ label }) => label);
  };
  expect(held([2, 6, 7, 5], 'inputDelta', 2)).toEqual(['sample', 'channel c']);
  expect(held([2, 6, 1, 1], 'inputDelta', 2)).toEqual(['sample']);
  expect(held([2, 6, 9], 'inputDelta', 1)).toEqual(['sample', 'channel c']);
  expect(held([2, 6, 9], 'inputDelta')).toEqual(['sample']);
  expect(held([2, 6, 4, 7, 5], 'inputDelta', 3)).toEqual(['sample', 'channel c', 'depth']);
  expect(held([2, 9], 'inputDelta')).toEqual(['sample']);
  expect(held([4, 3, 2, 3, 2], 'gradient', 3)).toEqual(['filter o', 'channel c', 'depth']);
  expect(held([4, 9], 'gradient')).toEqual([]);
  expect(held([4], 'gradient', 2)).toEqual([]);
});

test('what is right beside the fault is said with its count, and a sample never says all', () => {
  const bias = tensorReport('bias', { entries: 16, checked: 16 });
  const right = { ...conv2, tensors: [tensorReport('weight', { entries: 2400, checked: 2400, kinks: 3 }), bias, dx] };
  expect(rightTensors(right)).toBe('∂C/∂W and ∂C/∂b of conv2 are right: 2,416 of 2,416 entries, 3 of them on a kink.');
  expect(rightTensors({ ...conv2, tensors: [dx, bias] })).toBe('∂C/∂b of conv2 is right: 16 of 16 entries.');
  const sampled = tensorReport('weight', { entries: 2400, checked: 64 });
  expect(rightTensors({ ...conv2, tensors: [sampled, dx] })).toBe(
    '∂C/∂W of conv2: 0 wrong in a sample of 64 of 2,400 entries.',
  );
  expect(rightTensors({ ...conv2, tensors: [dx] })).toBe('');
});

test('how many mistakes were tried is counted, and whether all of them are shown', () => {
  const one = { mistake: 'a', title: 'a', equal: 0, entries: 4, maxDifference: 1, matches: false };
  expect(triedText(diagnosis('dx', { tried: 45, evidence: [one, one] }), true)).toBe(
    '45 known mistakes were tried on this δ and this kernel; the closest two',
  );
  expect(triedText(diagnosis('dx', { tried: 1, evidence: [one] }), false)).toBe('1 known mistake was tried on this δ');
});

describe('the tab', () => {
  test('Diagnosis opens when the selected layer turns out wrong, and goes with the verdict', () => {
    const wrong = reduce(after([started]), { type: 'selectLayer', layer: 1 });
    expect(wrong.tab).toBe('maps');
    const told = after([{ type: 'layerVerdict', report: conv2 }], wrong);
    expect(told.tab).toBe('diagnosis');
    expect(after([{ type: 'runDone', report: runReport() }], told).tab).toBe('maps');
  });

  test('a tab that was chosen stays when the run ends', () => {
    const told = after(
      [{ type: 'layerVerdict', report: conv2 }],
      reduce(after([started]), { type: 'selectLayer', layer: 1 }),
    );
    const maps = reduce(told, { type: 'tab', tab: 'maps' });
    const report = runReport({ verdict: 'wrong', firstAtFault: 1, layers: [conv2] });
    expect(after([{ type: 'runDone', report }], maps).tab).toBe('maps');
  });

  test('a run selects the first layer at fault where nothing was selected', () => {
    const report = runReport({ verdict: 'wrong', firstAtFault: 1, layers: [layerReport(0), conv2] });
    expect(after([started, { type: 'runDone', report }])).toMatchObject({ selected: 1, tab: 'diagnosis' });
    expect(after([started, { type: 'runDone', report: runReport() }]).selected).toBeUndefined();
  });

  test('Entry opens what the diagnosis shows, and closes to it', () => {
    const entry = reduce(wrongState(), { type: 'tab', tab: 'entry' });
    expect(entry.entry).toEqual({ layer: 1, target: dx.target, index: [1, 3, 4, 0] });
    expect(reduce(entry, { type: 'closeEntry' }).tab).toBe('diagnosis');
    const fromMaps = reduce(reduce(wrongState(), { type: 'tab', tab: 'maps' }), { type: 'tab', tab: 'numeric' });
    expect(reduce(fromMaps, { type: 'closeEntry' }).tab).toBe('maps');
  });
});

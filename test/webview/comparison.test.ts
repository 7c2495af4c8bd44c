import { describe, expect, test } from 'vitest';
import type { ComparisonReport, RunReport } from '../../src/protocol';
import { bannerOf } from '../../webview/banner';
import { isCompared, readRows } from '../../webview/comparison';
import { lookedAt } from '../../webview/diagnosis';
import { selectorsOf } from '../../webview/selectors';
import { reduce, type State } from '../../webview/store';
import { tabsOf } from '../../webview/view/tabs';
import { after, layerReport, network, runReport, started, tensorReport } from './support/panelData';

const comparison: ComparisonReport = {
  file: 'grads.npz',
  precision: 'float32',
  read: [
    { given: 'conv2/kernel', own: 'conv2.weight.grad', how: 'name', layout: 'H,W,I,O' },
    { given: 'array_3', own: 'conv1.delta', how: 'shape' },
  ],
  unread: [{ given: 'step', reason: 'no tensor of the network has this name or, alone, this shape' }],
  notes: [],
};
const exact = { ...tensorReport('dx').worst!, uncertainty: 0 };
const weight = tensorReport('weight', { worst: exact });
const dx = tensorReport('dx', { failed: 4, worst: { ...exact, verdict: 'wrong' } });
const compared = (dxIsWrong: boolean): RunReport => {
  const tensors = dxIsWrong ? [weight, dx] : [weight, tensorReport('dx', { worst: exact })];
  const layer = layerReport(1, { verdict: dxIsWrong ? 'wrong' : 'right', tensors });
  const at = { layer: 1, tensor: 'dx', at: exact };
  const sentence = dxIsWrong ? 'dx of conv2 is wrong in 4 of 4 entries.' : 'Both tensors of grads.npz are right.';
  const faults = dxIsWrong ? ({ verdict: 'wrong', firstAtFault: 1 } as const) : {};
  return runReport({ ...faults, sentence, layers: [layer], worst: at, comparison });
};
const ended = (dxIsWrong: boolean): State => after([started, { type: 'runDone', report: compared(dxIsWrong) }]);
const said = (state: State) =>
  bannerOf(state, '')
    .evidence.map((piece) => (typeof piece === 'string' ? piece : 'number' in piece ? piece.number : piece.text))
    .join('');

describe('a comparison with somebody’s own gradients', () => {
  test.each([true, false])('opens at its first layer, in the tab Compare, wrong: %s', (wrong) => {
    const state = ended(wrong);
    expect(state).toMatchObject({ selected: 1, tab: 'diagnosis' });
    expect(tabsOf(state).map(({ label }) => label)).toEqual(['Compare', 'Maps', 'Entry']);
    const elsewhere = reduce(state, { type: 'selectLayer', layer: 0 });
    expect(isCompared(elsewhere, 0)).toBe(false);
    expect(elsewhere.tab).toBe('maps');
    expect(reduce(elsewhere, { type: 'selectLayer', layer: 1 }).tab).toBe('diagnosis');
  });

  test('shows the right tensors too, behind the wrong ones', () => {
    const [tensor] = selectorsOf(ended(true));
    expect(tensor).toMatchObject({ key: 'tensor', names: ['dx', '∂C/∂W'], value: 0 });
    const chosen = reduce(ended(true), tensor!.choose(1));
    expect(lookedAt(chosen)?.fault.report.name).toBe('weight');
  });

  test('says which of their tensors was taken for which', () => {
    expect(readRows(comparison, compared(true).layers[0]!, network)).toEqual([
      { given: 'conv2/kernel', name: '∂C/∂W', how: 'by name', layout: 'H,W,I,O' },
      { given: 'array_3', name: 'dx', how: 'by shape alone', layout: 'as ours' },
    ]);
  });

  test('counts what was compared, and claims no error bar', () => {
    expect(said(ended(true))).toBe(
      'conv2 is the first layer at fault: 4 of 4 entries of dx are wrong, by 0.2500 at dx[3,0,1,1] · 2 of your tensors compared, 1 not',
    );
    expect(said(ended(false))).toBe(
      'Largest relative error 7.5e−10 at conv2.dx[3,0,1,1] · 2 of your tensors compared, 1 not',
    );
  });
});

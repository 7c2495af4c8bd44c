import { describe, expect, test } from 'vitest';
import type { NetworkSummary, RunEvent } from '../../src/protocol';
import { bannerOf, type Banner, type Piece } from '../../webview/banner';
import { rowsOf, visibleRows } from '../../webview/rows';
import { reduce } from '../../webview/store';
import {
  after,
  layerReport,
  network,
  opened,
  runReport,
  started,
  stats,
  tensorReport,
  thumb,
} from './support/panelData';

const words = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : 'number' in piece ? piece.number : piece.text)).join('');
const told = ({ kind, sentence, evidence }: Banner) => [kind, sentence, words(evidence)];

const progress: RunEvent = {
  type: 'progress',
  layer: 0,
  tensor: 'weight',
  layerChecked: 2,
  layerTotal: 9,
  checked: 42,
  total: 1234,
  failed: 0,
  kinks: 1,
};
const wrongLayer = layerReport(1, {
  verdict: 'wrong',
  tensors: [tensorReport('weight'), tensorReport('dx', { failed: 3, checked: 4, maxRelativeError: 0.5 })],
});
const wrongReport = runReport({
  verdict: 'wrong',
  sentence: 'dx of conv2 is wrong.',
  layers: [layerReport(0), wrongLayer],
  firstAtFault: 1,
});

const misfits: NetworkSummary = {
  ...network,
  layers: [
    network.layers[0]!,
    {
      ...network.layers[1]!,
      state: 'misfit',
      output: undefined,
      misfit: { kernel: [5, 5], input: [4, 4], message: '' },
    },
    { ...network.layers[1]!, index: 2, name: 'tanh', state: 'notComputed', output: undefined, outputHint: '3×?×?' },
  ],
};
const range = { startLine: 12, startColumn: 0, endLine: 12, endColumn: 9 };
const problem = { message: '5×5 kernel …', severity: 'error', range, layer: 1, option: 'kernel_size' } as const;

describe('the verdict in words', () => {
  test('before a run', () => {
    const sentence = 'The gradients are not checked yet.';
    expect(told(bannerOf(opened(), ''))).toEqual([
      'unchecked',
      sentence,
      'Shapes fit in all 2 layers · 1,234 parameters',
    ]);
  });

  test('while it runs', () => {
    expect(bannerOf(after([started]), '').sentence).toBe('Running the forward pass.');
    expect(bannerOf(after([started, { type: 'lossDone', loss: 1 }]), '').sentence).toBe('Running the backward pass.');
    const checking = told(bannerOf(after([started, progress]), '0.2 s'));
    expect(checking).toEqual([
      'running',
      'Checking conv1.weight.',
      '\u2007\u2007\u200742 of 1,234 gradients checked, all right so far · 1 kink · about 0.2 s left',
    ]);
  });

  test('cancelled', () => {
    const cancelled = (failed: number) =>
      bannerOf(after([started, { type: 'runCancelled', checked: 42, total: 1234, failed }]), '').sentence;
    expect(cancelled(0)).toBe('Cancelled after 42 of 1,234 gradients; all of them were right.');
    expect(cancelled(2)).toBe('Cancelled after 42 of 1,234 gradients; 2 of them are wrong.');
  });

  test('right', () => {
    const layers = [
      layerReport(0, { tensors: [tensorReport('weight'), tensorReport('dx', { kinks: 2, unresolved: 1 })] }),
      layerReport(1, { tensors: [tensorReport('weight', { kinks: 1 })] }),
    ];
    const banner = bannerOf(after([started, { type: 'runDone', report: runReport({ layers }) }]), '');
    // Of all tensors, dx too.
    expect(told(banner)).toEqual([
      'right',
      'All 1,234 gradients are right.',
      'Largest relative error 7.5e−10 at conv2.weight[3,0,1,1] · 3 kinks · 1 unresolved · 0.4 s',
    ]);
    expect(words(banner.brief ?? [])).toBe('largest error 7.5e−10 · every entry · 0.4 s');
  });

  test('wrong', () => {
    const banner = bannerOf(after([started, { type: 'runDone', report: wrongReport }]), '');
    expect(banner.source).toBe(1);
    expect(told(banner)).toEqual([
      'wrong',
      'dx of conv2 is wrong.',
      'conv2 is the first layer at fault: 3 of 4 entries of dx are wrong, by 0.2500 at dx[3,0,1,1] ' +
        'where the numeric error bar is 3e−13 · 1 other layer right',
    ]);
  });

  test('right, but δ vanishes', () => {
    const delta = (layer: number, mean: number): RunEvent => ({ type: 'deltaDone', layer, stats: stats(mean), thumb });
    const banner = bannerOf(
      after([started, delta(1, 1), delta(0, 1e-5), { type: 'runDone', report: runReport() }]),
      '',
    );
    expect(banner.kind).toBe('finding');
    expect(banner.sentence).toBe('All 1,234 gradients are right, but the first layer hardly learns.');
  });

  test('a sample offers to check every entry', () => {
    const layers = [layerReport(0, { tensors: [tensorReport('weight', { checked: 2 })] })];
    const banner = bannerOf(after([started, { type: 'runDone', report: runReport({ layers }) }]), '');
    expect(banner.evidence.at(-1)).toEqual({ checkAll: true, text: 'Check every entry' });
  });

  test('a layer that does not fit', () => {
    const banner = bannerOf(opened({ network: misfits, problems: [problem] }), '');
    expect(told(banner)).toEqual([
      'problem',
      '1 layer fits; conv2 does not: 5×5 kernel on 4×4 input.',
      'Everything up to conv1 is shown · 1 layer after conv2 is not computed · conv2 at line 13, kernel_size',
    ]);
  });

  test('a file without a network', () => {
    const lost = { message: 'Expected a comma.', severity: 'error', range } as const;
    const banner = bannerOf(opened({ network: undefined, problems: [lost, lost] }), '');
    expect(told(banner)).toEqual([
      'problem',
      'Expected a comma.',
      'small.net.json, line 13 · 1 more problem in the file',
    ]);
    expect(banner.evidence).toContainEqual({ place: range, text: 'line 13' });
  });
});

describe('the rows of the list', () => {
  test('follow the run', () => {
    const state = after([started, { type: 'layerVerdict', report: wrongLayer }, progress]);
    expect(rowsOf(state).map(({ name, status, detail, tag }) => [name, status, detail, tag])).toEqual([
      ['input', 'waiting', 'normal', ''],
      ['conv1', 'checking', '2 of 9', ''],
      ['conv2', 'wrong', 'Conv2d', 'dx'],
      ['loss', 'waiting', 'MSELoss', ''],
    ]);
    expect(rowsOf(state)[2]?.label).toBe('conv2, Conv2d, wrong: dx, output 3 by 3 by 3');
  });

  test('say that layers before a fault are right by themselves', () => {
    const rows = rowsOf(after([started, { type: 'runDone', report: wrongReport }]));
    expect(rows.map(({ tag }) => tag)).toEqual(['', 'alone', 'dx', '']);
  });

  test('end where the network does not fit', () => {
    const rows = rowsOf(opened({ network: misfits, problems: [problem] }));
    expect(rows.map(({ name, status, shape }) => [name, status, shape])).toEqual([
      ['input', 'waiting', '6×7×5'],
      ['conv1', 'fits', '4×5×4'],
      ['conv2', 'wrong', '?'],
      ['tanh', 'notComputed', '3×?×?'],
    ]);
  });

  test('are filtered by text and verdict, and ordered by error only when the run has ended', () => {
    const done = after([started, { type: 'runDone', report: wrongReport }]);
    const names = (state: typeof done) => visibleRows(state).map(({ name }) => name);
    expect(names(reduce(done, { type: 'filterText', text: 'CONV1' }))).toEqual(['conv1']);
    expect(names(reduce(done, { type: 'onlyFailing', on: true }))).toEqual(['conv2']);
    expect(names(reduce(done, { type: 'worstFirst', on: true }))[0]).toBe('conv2');
    expect(names(reduce(after([started]), { type: 'worstFirst', on: true }))[0]).toBe('input');
  });
});

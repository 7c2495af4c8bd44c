/** Layers over one and three axes, and layers with many inputs: what their maps show and what chooses it. */
import { describe, expect, test } from 'vitest';
import type { LayerSummary, NetworkSummary } from '../../src/protocol';
import { selectionOfEntry } from '../../webview/entrySelection';
import { inputDepth } from '../../webview/layerAxes';
import { selectorsOf, shownSelection } from '../../webview/selectors';
import { firstSelection, reduce, type State } from '../../webview/store';
import { linksOf } from '../../webview/view/maps/marks';
import { mapData } from '../../webview/view/maps/mapData';
import { mapsOf } from '../../webview/view/maps/layerMaps';
import { relationOf } from '../../webview/view/maps/relation';
import { rowHeight } from '../../webview/view/maps/layout';
import { noRing } from '../../webview/draw/geometry';
import { network, opened, snapshot } from './support/panelData';

const of = (more: Partial<LayerSummary>): LayerSummary => ({ ...network.layers[0]!, inputs: [-1], ...more });
const weight = (shape: readonly number[]) => [{ name: 'weight', key: 'conv.weight', shape }];

const conv1d = of({
  type: 'Conv1d',
  inputShapes: [[2, 3, 11]],
  output: [2, 4, 5],
  parameters: weight([4, 3, 3]),
  window: { kernel: [3], stride: [2], dilation: [1], padding: [1] },
});
const conv3d = of({
  type: 'Conv3d',
  inputShapes: [[2, 3, 7, 6, 5]],
  output: [2, 4, 4, 4, 4],
  parameters: weight([4, 3, 3, 3, 2]),
  window: { kernel: [3, 3, 2], stride: [2, 1, 1], dilation: [1, 1, 1], padding: [1, 0, 0] },
});
const cat = of({
  type: 'Cat',
  inputs: [-1, -1, -1],
  inputShapes: [
    [2, 2, 4, 3],
    [2, 3, 4, 3],
    [2, 1, 4, 3],
  ],
  output: [2, 6, 4, 3],
  parameters: [],
});

const whole = (layer: LayerSummary): NetworkSummary => ({ ...network, layers: [layer] });
const selected = (layer: LayerSummary): State => opened(snapshot({ network: whole(layer), selected: 0 }));
const maps = (layer: LayerSummary, selection = {}) =>
  mapsOf({ network: whole(layer), layer, selection: { ...firstSelection, ...selection }, run: undefined });
const shown = (layer: LayerSummary, selection = {}) =>
  Object.fromEntries(maps(layer, selection).map(({ id, fixed, rest }) => [id, [fixed, rest]]));
const chosenBy = (layer: LayerSummary) => selectorsOf(selected(layer)).map(({ key, count }) => [key, count]);

describe('a convolution of sequences', () => {
  test('shows a channel as one row, and the kernel as one row', () => {
    expect(shown(conv1d, { sample: 1, filter: 3, channel: 2 })).toMatchObject({
      input: [[1, 2], [11]],
      kernel: [[3, 2], [3]],
      output: [[1, 3], [5]],
    });
    expect(maps(conv1d).every(({ inRow }) => inRow)).toBe(true);
    expect(maps(conv1d)[0]!.ring).toEqual({ top: 0, left: 1, bottom: 0, right: 0 });
    const row = {
      shape: [11],
      data: new ArrayBuffer(88),
      values: new Float64Array(11),
      min: 0,
      max: 0,
      nan: 0,
      infinite: 0,
    };
    const { grid, wrapped } = mapData(row, [11], 182, 1, noRing, 'mean', { row: true });
    expect([grid.rows, grid.columns, wrapped]).toEqual([1, 11, false]);
    expect([grid.cell, grid.cellHeight]).toEqual([16, rowHeight]);
  });

  test('lights the window that an output reads', () => {
    const relation = relationOf(conv1d, 0);
    expect(linksOf(relation, { space: 'output', cell: { row: 0, column: 2 } }).input).toEqual({
      row: 0,
      column: 3,
      rows: 1,
      columns: 3,
    });
  });

  test('is chosen by filter and channel, and an entry leads to its cell', () => {
    expect(chosenBy(conv1d)).toEqual([
      ['sample', 2],
      ['filter', 4],
      ['channel', 3],
    ]);
    const gradient = { layer: 0, target: { kind: 'gradient', parameter: 'weight' }, index: [3, 1, 2] } as const;
    expect(selectionOfEntry(conv1d, gradient, 0)).toEqual({
      filter: 3,
      channel: 1,
      cell: { map: 'gradient', row: 0, column: 2 },
    });
  });
});

describe('a convolution of volumes', () => {
  test('shows the plane of the input that the plane of the output reads through the plane of the kernel', () => {
    expect(shown(conv3d, { sample: 1, filter: 3, channel: 2, depth: 2, tap: 1 })).toMatchObject({
      // 2·2 − 1 + 1
      input: [
        [1, 2, 4],
        [6, 5],
      ],
      kernel: [
        [3, 2, 1],
        [3, 2],
      ],
      output: [
        [1, 3, 2],
        [4, 4],
      ],
    });
  });

  test('says where the tap reads the padding, before and after the input', () => {
    expect(inputDepth(conv3d, 0, 0)).toEqual({ depth: 0, padding: true });
    expect(inputDepth(conv3d, 0, 1)).toEqual({ depth: 0, padding: false });
    expect(inputDepth(conv3d, 3, 2)).toEqual({ depth: 6, padding: true });
    expect(inputDepth({ ...conv3d, operation: 'convolution' }, 1, 0)).toEqual({ depth: 3, padding: false });
    expect(maps(conv3d)[0]!.caption).toBe('the tap reads the padding; depth 0 is next to it');
  });

  test('is chosen by depth and tap as well', () => {
    expect(chosenBy(conv3d)).toEqual([
      ['sample', 2],
      ['filter', 4],
      ['channel', 3],
      ['depth', 4],
      ['tap', 3],
    ]);
    const delta = { layer: 0, target: { kind: 'delta' }, index: [1, 2, 3, 1, 0] } as const;
    expect(selectionOfEntry(conv3d, delta, 0)).toEqual({
      sample: 1,
      filter: 2,
      depth: 3,
      cell: { map: 'delta', row: 1, column: 0 },
    });
  });

  test('an activation of volumes shows one depth of input and output', () => {
    const relu = of({ type: 'ReLU', inputShapes: [[2, 3, 7, 6, 5]], output: [2, 3, 7, 6, 5], parameters: [] });
    expect(shown(relu, { channel: 1, depth: 6 })).toMatchObject({ input: [[0, 1, 6], [6, 5]], output: [[0, 1, 6], [6, 5]] }); // prettier-ignore
    expect(chosenBy(relu)).toEqual([
      ['sample', 2],
      ['channel', 3],
      ['depth', 7],
    ]);
  });
});

describe('a layer of three inputs', () => {
  test('shows two of them, and the selector reaches the third', () => {
    const state = selected(cat);
    const input = selectorsOf(state).find(({ key }) => key === 'input')!;
    expect(input.names).toEqual(['0, 1', '1, 2']);
    const next = reduce(state, input.choose(1));
    const titles = maps(cat, shownSelection(next)).map(({ title, row }) => row === 'value' && title.what);
    expect(titles.filter(Boolean)).toEqual(['input 1 4×3', 'input 2 4×3', 'output 4×3']);
    // The third has one channel only.
    const third = maps(cat, { ...shownSelection(next), channel: 5 }).find(({ title }) =>
      title.what.startsWith('input 2'),
    );
    expect(third!.fixed).toEqual([0, 0]);
  });

  test('an entry of the third turns to it', () => {
    const target = { kind: 'inputDelta', input: 2 } as const;
    expect(selectionOfEntry(cat, { layer: 0, target, index: [1, 0, 3, 2] }, 0)).toMatchObject({ input: 1, sample: 1 });
    expect(chosenBy({ ...cat, inputShapes: cat.inputShapes.slice(0, 2) }).map(([key]) => key)).toEqual([
      'sample',
      'channel',
    ]);
  });
});

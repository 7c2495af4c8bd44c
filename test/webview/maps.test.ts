import { describe, expect, it } from 'vitest';
import type { LayerReport, LayerSummary, NetworkSummary } from '../../src/protocol';
import { noRing } from '../../webview/draw/geometry';
import type { RunView } from '../../webview/runView';
import { captions } from '../../webview/view/maps/captions';
import { inputChannel } from '../../webview/layerAxes';
import { errorCaption, mapsOf } from '../../webview/view/maps/layerMaps';
import { mapsLayout, mapsWidth } from '../../webview/view/maps/layout';
import { entryPlace, fullIndex, mapData, shownRegion } from '../../webview/view/maps/mapData';
import { linksOf, marksFor } from '../../webview/view/maps/marks';
import { relationOf } from '../../webview/view/maps/relation';
import { waitingText } from '../../webview/view/maps/waiting';
import { emptyState, firstSelection } from '../../webview/store';

const plain: LayerSummary = {
  index: 1,
  name: 'relu',
  type: 'ReLU',
  description: '',
  signature: 'ReLU()',
  inputs: [0],
  inputShapes: [[2, 6, 5, 4]],
  output: [2, 6, 5, 4],
  outputHint: '',
  state: 'fits',
  arithmetic: [],
  parameters: [],
  parameterCount: 0,
  multiplyAdds: 0,
  explains: ['output', 'inputDelta'],
};

/** Grouped: filters 0–2 read channels 0–1, filters 3–5 read 2–3. Padding and stride differ by axis. */
const conv: LayerSummary = {
  ...plain,
  index: 0,
  name: 'conv',
  type: 'Conv2d',
  inputs: [-1],
  inputShapes: [[2, 4, 9, 10]],
  arithmetic: ['H: ⌊(9 + 2·1 − 3)/2⌋ + 1 = 5', 'W: ⌊(10 + 0 − 2)/2⌋ + 1 = 5'],
  window: { kernel: [3, 4], stride: [2, 2], dilation: [1, 1], padding: [1, 0] },
  groups: 2,
  operation: 'cross-correlation',
  parameters: [
    { name: 'weight', key: 'conv.weight', shape: [6, 2, 3, 4] },
    { name: 'bias', key: 'conv.bias', shape: [6] },
  ],
  explains: ['output', 'inputDelta', 'gradient'],
};
const network = {
  input: { shape: [2, 4, 9, 10], label: 'noise', image: true },
  layers: [conv, plain],
} as unknown as NetworkSummary;
const selection = { ...firstSelection, sample: 1, filter: 4, channel: 1 };
const view = { run: 7 } as never;
const run = {
  run: 7,
  version: 1,
  state: 'running',
  outputs: [view, view, view],
  deltas: [view, view, view],
  verdicts: [],
  gradients: {},
} as unknown as RunView;

describe('the maps of a convolution', () => {
  const maps = mapsOf({ network, layer: conv, selection, run });
  const byId = (id: string) => maps.find((map) => map.id === id)!;

  it('stand in columns input, kernel, output and rows value, gradient, error', () => {
    expect(maps.map(({ id, column, row }) => `${id} ${column} ${row}`)).toEqual([
      'input 0 value', 'inputDelta 0 gradient', 'inputError 0 error',
      'kernel 1 value', 'gradient 1 gradient', 'gradientError 1 error',
      'output 2 value', 'delta 2 gradient',
    ]); // prettier-ignore
  });

  it('show the planes that the chosen filter reads through the chosen channel', () => {
    expect(inputChannel(conv, 2, 1)).toBe(1);
    expect(inputChannel(conv, 4, 1)).toBe(3);
    expect(byId('input').fixed).toEqual([1, 3]);
    expect(byId('kernel').fixed).toEqual([4, 1]);
    expect(byId('output').fixed).toEqual([1, 4]);
    expect(byId('input').title).toMatchObject({ symbol: 'a', index: '[3]', what: 'input 9×10' });
    expect(byId('output').title.symbol).toBe('z');
  });

  it('open the entries behind them', () => {
    expect(byId('gradient').opens).toEqual({ layer: 0, target: { kind: 'gradient', parameter: 'weight' } });
    expect(byId('inputError').opens).toEqual({ layer: 0, target: { kind: 'inputDelta', input: 0 } });
    expect(byId('delta').opens).toEqual({ layer: 0, target: { kind: 'delta' } });
    expect(byId('input').opens).toBeUndefined();
  });

  it('ask for nothing that is not computed yet', () => {
    const ask = (changed: Partial<RunView>) =>
      mapsOf({ network, layer: conv, selection, run: { ...run, ...changed } })
        .filter(({ wanted }) => wanted)
        .map(({ id }) => id);
    expect(ask({})).toEqual(['input', 'inputDelta', 'kernel', 'gradient', 'output', 'delta']);
    expect(ask({ deltas: [undefined, view] })).toEqual(['input', 'kernel', 'output', 'delta']);
    expect(ask({ outputs: [], deltas: [] })).toEqual([]);
    expect(ask({ verdicts: [{ tensors: [] } as unknown as LayerReport] })).toContain('gradientError');
    expect(
      mapsOf({ network, layer: conv, selection, run: undefined }).every(({ wanted }) => wanted === undefined),
    ).toBe(true);
  });

  it('are a picture only where the network reads one, with the ring of zeros that is read', () => {
    expect(byId('input')).toMatchObject({
      palette: 'grey',
      ringStyle: 'zeros',
      ring: { top: 1, left: 0, bottom: 1, right: 0 },
    });
    expect(byId('inputDelta')).toMatchObject({ palette: 'signed', ringStyle: 'blank' });
    const second = mapsOf({ network, layer: plain, selection, run });
    expect(second[0]).toMatchObject({ palette: 'signed', ring: noRing });
  });
});

it('shows a plane of one cell as the vector of its channels', () => {
  const pooled = { ...plain, inputShapes: [[2, 6, 1, 1]], output: [2, 6, 1, 1] };
  const [input] = mapsOf({ network, layer: pooled, selection, run });
  expect(input).toMatchObject({ fixed: [1], rest: [6], trail: [0, 0], channel: 1 });
});

describe('captions', () => {
  it('put the numbers of the layer in', () => {
    expect(captions({ network, layer: conv }, 0)).toMatchObject({
      input: 'a window of 3×4 for each output cell',
      kernel: 'one of 12 kernels',
      inputDelta: 'sum over 3 filters',
      gradient: 'a ⋆ δ, up to 40 terms in each cell',
      delta: 'arrives from relu',
    });
    expect(captions({ network, layer: plain }, 0)).toMatchObject({
      inputDelta: 'leaves for conv',
      delta: 'arrives from the loss',
    });
  });

  it('write sizes without a floor where nothing is divided', () => {
    const window = { kernel: [5, 5], stride: [1, 1], dilation: [1, 1], padding: [2, 2] };
    const layer = { ...conv, window, inputShapes: [[1, 1, 28, 28]], output: [1, 6, 28, 28] };
    expect(captions({ network, layer }, 0).output).toBe('28 + 2·2 − 5 + 1 = 28');
    const wide = { ...layer, inputShapes: [[1, 1, 28, 30]], output: [1, 6, 28, 30] };
    expect(captions({ network, layer: wide }, 0).output).toBe('28 + 2·2 − 5 + 1 = 28, 30 + 2·2 − 5 + 1 = 30');
    expect(captions({ network, layer: conv }, 0).output).toBe(conv.arithmetic.join(', '));
  });

  it('count what is wrong in an error map', () => {
    const report = { failed: 0 } as never;
    expect(errorCaption(report, [0, 1e-9], 1e-7)).toBe('2 entries, 0 wrong');
    expect(errorCaption({ failed: 3 } as never, [0, 1e-3, NaN], 1e-7)).toBe('2 of 3 entries, 1 above the bound');
    expect(errorCaption(report, [0], 1e-7)).toBe('1 entry, 0 wrong');
    expect(errorCaption(report, [0, 0], 1e-7, 40)).toBe('40 entries, 0 wrong');
    expect(errorCaption(undefined, [0, 1], 1e-7, 40)).toBe('40 entries, 1 block above the bound');
  });

  it('say what a layer waits for', () => {
    const waiting = (changed: object) => waitingText({ ...emptyState, network, run: { ...run, ...changed } }, 0);
    const progress = { layer: 1, layerChecked: 1480, layerTotal: 2416 };
    expect(waiting({ progress })).toBe('waiting for relu');
    expect(waiting({ progress: { ...progress, layer: 0 } })).toBe('checking, 1,480 of 2,416');
    expect(waiting({ state: 'cancelled', progress })).toBe('not checked');
  });
});

describe('what is lit', () => {
  const relation = relationOf(conv, 0);

  it('joins window, output and the readers of an input cell', () => {
    expect(linksOf(relation, { space: 'output', cell: { row: 2, column: 1 } })).toEqual({
      output: { row: 2, column: 1, rows: 1, columns: 1 },
      input: { row: 3, column: 2, rows: 3, columns: 4 },
    });
    expect(linksOf(relation, { space: 'input', cell: { row: 3, column: 4 } }).output).toEqual({
      row: 1,
      column: 1,
      rows: 2,
      columns: 2,
    });
    expect(linksOf(relation, { space: 'kernel', cell: { row: 0, column: 3 } }).input).toEqual({
      row: -1,
      column: 3,
      rows: 9,
      columns: 7,
    });
  });

  it('joins a weight of a matrix with its input and output', () => {
    const linear = {
      ...plain,
      inputShapes: [[2, 7]],
      output: [2, 3],
      parameters: [{ name: 'weight', key: 'w', shape: [3, 7] }],
    };
    const dense = relationOf(linear, 0);
    expect(linksOf(dense, { space: 'kernel', cell: { row: 2, column: 5 } })).toMatchObject({
      input: { row: 0, column: 5 },
      output: { row: 0, column: 2 },
    });
    expect(linksOf(dense, { space: 'output', cell: { row: 0, column: 2 } }).kernel).toEqual({
      row: 2,
      column: 0,
      rows: 1,
      columns: 7,
    });
    expect(linksOf(dense, { space: 'input', cell: { row: 0, column: 5 } }).kernel).toEqual({
      row: 0,
      column: 5,
      rows: 3,
      columns: 1,
    });
  });

  it('finds a cell of a channel in the flattened vector, and back', () => {
    const flatten = relationOf({ ...plain, type: 'Flatten', output: [2, 120] }, 2);
    expect(linksOf(flatten, { space: 'input', cell: { row: 3, column: 1 } }).output).toMatchObject({
      row: 0,
      column: 53,
    });
    expect(linksOf(flatten, { space: 'output', cell: { row: 0, column: 53 } }).input).toMatchObject({
      row: 3,
      column: 1,
    });
    expect(linksOf(flatten, { space: 'output', cell: { row: 0, column: 60 } }).input).toBeUndefined();
  });

  it('is solid where the pointer is, dashed in the other row, and never in an error map but its own', () => {
    const links = linksOf(relation, { space: 'output', cell: { row: 0, column: 0 } });
    const style = (row: 'value' | 'gradient' | 'error', focus: 'value' | 'gradient' | 'error') =>
      marksFor({ space: 'output', row }, { space: 'output', row: focus, cell: { row: 0, column: 0 } }, links)[0]?.style;
    expect([style('value', 'value'), style('gradient', 'value'), style('error', 'value')]).toEqual([
      'lit',
      'counterpart',
      undefined,
    ]);
    expect([style('value', 'error'), style('gradient', 'error'), style('error', 'error')]).toEqual([
      'counterpart',
      'counterpart',
      'lit',
    ]);
  });
});

describe('mapData', () => {
  const tensor = (values: number[], shape: number[]) => {
    const data = Float64Array.from(values);
    const [min, max] = [Math.min(...values), Math.max(...values)];
    return { shape, data: data.buffer, values: data, min, max, nan: 0, infinite: 0 };
  };
  const numbers = (n: number): number[] => Array.from({ length: n }, (_, at) => at);

  it('leads from a shown cell to its entry and back', () => {
    const vector = mapData(tensor(numbers(10), [10]), [10], 182, 1, noRing, 'mean');
    expect(vector.grid).toMatchObject({ rows: 3, columns: 4 });
    expect(entryPlace(vector, { row: 2, column: 1 })).toEqual({ row: 0, column: 9 });
    expect(shownRegion(vector, { row: 0, column: 9, rows: 1, columns: 1 })).toEqual({
      row: 2,
      column: 1,
      rows: 1,
      columns: 1,
    });
    expect(fullIndex([3], [10], { row: 0, column: 9 })).toEqual([3, 9]);
    expect(fullIndex([1, 2], [4, 5], { row: 3, column: 1 })).toEqual([1, 2, 3, 1]);
  });

  it('reduces what has more cells than pixels, on top of what the host has reduced', () => {
    const plane = mapData(tensor(numbers(200), [10, 20]), [10, 20], 10, 1, noRing, 'max');
    expect(plane).toMatchObject({ block: [1, 2], grid: { rows: 10, columns: 10, cell: 1 } });
    expect(plane.values[0]).toBe(1);
    expect(entryPlace(plane, { row: 3, column: 4 })).toEqual({ row: 3, column: 8 });
    const reduced = {
      ...tensor(numbers(200), [30, 60]),
      reduced: { shape: [10, 20], block: [3, 3] as [number, number] },
    };
    expect(mapData(reduced, [30, 60], 10, 1, noRing, 'mean').block).toEqual([3, 6]);
  });
});

it('lays the maps out by the width there is', () => {
  expect(mapsLayout(652)).toEqual({ across: 3, box: 182, gap: 46, height: 182 });
  expect(mapsLayout(632)).toEqual({ across: 3, box: 182, gap: 43, height: 182 });
  expect(mapsLayout(506)).toEqual({ across: 3, box: 150, gap: 28, height: 150 });
  expect(mapsLayout(396)).toEqual({ across: 2, box: 184, gap: 28, height: 184 });
  expect(mapsLayout(652, true)).toMatchObject({ box: 182, height: 40 });
  expect(mapsWidth(mapsLayout(652), 652)).toBe(638);
});

it('asks for the errors of the layer that is being checked every few progress events, and of no other', () => {
  const at = (ticks: number, layer: number) => {
    const progress = { layer } as RunView['progress'];
    const running = { ...run, state: 'running', verdicts: [], progress, ticks } as unknown as RunView;
    const maps = mapsOf({ network, layer: conv, selection, run: running });
    return maps.find(({ id }) => id === 'gradientError')!.wanted?.stamp;
  };
  expect(at(3, 0)).toBeDefined();
  expect(at(5, 0)).toBe(at(3, 0));
  expect(at(6, 0)).not.toBe(at(3, 0));
  expect(at(3, 1)).toBeUndefined();
});

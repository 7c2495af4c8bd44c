import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../webview/view/entry/factorMaps';
import type { CellPlace } from '../../webview/draw/geometry';
import {
  cellsOfTap,
  cellThroughTap,
  paddingRing,
  planeWindow,
  readersOf,
  windowOf,
  type PlaneWindow,
} from '../../webview/draw/windows';

/** H≠W, kh≠kw, stride with a remainder, dilation, padding that differs by axis. */
const nasty: PlaneWindow = {
  kernel: [3, 2],
  stride: [2, 3],
  dilation: [1, 2],
  padding: [1, 2],
  input: [8, 12],
  output: [4, 5],
  flipped: false,
};
const overlapping: PlaneWindow = {
  ...nasty,
  kernel: [3, 3],
  stride: [1, 2],
  dilation: [1, 1],
  padding: [0, 1],
  input: [6, 9],
  output: [4, 5],
};
const flipped: PlaneWindow = { ...overlapping, flipped: true };

const places = (rows: number, columns: number): CellPlace[] =>
  Array.from({ length: rows * columns }, (_, at) => ({ row: Math.floor(at / columns), column: at % columns }));

/** Every (output, tap, input) that the definition of the layer connects. */
function connections(w: PlaneWindow) {
  return places(...w.output).flatMap((output) =>
    places(...w.kernel).map((tap) => {
      const [p, q] = w.flipped ? [w.kernel[0] - 1 - tap.row, w.kernel[1] - 1 - tap.column] : [tap.row, tap.column];
      const input = {
        row: output.row * w.stride[0] - w.padding[0] + p * w.dilation[0],
        column: output.column * w.stride[1] - w.padding[1] + q * w.dilation[1],
      };
      return { output, tap, input };
    }),
  );
}

describe.each([
  ['stride, dilation and padding that differ by axis', nasty],
  ['overlapping windows', overlapping],
  ['a true convolution', flipped],
])('%s', (_, window) => {
  const all = connections(window);
  const same = (a: CellPlace, b: CellPlace): boolean => a.row === b.row && a.column === b.column;

  it('lights the window of every output cell', () => {
    for (const output of places(...window.output)) {
      const read = all.filter((one) => same(one.output, output)).map(({ input }) => input);
      expect(windowOf(window, output)).toEqual(boundsOf(read));
    }
  });

  it('lights the outputs that read an input cell', () => {
    for (const input of places(...window.input)) {
      const readers = all.filter((one) => same(one.input, input)).map(({ output }) => output);
      expect(readersOf(window, input)).toEqual(boundsOf(readers));
    }
  });

  it('lights the cells that a tap reads', () => {
    for (const tap of places(...window.kernel)) {
      const read = all.filter((one) => same(one.tap, tap)).map(({ input }) => input);
      expect(cellsOfTap(window, tap)).toEqual(boundsOf(read));
    }
  });

  it('finds the cell through a tap', () => {
    for (const { output, tap, input } of all) expect(cellThroughTap(window, output, tap)).toEqual(input);
  });

  it('draws as much padding as is read', () => {
    const ring = paddingRing(window);
    const rows = all.map(({ input }) => input.row);
    const columns = all.map(({ input }) => input.column);
    expect(ring.top).toBe(Math.max(0, -Math.min(...rows)));
    expect(ring.left).toBe(Math.max(0, -Math.min(...columns)));
    expect(ring.bottom).toBe(Math.max(0, Math.max(...rows) - window.input[0] + 1));
    expect(ring.right).toBe(Math.max(0, Math.max(...columns) - window.input[1] + 1));
  });
});

it('shows a window of one axis as a row, and of three axes the last two', () => {
  const line = { kernel: [3], stride: [2], dilation: [1], padding: [1] };
  expect(planeWindow(line, [1, 9], [1, 5], false)).toMatchObject({ kernel: [1, 3], stride: [1, 2], padding: [0, 1] });
  const cube = { kernel: [5, 3, 2], stride: [3, 2, 1], dilation: [1, 1, 2], padding: [2, 1, 0] };
  expect(planeWindow(cube, [5, 5], [3, 3], false)).toMatchObject({
    kernel: [3, 2],
    stride: [2, 1],
    dilation: [1, 2],
    padding: [1, 0],
  });
});

import { expect, test } from 'vitest';
import { noRing } from '../../webview/draw/geometry';
import { drawMaps } from '../../webview/view/maps/looks';
import { mapData } from '../../webview/view/maps/mapData';
import { mapSpec } from '../../webview/view/maps/mapSpec';
import { keepUnchanged } from '../../webview/view/maps/unchanged';

const palette = {
  signed: new Uint8Array(768),
  error: new Uint8Array(768),
  grey: new Uint8Array(768),
  ink: { background: [0, 0, 0], foreground: [255, 255, 255], track: [9, 9, 9] },
  secondary: [128, 128, 128],
  mono: 'monospace',
} as const;
const spec = (id: 'input' | 'delta') =>
  mapSpec({
    id,
    kind: id,
    space: 'input',
    row: 'value',
    column: 0,
    fixed: [],
    shape: [1, 2],
    ref: { layer: 0, kind: 'output' },
    stamp: '1',
    title: { symbol: id, index: '', what: '' },
    caption: '',
    spoken: id,
  });
const values = (largest: number) => {
  const data = Float64Array.of(largest, 0);
  const tensor = { shape: [1, 2], data: data.buffer, values: data, min: 0, max: largest, nan: 0, infinite: 0 };
  return mapData(tensor, [1, 2], 100, 1, noRing, 'mean');
};
const specs = [spec('input'), spec('delta')];
const draw = (data: ReturnType<typeof values>[], scope: 'map' | 'layer') =>
  drawMaps(specs, data, palette, { scope, log: false }, undefined);

test('a map is painted again only when its values or its colours change', () => {
  const [input, delta] = [values(1), values(2)];
  const before = draw([input, delta], 'map');
  const other = keepUnchanged(before, draw([input, values(3)], 'map'));
  expect(other[0]!.look).toBe(before[0]!.look);
  expect(other[0]!.inCell).toBe(before[0]!.inCell);
  expect(other[1]!.look).not.toBe(before[1]!.look);
  // On one scale with a larger one, the same values have other colours.
  const shared = keepUnchanged(before, draw([input, delta], 'layer'));
  expect(shared[0]!.look).not.toBe(before[0]!.look);
  expect(shared[1]!.look).toBe(before[1]!.look);
});

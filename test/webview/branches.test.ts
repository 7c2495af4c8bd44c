import { expect, test } from 'vitest';
import type { LayerSummary } from '../../src/protocol';
import { gutterOf, mostLanes, type GutterRow } from '../../webview/branches';
import { network } from './support/panelData';

const layers = (...inputs: readonly number[][]): { readonly layers: readonly LayerSummary[] } => ({
  layers: inputs.map((of, index) => ({ ...network.layers[0]!, index, inputs: of })),
});

/** `│` main line above and below, then what leaves, enters and passes. */
const told = (rows: ReadonlyMap<number, GutterRow>): readonly string[] =>
  [...rows.values()].map(
    ({ above, below, leaves, enters, passes, joins }) =>
      `${above ? '↑' : ''}${below ? '↓' : ''}${joins ? '●' : ''} ${leaves.join()}/${enters.join()}/${passes.join()}`,
  );

test('a chain has no gutter', () => {
  expect(gutterOf(layers([-1], [0], [1]))).toBeUndefined();
});

test('a tensor that is read again further on passes by the rows between', () => {
  // input, a, b, c = b + a, loss
  expect(told(gutterOf(layers([-1], [0], [1, 0]))!)).toEqual(['↓ //', '↑↓ 0//', '↑↓ //0', '↑↓● /0/', '↑ //']);
});

test('two branches of one tensor: the main line breaks where a row reads another one than the row above', () => {
  // input, a, b = f(a), c = g(a), d = b + c, loss
  expect(told(gutterOf(layers([-1], [0], [0], [1, 2]))!)).toEqual([
    '↓ //',
    '↑↓ 0//',
    '↑ 1//0',
    '↓ /0/1',
    '↑↓● /1/',
    '↑ //',
  ]);
});

test('lanes that do not overlap share a place; a layer that reads one tensor twice joins without a lane', () => {
  const rows = gutterOf(layers([-1], [0], [1, 0], [2], [3, 2], [4, 4]))!;
  expect(told(rows).map((row) => row.split(' ')[1])).toEqual(['//', '0//', '//0', '0/0/', '//0', '/0/', '//', '//']);
  expect(rows.get(5)).toMatchObject({ joins: true, above: true, enters: [] });
});

test('more lanes than there is room for share the last', () => {
  const dense = gutterOf(layers([-1], [0], [1, 0, -1], [2, 1, 0, -1], [3, 2, 1, 0]))!;
  const used = [...dense.values()].flatMap(({ leaves, enters, passes }) => [...leaves, ...enters, ...passes]);
  expect(Math.max(...used)).toBe(mostLanes - 1);
});

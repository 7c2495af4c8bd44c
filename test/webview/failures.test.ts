import { describe, expect, test } from 'vitest';
import type { EntryRequest, TensorReport } from '../../src/protocol';
import { flatOf, indexOf, marksRequest, nextWrong } from '../../webview/failures';
import { reduce, type State } from '../../webview/store';
import { after, layerReport, opened, runReport, started, tensorReport } from './support/panelData';

const wrongTensor = (name: string, shape: readonly number[], worst: readonly number[]): TensorReport => {
  const report = tensorReport(name, { shape, failed: 1, entries: shape.reduce((all, extent) => all * extent, 1) });
  return { ...report, worst: { ...report.worst!, index: worst, verdict: 'wrong' } };
};

/** Of conv1 dx [2,2,3]; of conv2 weight [2,3], with dx right between them. */
const report = runReport({
  verdict: 'wrong',
  firstAtFault: 0,
  layers: [
    layerReport(0, { verdict: 'wrong', tensors: [tensorReport('weight'), wrongTensor('dx', [2, 2, 3], [1, 0, 2])] }),
    layerReport(1, { verdict: 'wrong', tensors: [tensorReport('dx'), wrongTensor('weight', [2, 3], [0, 1])] }),
  ],
});
const wrong = after([started, { type: 'runDone', report }]);
const marks: { readonly [layer: number]: readonly number[] } = {
  0: [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1],
  1: [1, 1, 0, 0, 0, 0],
};

/** Where F8 leads, press by press. */
async function walk(
  state: State,
  step: 1 | -1,
  presses: number,
  marksOf = async ({ layer }: { layer: number }) => marks[layer],
) {
  const path: string[] = [];
  let at = state;
  for (let press = 0; press < presses; press++) {
    const entry = await nextWrong(at, step, marksOf);
    if (entry === undefined) return path;
    at = reduce(at, { type: 'lookAt', entry, tab: 'diagnosis' });
    path.push(`${entry.layer} ${entry.index.join()}`);
  }
  return path;
}

const unselected = (state: State): State => ({ ...state, selected: undefined, entry: undefined });
const at = (entry: EntryRequest): State => reduce(wrong, { type: 'lookAt', entry, tab: 'diagnosis' });

describe('F8', () => {
  test('goes through every wrong entry of every layer, and round again', async () => {
    const all = ['0 0,0,1', '0 1,0,2', '0 1,1,2', '1 0,0', '1 0,1'];
    expect(await walk(unselected(wrong), 1, 6)).toEqual([...all, all[0]]);
    expect(await walk(unselected(wrong), -1, 6)).toEqual([...all].reverse().concat(all.at(-1)!));
  });

  test('starts after the worst entry that the diagnosis shows, and after a right entry that is open', async () => {
    expect(await walk(reduce(unselected(wrong), { type: 'selectLayer', layer: 0 }), 1, 1)).toEqual(['0 1,1,2']);
    expect(await walk(at({ layer: 0, target: { kind: 'inputDelta', input: 0 }, index: [0, 1, 0] }), -1, 1)).toEqual([
      '0 0,0,1',
    ]);
  });

  test('stops at the worst entry alone where the verdicts of a tensor cannot be had', async () => {
    expect(await walk(unselected(wrong), 1, 3, async () => undefined)).toEqual(['0 1,0,2', '1 0,1', '0 1,0,2']);
    const large = { layer: 0, report: { ...wrongTensor('dx', [4], [0]), entries: 2 ** 23 } };
    expect(marksRequest(large)).toBeUndefined();
  });

  test('comes back to the only wrong entry, and does nothing where all are right', async () => {
    const lone = async ({ layer }: { layer: number }) => (layer === 0 ? marks[0]!.map(() => 0) : [0, 0, 0, 0, 1, 0]);
    expect(await walk(unselected(wrong), 1, 2, lone)).toEqual(['1 1,1', '1 1,1']);
    expect(await nextWrong(opened(), 1, async () => undefined)).toBeUndefined();
  });
});

test('an index and its place in the data belong together', () => {
  expect(flatOf([1, 0, 2], [2, 2, 3])).toBe(8);
  expect(indexOf(8, [2, 2, 3])).toEqual([1, 0, 2]);
});

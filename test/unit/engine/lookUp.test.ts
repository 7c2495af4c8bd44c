/** What a check holds beside the gradients, as the panel asks for it while the check runs and after. */
import { describe, expect, test } from 'vitest';
import { lookUp } from '../../../src/engine/explain';
import { judgeAll, newTensorCheck, record } from '../../../src/engine/gradcheck/tensorCheck';
import { DEFAULT_TOLERANCES } from '../../../src/engine/gradcheck/verdict';
import type { EntryTarget } from '../../../src/engine/layer';
import type { TensorRef } from '../../../src/engine/reference';
import { newRunRecord, type RunRecord } from '../../../src/engine/run';

const of: EntryTarget = { kind: 'gradient', parameter: 'weight' };

/** Of ten entries with their gradients, so many have a numeric value. */
function checkOf(mine: readonly number[], numeric: readonly number[]) {
  const check = newTensorCheck('weight', of, { shape: [mine.length], data: Float64Array.from(mine) });
  numeric.forEach((value, flat) => record(check, flat, { value, uncertainty: 1e-15, spread: 0 }));
  // Only that a pass exists is asked of the trace.
  const trace = { model: { network: { layers: [] } } } as unknown as NonNullable<RunRecord['trace']>;
  const run: RunRecord = { ...newRunRecord(), trace };
  run.checks.set(0, { layer: 0, tensors: [check] });
  const ask = (kind: 'error' | 'wrong') => [...lookUp(run, { layer: 0, kind, of } as TensorRef)!.data];
  return { check, ask };
}

describe('errors while a tensor is checked', () => {
  test('stand for the entries that have a numeric value, with the floor of the analytic gradient', () => {
    // The first is rounding beside the tensor's largest: |0 − 1e−12| / (1e−3 · 1), not 1.
    const { ask } = checkOf([0, 0.5, 1], [1e-12, 0.5]);
    expect(ask('error')[0]).toBeCloseTo(1e-9, 20);
    expect(ask('error').slice(1)).toEqual([0, NaN]);
  });

  test('are the judged ones once the tensor is done, and mark the wrong entries', () => {
    const { check, ask } = checkOf([0.25, 0.5, 1], [0.25, 0.75, 1]);
    expect(ask('wrong')).toEqual([0, 0, 0]);
    judgeAll(check, [0, 1, 2], DEFAULT_TOLERANCES);
    expect(ask('wrong')).toEqual([0, 1, 0]);
    // |0.5 − 0.75| / (0.5 + 0.75)
    expect(ask('error')).toEqual([0, 0.2, 0]);
  });
});

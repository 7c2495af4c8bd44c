/** A step sweep for the harness's pictures: f(h) = value + c·h² with rounding u/h, and a branch for large steps. */
import type { SweepReply, SweepRequest } from '../../../src/engine/reference';
import type { EntryReply } from '../../../src/engine/reference';

export function pretendSweep(request: SweepRequest, { value, check, symbol }: EntryReply, kink: boolean): SweepReply {
  const numeric = check?.numeric ?? value;
  const points = Array.from({ length: 30 }, (_, k) => {
    const step = 2 ** -k;
    const rounding = 1e-17 / step;
    // Deterministic, and different from step to step, as rounding is.
    const noise = rounding * Math.abs(Math.sin(12.9898 * (k + 1)));
    const error = 3e-3 * step ** 2 + noise + (kink && k < 4 ? 1e-2 : 0);
    return { step, value: numeric + error, error, rounding, crossed: kink && k < 4 };
  });
  const slopes = [numeric * 0.6, numeric * 1.4] as const;
  const atKink = { verdict: 'kink', slopes, unit: 'relu1[0, 3, 5, 5] changes sign' } as const;
  return {
    ...request,
    symbol,
    analytic: value,
    check: check && kink ? { ...check, ...atKink } : check,
    method: 'central differences with Ridders’ extrapolation',
    points,
    chosen: 2 ** -8,
    slope: 1.998,
  };
}

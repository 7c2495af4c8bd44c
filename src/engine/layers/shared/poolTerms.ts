/** δ of the windows that cover a cell. Output positions are x (row) and y (column), with three axes z first. */
import type { Term, TermSum } from '../../layer';
import { ravel, type Shape, type Tensor } from '../../tensor';
import { takers, type Maps } from './maps';
import type { Lists } from './readers';
import { dimsOf, PLACES } from './spatial';
import { batch, DELTA, factorAt, local, symbol } from './symbols';

export interface WindowFactor {
  readonly symbol: string;
  /** Does it differ from window to window? It then bears the running indices. */
  readonly varies?: boolean;
  /** By the index of an output; a window without a factor takes no part. */
  of(place: readonly number[]): number | undefined;
}

/** Σ_x Σ_y δ[c,x,y] · factor over the windows that cover a cell. */
export function overWindows(
  [n, c, ...cell]: readonly number[],
  input: Shape,
  maps: Maps,
  windows: Lists,
  delta: Tensor,
  factor: WindowFactor,
): TermSum {
  const covering = takers(maps, windows, ravel(cell, input.slice(2)));
  const names = PLACES[dimsOf(cell)];
  const terms = covering.flatMap((place): Term[] => {
    const value = factor.of([n!, c!, ...place]);
    if (value === undefined) return [];
    const factors = [factorAt(DELTA, delta, [n!, c!, ...place]), local(value)];
    return [{ at: place, factors, product: factors[0]!.value * value }];
  });
  return {
    indices: names.map((name, axis) => ({ name, ...bounds(covering, axis, delta.shape[axis + 2]!) })),
    factors: [
      symbol('δ', [...batch(delta.shape[0]!, n!), c!, ...names]),
      symbol(factor.symbol, factor.varies ? names : []),
    ],
    terms,
  };
}

/** All output cells where no window covers the cell, so that the bounds stay readable. */
function bounds(places: readonly (readonly number[])[], axis: number, extent: number): { from: number; to: number } {
  if (places.length === 0) return { from: 0, to: extent - 1 };
  const all = places.map((place) => place[axis]!);
  return { from: Math.min(...all), to: Math.max(...all) };
}

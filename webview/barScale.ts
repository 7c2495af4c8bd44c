/** The common logarithmic scale of a network's bars and of its gradient flow: whole decades. */
import type { RunView } from './store';

export interface LogScale {
  /** Exponents of ten: 10^from … 10^to, from < to. */
  readonly from: number;
  readonly to: number;
}

/** The decades that hold all positive finite magnitudes; undefined where there are none. */
export function decades(magnitudes: Iterable<number>): LogScale | undefined {
  let from = Infinity;
  let to = -Infinity;
  for (const magnitude of magnitudes) {
    if (!(magnitude > 0) || magnitude === Infinity) continue;
    const exponent = Math.log10(magnitude);
    from = Math.min(from, Math.floor(exponent));
    to = Math.max(to, Math.ceil(exponent));
  }
  if (from > to) return undefined;
  return from === to ? { from, to: to + 1 } : { from, to };
}

/** Where a magnitude lies on the scale, 0 … 1; undefined for 0, NaN and ∞, which lie nowhere. */
export function fraction(scale: LogScale, magnitude: number): number | undefined {
  if (!(magnitude > 0) || magnitude === Infinity) return undefined;
  const at = (Math.log10(magnitude) - scale.from) / (scale.to - scale.from);
  return Math.min(1, Math.max(0, at));
}

/** Mean of |a|, |δ| and |∂C/∂W| in one row of the list; undefined where it is not there (yet). */
export interface Magnitudes {
  readonly output: number | undefined;
  readonly delta: number | undefined;
  readonly gradient: number | undefined;
}

/** Means of a layer (−1 is the input). The gradient's is taken over all entries of all parameters. */
export function magnitudesOf(run: RunView | undefined, layer: number): Magnitudes {
  const gradients = Object.values(run?.gradients[layer] ?? {});
  const entries = gradients.reduce((sum, stats) => sum + stats.entries, 0);
  const total = gradients.reduce((sum, stats) => sum + stats.meanAbs * stats.entries, 0);
  return {
    output: run?.outputs[layer + 1]?.stats.meanAbs,
    delta: run?.deltas[layer + 1]?.stats.meanAbs,
    gradient: entries === 0 ? undefined : total / entries,
  };
}

/** The scale that bars and chart share: it holds every mean of the run, input included. */
export function scaleOf(run: RunView | undefined, layers: number): LogScale | undefined {
  const means: number[] = [];
  for (let layer = -1; layer < layers; layer++) {
    const { output, delta, gradient } = magnitudesOf(run, layer);
    for (const mean of [output, delta, gradient]) if (mean !== undefined) means.push(mean);
  }
  return decades(means);
}

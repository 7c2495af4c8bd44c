/** `--layer NAME`: from names to the indices of layers; the loss is a layer called `loss` after the last. */
import { didYouMean } from '../engine/problem';
import type { NetworkSummary } from '../engine/summary';
import { badOption } from './failure';

/** Undefined means all. Throws a CliFailure for a name that there is not. */
export function chooseLayers(summary: NetworkSummary, names: readonly string[] | undefined): number[] | undefined {
  if (names === undefined || names.length === 0) return undefined;
  return [...new Set(names.map((name) => indexOfLayer(summary, name)))];
}

export function indexOfLayer(summary: NetworkSummary, name: string): number {
  const known = summary.layers.map((layer) => layer.name);
  const at = known.indexOf(name);
  if (at >= 0) return at;
  if (name === 'loss') return known.length;
  const meant = didYouMean(name, [...known, 'loss']);
  const near = meant === undefined ? ` The layers are ${known.join(', ')}.` : ` Did you mean "${meant}"?`;
  throw badOption(`there is no layer "${name}" in ${summary.name}.${near}`);
}

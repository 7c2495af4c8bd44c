/** MaxPool1d, 2d and 3d, and their adaptive kin. */
import type { EntryTarget, Layer, Reject, Sample, TermSum } from '../../layer';
import { bool } from '../../options';
import { extents, extentsOrNull, optionalExtents, type Dims } from '../../spatialOptions';
import { ravel } from '../../tensor';
import { adaptiveMaps, SIZES_IN, stretchFormula } from './adaptive';
import { defineMaximum, maximumTerms, type MaximumState } from './maximum';
import { overWindows } from './poolTerms';
import { slidingMaps } from './poolWindows';
import { listOf, readersOf } from './readers';
import { ALONG, CELLS, PLACES, TAPS } from './spatial';

interface MaxPool {
  readonly type: string;
  readonly dims: Dims;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

const TIES =
  'Of equal entries the first in row-major order is the maximum, and NaN is larger than any number, as in PyTorch.';

export function defineMaxPool({ type, dims, samples, rejects }: MaxPool): Layer {
  const [places, cells, taps] = [PLACES[dims], CELLS[dims], TAPS[dims]];
  const read = places.map((place, axis) => `${place}·s + ${taps[axis]}·d − padding`).join(', ');
  return defineMaximum({
    type,
    doc: `Keeps the largest entry of each window, map by map. ${TIES} Padding counts as −∞.`,
    formula: {
      forward: `a[c,${places.join()}] = max_{${taps.join()}} z[c, ${read}]`,
      backward: backwardFormula(places.join(), cells.join()),
    },
    options: {
      kernel_size: extents(dims, { min: 1, doc: `${ALONG[dims]} of the window.` }),
      stride: optionalExtents(dims, { min: 1, doc: 'Cells that the window moves; kernel_size when left out.' }),
      padding: extents(dims, { min: 0, default: 0, doc: 'Cells of −∞ around the input, at most half the kernel.' }),
      dilation: extents(dims, { min: 1, default: 1, doc: 'Distance between neighbouring cells of the window.' }),
      ceil_mode: bool({ default: false, doc: 'Round the output size up: the last window may stick out at the end.' }),
    },
    lastNaN: true,
    plan: (input, o) => slidingMaps(type, dims, input, o),
    terms: maxPoolTerms,
    torch: `F.max_pool${dims}d(x, kernel_size, stride, padding, dilation, ceil_mode)`,
    samples,
    rejects,
  });
}

export function defineAdaptiveMaxPool({ type, dims, samples, rejects }: MaxPool): Layer {
  const [places, cells] = [PLACES[dims], CELLS[dims]];
  const elsewhere = Object.fromEntries(
    [`GlobalMaxPool${dims}d`, `GlobalMaxPooling${dims}D`].map((name) => [name, '"output_size": 1']),
  );
  return defineMaximum({
    type,
    elsewhere,
    doc: `Keeps the largest entry of windows whose size follows from the output size that is asked for; where it does not divide, they overlap. With output_size 1 it is a global max pool (what other libraries call GlobalMaxPool). ${TIES}`,
    formula: {
      forward: `a[c,${places.join()}] = max z[c,${cells.join()}] over ${stretchFormula(dims)}`,
      backward: backwardFormula(places.join(), cells.join()),
    },
    options: { output_size: extentsOrNull(dims, { min: 1, doc: `${SIZES_IN[dims]}; null keeps those of the input.` }) },
    lastNaN: true,
    plan: (input, { output_size }) => adaptiveMaps(type, dims, input, output_size),
    terms: maxPoolTerms,
    torch: `F.adaptive_max_pool${dims}d(x, [m or n for m, n in zip(output_size, x.shape[2:])])`,
    samples,
    rejects,
  });
}

const backwardFormula = (places: string, cells: string): string =>
  `∂C/∂z[c,${cells}] = Σ δ[c,${places}] over the windows (${places}) whose maximum is (${cells})`;

/** As of any maximum, but with the windows that cover the cell named. */
function maxPoolTerms(target: EntryTarget, index: readonly number[], state: MaximumState): TermSum | undefined {
  if (target.kind !== 'inputDelta') return maximumTerms(target, index, state);
  const { delta, output, saved } = state;
  if (!delta) return undefined;
  const { maps, windows, argmax, shape } = saved;
  const entry = ravel(index, shape);
  const sum = overWindows(index, shape, maps, windows, delta, {
    symbol: '1',
    of: (place) => (argmax[ravel(place, output.shape)] === entry ? 1 : undefined),
  });
  const covered = listOf(readersOf(windows, maps.cells), entry % maps.cells).length > 0;
  const none = covered ? 'this cell is the maximum of no window' : 'no window covers this cell';
  const note =
    sum.terms.length > 0
      ? 'this cell is the maximum of these windows: each passes on its δ'
      : `${none}, so its gradient is 0`;
  return { ...sum, note };
}

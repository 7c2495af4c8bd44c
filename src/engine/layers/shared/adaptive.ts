/** Windows of adaptive pools: output cell k takes the cells ⌊k·in/out⌋ … ⌈(k + 1)·in/out⌉ − 1, as PyTorch's do. */
import type { DoesNotFit } from '../../layer';
import type { Dims } from '../../spatialOptions';
import { sizeOf, type Shape } from '../../tensor';
import { axisName } from './axisText';
import { stretchLists, type Maps } from './maps';
import { CELLS, notSpatial, PLACES } from './spatial';

interface Stretch {
  readonly from: number;
  readonly to: number;
}

const stretches = (input: number, output: number): Stretch[] =>
  Array.from({ length: output }, (_, at) => ({
    from: Math.floor((at * input) / output),
    to: Math.ceil(((at + 1) * input) / output) - 1,
  }));

/** `null` keeps the size of the input. */
export function adaptiveMaps(
  type: string,
  dims: Dims,
  input: Shape,
  size: readonly (number | null)[],
): Maps | DoesNotFit {
  const wrongRank = notSpatial(type, dims, input);
  if (wrongRank) return wrongRank;
  const [samples, channels, ...extents] = input as [number, number, ...number[]];
  const outputs = size.map((cells, axis) => cells ?? extents[axis]!);
  const kernel = extents.map((extent, axis) => extent / outputs[axis]!);
  const all = (value: number) => extents.map(() => value);
  const line = (extent: number, axis: number): string =>
    dims === 1 ? `${extent} → ${outputs[axis]!}` : `${axisName(axis, dims)}: ${extent} → ${outputs[axis]!}`;
  return {
    output: [samples, channels, ...outputs],
    arithmetic: extents.map(line),
    // Where all axes divide evenly, the windows are those of an ordinary pool.
    ...(kernel.every(Number.isInteger) && {
      window: { kernel, stride: kernel, dilation: all(1), padding: all(0) },
    }),
    maps: samples * channels,
    cells: sizeOf(extents),
    outputs: sizeOf(outputs),
    windowText: 'its window',
    windows: () =>
      stretchLists(
        extents.map((extent, axis) => stretches(extent, outputs[axis]!)),
        extents,
      ),
  };
}

/** What `output_size` counts, for its doc. */
export const SIZES_IN: { readonly [D in Dims]: string } = {
  1: 'Cells of the output',
  2: 'Rows and columns of the output',
  3: 'Slices, rows and columns of the output',
};

const EXTENTS: { readonly [D in Dims]: readonly string[] } = { 1: ['L'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] };

/** `⌊x·H/H′⌋ ≤ i < ⌈(x+1)·H/H′⌉, j likewise` */
export function stretchFormula(dims: Dims): string {
  const [[place], [cell, ...others], [extent]] = [PLACES[dims], CELLS[dims], EXTENTS[dims]];
  const first = `⌊${place}·${extent}/${extent}′⌋ ≤ ${cell} < ⌈(${place}+1)·${extent}/${extent}′⌉`;
  return others.length === 0 ? first : `${first}, ${others.join(' and ')} likewise`;
}

/** What one map of a layer shows: which tensor, which part of it, and the words around it. */
import type { EntryRequest, TensorRef } from '../../../src/protocol';
import { noRing, type Ring } from '../../draw/geometry';
import type { MapKind } from '../../store';
import type { Wanted } from './useTensors';

/** Which of the connected spaces a map lies in; maps of one space light the same cell. */
export type Space = 'input' | 'kernel' | 'output';
export type MapRow = 'value' | 'gradient' | 'error';

export interface MapSpec {
  readonly id: string;
  readonly kind: MapKind;
  readonly space: Space;
  readonly row: MapRow;
  /** 0 input, 1 kernel, 2 output. */
  readonly column: 0 | 1 | 2;
  readonly wanted: Wanted | undefined;
  /** Leading indices held fixed, and what is left of the shape: two axes, one, or none. */
  readonly fixed: readonly number[];
  readonly rest: readonly number[];
  /** Indices after those: a plane of one cell is shown as the vector of its channels. */
  readonly trail: readonly number[];
  /** The channel that is chosen, where the channels are the cells. */
  readonly channel: number | undefined;
  /** Cells of a matrix may be longer than wide. */
  readonly stretch: number;
  /** A vector of neighbours in a sequence stands in one row; others are wrapped to about square. */
  readonly inRow: boolean;
  readonly title: MapTitle;
  readonly caption: string;
  /** How the map is spoken of: `δ, filter 3`. */
  readonly spoken: string;
  /** Name of the tensor in front of a full index: `δ`. */
  readonly name: string;
  readonly palette: 'signed' | 'error' | 'grey';
  readonly ring: Ring;
  readonly ringStyle: 'zeros' | 'blank';
  /** What an entry of the map opens; undefined where it is no sum. */
  readonly opens: Pick<EntryRequest, 'layer' | 'target'> | undefined;
}

export interface MapTitle {
  readonly symbol: string;
  /** `[3,1]` */
  readonly index: string;
  /** `input 14×14`; left out first where there is no room. */
  readonly what: string;
}

/** Starts a map; the parts that most maps share are filled in. */
export function mapSpec(
  spec: Pick<MapSpec, 'kind' | 'space' | 'row' | 'column' | 'fixed' | 'title' | 'caption' | 'spoken'> &
    Partial<MapSpec> & {
      readonly shape: readonly number[];
      readonly ref: TensorRef;
      readonly stamp: string | undefined;
    },
): MapSpec {
  const { shape, ref, stamp, fixed, ...rest } = spec;
  return {
    id: spec.kind,
    name: spec.title.symbol,
    palette: spec.row === 'error' ? 'error' : 'signed',
    ring: noRing,
    ringStyle: 'blank',
    opens: undefined,
    channel: undefined,
    inRow: false,
    ...rest,
    fixed,
    ...restOf(shape, fixed.length),
    wanted: stamp === undefined ? undefined : { request: { ref, fixed, ...limit(spec.row) }, stamp },
  };
}

/** Flat matrices are hard to see and to point at. */
const longestCell = 8;

/** What is left of a shape; `C×1×1` is a vector of C. */
function restOf(shape: readonly number[], held: number): Pick<MapSpec, 'rest' | 'trail' | 'stretch'> {
  const rest = shape.slice(held);
  if (rest.length === 3) return { rest: rest.slice(0, 1), trail: [0, 0], stretch: 1 };
  return { rest, trail: [], stretch: held === 0 && rest.length === 2 ? longestCell : 1 };
}

/** Larger tensors come reduced already; what is left to do for the pixels is done here. */
export const mostEntries = 2 ** 18;

function limit(row: MapRow): { readonly maxEntries: number; readonly reduce: 'mean' | 'max' } {
  return { maxEntries: mostEntries, reduce: row === 'error' ? 'max' : 'mean' };
}

/** The same map of a tensor that is reduced otherwise. */
export function withReduction(spec: MapSpec, reduce: 'mean' | 'min' | 'max'): MapSpec {
  if (spec.wanted === undefined || spec.row === 'error') return spec;
  return { ...spec, wanted: { ...spec.wanted, request: { ...spec.wanted.request, reduce } } };
}

/** Which cell is looked at: under the pointer or the keyboard's focus, else the one that was chosen last. */
import { useState } from 'preact/hooks';
import type { CellPlace } from '../../draw/geometry';
import type { Cell, MapKind } from '../../store';
import type { Anchor } from './heatmap';
import { entryPlace, type MapData } from './mapData';
import type { MapSpec, Space } from './mapSpec';
import type { Focus } from './marks';

/** The map that is pointed at, and where. */
export interface Pointed {
  readonly id: string;
  /** Among the shown cells. */
  readonly cell: CellPlace;
  readonly anchor: Anchor;
}

export type Cursors = { readonly [S in Space]?: CellPlace };

const spaces: { readonly [K in MapKind]: Space } = {
  input: 'input',
  inputDelta: 'input',
  inputError: 'input',
  kernel: 'kernel',
  gradient: 'kernel',
  gradientError: 'kernel',
  output: 'output',
  delta: 'output',
};

export interface FocusState {
  readonly pointed: Pointed | undefined;
  /** By space, in the rows and columns of the plane. */
  readonly cursors: Cursors;
  readonly point: (pointed: Pointed | undefined) => void;
  readonly moveTo: (space: Space, cell: CellPlace) => void;
}

export function useFocus(chosen: Cell | undefined): FocusState {
  const [pointed, setPointed] = useState<Pointed>();
  const [cursors, setCursors] = useState<Cursors>(() =>
    chosen === undefined ? {} : { [spaces[chosen.map]]: { row: chosen.row, column: chosen.column } },
  );
  return {
    pointed,
    cursors,
    point: setPointed,
    moveTo: (space, cell) => setCursors((before) => ({ ...before, [space]: cell })),
  };
}

export function focusOf(spec: MapSpec, data: MapData, cell: CellPlace): Focus {
  return { space: spec.space, row: spec.row, cell: entryPlace(data, cell) };
}

/** The cell at rest: the chosen one, else the middle of the output. */
export function restingCell(cursor: CellPlace | undefined, plane: readonly [number, number]): CellPlace {
  const inside = cursor !== undefined && cursor.row < plane[0] && cursor.column < plane[1];
  return inside ? cursor : { row: Math.floor((plane[0] - 1) / 2), column: Math.floor((plane[1] - 1) / 2) };
}

/** The strongest entry of a map, among the shown cells. */
export function strongestCell({ values, grid }: MapData): CellPlace {
  let [best, at] = [-1, 0];
  for (let k = 0; k < values.length; k++) {
    const size = Math.abs(values[k]!);
    if (size > best) [best, at] = [size, k];
  }
  return { row: Math.floor(at / grid.columns), column: at % grid.columns };
}

/** What is lit in the maps of a layer when one cell is looked at: pure, and the same for pointer and keys. */
import type { CellPlace, Region } from '../../draw/geometry';
import { cellsOfTap, readersOf, windowOf } from '../../draw/windows';
import type { MapRow, Space } from './mapSpec';
import type { Relation } from './relation';

/** A cell that is looked at, in the coordinates of its space: rows and columns of a plane, [0, k] of a vector. */
export interface Focus {
  readonly space: Space;
  readonly row: MapRow;
  readonly cell: CellPlace;
}

export type MarkStyle = 'lit' | 'counterpart';

export interface Mark {
  readonly region: Region;
  readonly style: MarkStyle;
}

/** The regions that belong to a cell, one for each space at most. */
export type Links = { readonly [S in Space]?: Region };

const one = ({ row, column }: CellPlace): Region => ({ row, column, rows: 1, columns: 1 });

export function linksOf(relation: Relation, { space, cell }: Pick<Focus, 'space' | 'cell'>): Links {
  const self: Links = { [space]: one(cell) };
  switch (relation.kind) {
    case 'window':
      return { ...self, ...windowLinks(relation, space, cell) };
    case 'matrix':
      return { ...self, ...matrixLinks(relation, space, cell) };
    case 'cellwise':
      return space === 'kernel' ? self : { input: one(cell), output: one(cell) };
    case 'flatten':
      return { ...self, ...flattenLinks(relation, space, cell) };
    case 'none':
      return self;
  }
}

function windowLinks({ window }: Extract<Relation, { kind: 'window' }>, space: Space, cell: CellPlace): Links {
  if (space === 'output') return { input: windowOf(window, cell) };
  if (space === 'kernel') return { input: cellsOfTap(window, cell) };
  const output = readersOf(window, cell);
  return output === undefined ? {} : { output };
}

function matrixLinks({ outputs, inputs }: Extract<Relation, { kind: 'matrix' }>, space: Space, cell: CellPlace): Links {
  if (space === 'output') return { kernel: { row: cell.column, column: 0, rows: 1, columns: inputs } };
  if (space === 'input') return { kernel: { row: 0, column: cell.column, rows: outputs, columns: 1 } };
  return { input: one({ row: 0, column: cell.column }), output: one({ row: 0, column: cell.row }) };
}

function flattenLinks(
  { first, rows, columns }: Extract<Relation, { kind: 'flatten' }>,
  space: Space,
  cell: CellPlace,
): Links {
  if (space === 'input') return { output: one({ row: 0, column: first + cell.row * columns + cell.column }) };
  const at = cell.column - first;
  if (space !== 'output' || at < 0 || at >= rows * columns) return {};
  return { input: one({ row: Math.floor(at / columns), column: at % columns }) };
}

/**
 * Marks of one map. The cell is lit in the row of maps where it is looked at, and dashed in the others; a cell in an
 * error map points at the gradient above it.
 */
export function marksFor(map: { readonly space: Space; readonly row: MapRow }, focus: Focus, links: Links): Mark[] {
  const region = links[map.space];
  if (region === undefined) return [];
  if (map.row === focus.row) return [{ region, style: 'lit' }];
  if (map.row === 'error') return [];
  return [{ region, style: 'counterpart' }];
}

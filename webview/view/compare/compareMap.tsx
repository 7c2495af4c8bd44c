/** One of the three maps; an arrow or a click moves the lit cell in all of them. */
import type { CellPlace } from '../../draw/geometry';
import { full, value as valueText } from '../../numbers';
import { Heatmap } from '../maps/heatmap';
import type { DrawnMap } from '../maps/looks';
import { entryPlace, fullIndex, shownRegion, type MapData } from '../maps/mapData';
import type { FocusState } from '../maps/useFocus';

interface CompareMapProps {
  readonly map: DrawnMap;
  readonly box: number;
  readonly index: readonly number[];
  readonly caption: string;
  readonly point: FocusState['point'];
  readonly copy: (text: string) => void;
  readonly onLook: (index: readonly number[]) => void;
  readonly onOpen: ((index: readonly number[]) => void) | undefined;
}

export function CompareMap({ map, box, index, caption, point, copy, onLook, onOpen }: CompareMapProps) {
  const { spec, data, look, range, shortRange, inCell, absent } = map;
  const place = placeOf(index, spec.fixed.length);
  const indexAt = (cell: CellPlace): number[] => [
    ...fullIndex(spec.fixed, spec.rest, data === undefined ? cell : entryPlace(data, cell)),
    ...spec.trail,
  ];
  const valueAt = ({ row, column }: CellPlace): number => data?.values[row * data.grid.columns + column] ?? NaN;
  return (
    <Heatmap
      title={spec.title}
      range={absent ? '' : range}
      shortRange={shortRange}
      caption={caption}
      box={box}
      data={data}
      look={look}
      inCell={inCell}
      spoken={spec.spoken}
      spokenCell={(cell) => `${spec.spoken}, at ${indexAt(cell).join(', ')}: ${valueText(valueAt(cell))}`}
      marks={[{ region: { ...place, rows: 1, columns: 1 }, style: 'lit' }]}
      cursor={data === undefined ? place : shownCell(data, place)}
      onPoint={(cell, anchor) =>
        point(cell === undefined || anchor === undefined ? undefined : { id: spec.id, cell, anchor })
      }
      onMove={(cell) => onLook(indexAt(cell))}
      onOpen={(cell) => onOpen?.(indexAt(cell))}
      onCopy={(cell) => copy(full(valueAt(cell)))}
      asTable={false}
      chosen={spec.id === 'mine'}
      opens={false}
    />
  );
}

/** Where an entry lies in its plane; of `[c, 0, 0]`, which is shown as a vector, at `c`. */
function placeOf(index: readonly number[], held: number): CellPlace {
  const rest = index.slice(held);
  return rest.length === 2 ? { row: rest[0]!, column: rest[1]! } : { row: 0, column: rest[0] ?? 0 };
}

function shownCell(data: MapData, place: CellPlace): CellPlace {
  const region = shownRegion(data, { ...place, rows: 1, columns: 1 });
  return { row: Math.floor(region?.row ?? 0), column: Math.floor(region?.column ?? 0) };
}

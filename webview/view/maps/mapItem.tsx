/** A map of a layer in its place, wired to what is looked at and to what a cell opens. */
import { useMemo } from 'preact/hooks';
import type { EntryRequest, TensorReport } from '../../../src/protocol';
import type { CellPlace } from '../../draw/geometry';
import { defaultBound } from '../../draw/scale';
import { full, opened, value as valueText } from '../../numbers';
import { Heatmap } from './heatmap';
import { errorCaption } from './layerMaps';
import type { DrawnMap } from './looks';
import { entryPlace, fullIndex, hasEntry, shownRegion } from './mapData';
import type { Mark } from './marks';
import type { Tip } from './tooltip';
import type { FocusState, Pointed } from './useFocus';

export interface MapActions {
  readonly focus: FocusState;
  readonly open: (entry: EntryRequest) => void;
  readonly copy: (text: string) => void;
  readonly choose: (map: DrawnMap, cell: CellPlace) => void;
}

interface MapItemProps extends MapActions {
  readonly map: DrawnMap;
  readonly box: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  /** In the rows and columns of the plane. */
  readonly cursor: CellPlace;
  readonly report: TensorReport | undefined;
  /** What is said of an error map without values. */
  readonly waiting: string;
  readonly asTable: boolean;
  readonly chosen: boolean;
  readonly note?: preact.ComponentChildren;
}

export function MapItem({
  map,
  box,
  height,
  marks,
  cursor,
  report,
  waiting,
  asTable,
  chosen,
  note,
  ...actions
}: MapItemProps) {
  const { spec, data, look, range, inCell } = map;
  const { focus, open, copy, choose } = actions;
  const isError = spec.row === 'error';
  const errors = useMemo(
    () =>
      isError && data !== undefined
        ? errorCaption(
            report,
            data.values,
            look.scale.kind === 'error' ? look.scale.bound : defaultBound,
            data.plane[0] * data.plane[1],
          )
        : '',
    [isError, data, report, look],
  );
  const shownCursor = data === undefined ? { row: 0, column: 0 } : shownCell(data, cursor);
  const unchecked = isError && map.absent;
  return (
    <Heatmap
      title={spec.title}
      range={unchecked ? 'not checked yet' : range}
      shortRange={unchecked ? 'not checked' : map.shortRange}
      caption={unchecked ? waiting : isError ? errors : spec.caption}
      box={box}
      height={height}
      data={data}
      look={look}
      inCell={inCell}
      spoken={spec.spoken}
      spokenCell={(cell) => spokenCell(map, cell)}
      marks={marks}
      cursor={shownCursor}
      onPoint={(cell, anchor) =>
        focus.point(cell === undefined || anchor === undefined ? undefined : { id: spec.id, cell, anchor })
      }
      onMove={(cell) => choose(map, cell)}
      onOpen={(cell) => {
        const entry = entryOf(map, cell);
        if (entry === undefined) return;
        choose(map, cell);
        open(entry);
      }}
      onCopy={(cell) => copy(full(valueAt(map, cell)))}
      asTable={asTable}
      chosen={chosen}
      note={map.absent ? note : undefined}
      opens={spec.opens !== undefined}
    />
  );
}

/** Where a place of the plane is shown. */
function shownCell(data: NonNullable<DrawnMap['data']>, { row, column }: CellPlace): CellPlace {
  const region = shownRegion(data, { row, column, rows: 1, columns: 1 });
  return region === undefined
    ? { row: 0, column: 0 }
    : { row: Math.floor(region.row), column: Math.floor(region.column) };
}

function valueAt({ data }: DrawnMap, { row, column }: CellPlace): number {
  return data?.values[row * data.grid.columns + column] ?? NaN;
}

function placeIn(map: DrawnMap, cell: CellPlace): CellPlace {
  return map.data === undefined ? cell : entryPlace(map.data, cell);
}

/** What a cell opens: the sum behind it. A cell that stands for several entries opens the first of them. */
export function entryOf(map: DrawnMap, cell: CellPlace): EntryRequest | undefined {
  const { opens, fixed, rest, trail } = map.spec;
  if (opens === undefined) return undefined;
  return { ...opens, index: [...fullIndex(fixed, rest, placeIn(map, cell)), ...trail] };
}

/** `δ, filter 3, row 3, column 6: −0.00114` */
function spokenCell(map: DrawnMap, cell: CellPlace): string {
  const { row, column } = placeIn(map, cell);
  const { rest, row: kind, spoken } = map.spec;
  const place = rest.length > 1 ? `, row ${row}, column ${column}` : rest.length === 1 ? `, entry ${column}` : '';
  const value = valueAt(map, cell);
  if (kind === 'error' && Number.isNaN(value)) return `${spoken}${place}: not checked yet`;
  return `${spoken}${place}: ${valueText(value)}`;
}

/** What the tooltip says of a cell. */
export function tipOf(map: DrawnMap, { cell, anchor }: Pointed, checked: boolean): Tip | undefined {
  const { spec, data } = map;
  if (data === undefined || !hasEntry(data, cell)) return undefined;
  const value = valueAt(map, cell);
  const entries = data.block[0] * data.block[1];
  const index = [...fullIndex(spec.fixed, spec.rest, entryPlace(data, cell)), ...spec.trail];
  const entry = checked && entries === 1 && spec.row !== 'value' ? entryOf(map, cell) : undefined;
  const unchecked = spec.row === 'error' && Number.isNaN(value);
  return {
    anchor,
    name: `${spec.name}[${index.join(', ')}]`,
    value: unchecked ? 'not checked yet' : opened(value),
    ...(entries > 1 ? { note: `a block of ${data.block.join('×')} entries from here` } : {}),
    hint: [spec.opens === undefined ? '' : 'Enter opens the sum', 'C copies'].filter(Boolean).join(' · '),
    ...(entry === undefined ? {} : { entry }),
  };
}

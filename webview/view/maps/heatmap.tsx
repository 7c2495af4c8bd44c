/** One map: title, canvas, what is lit, caption. Its cells are a grid with one focusable cell. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { boxOf, cellAt, clipRegion, cssSize, type CellPlace } from '../../draw/geometry';
import { hasLabels } from '../../draw/labels';
import type { ColourTable } from '../../draw/palette';
import type { Ink, RasterInput } from '../../draw/raster';
import type { Scale } from '../../draw/scale';
import type { CellFormat } from '../../numbers';
import { hasEntry, shownRegion, type MapData } from './mapData';
import { MapGrid } from './mapGrid';
import { MapTable } from './mapTable';
import type { Mark } from './marks';
import { MapTitleLine } from './mapTitleLine';
import type { MapTitle } from './mapSpec';
import { paintMap } from './paintMap';

/** A cell's rectangle on the screen. */
export type Anchor = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>;

/** How a map is coloured. */
export interface Look {
  readonly scale: Scale;
  readonly table: ColourTable;
  readonly ink: Ink;
  readonly mono: string;
  readonly nan: 'hatched' | 'unchecked';
  readonly ringStyle: 'zeros' | 'blank';
  readonly colours?: Uint8Array;
  readonly takesPart?: (row: number, column: number) => boolean;
}

export interface HeatmapProps {
  readonly title: MapTitle;
  /** `−0.95 … 0.70` */
  readonly range: string;
  readonly shortRange?: string | undefined;
  readonly caption: ComponentChildren;
  /** Width of the map in CSS pixels. */
  readonly box: number;
  /** Its height; as much as its width when left out. */
  readonly height?: number;
  readonly data: MapData | undefined;
  readonly look: Look;
  /** How a value is written in its cell; undefined for maps without numbers. */
  readonly inCell: CellFormat | undefined;
  readonly spoken: string;
  readonly spokenCell: (cell: CellPlace) => string;
  readonly marks: readonly Mark[];
  /** The focusable cell. */
  readonly cursor: CellPlace;
  /** The cell that is looked at, with its place on the screen. */
  readonly onPoint: (cell: CellPlace | undefined, anchor?: Anchor) => void;
  readonly onMove: (cell: CellPlace) => void;
  readonly onOpen: (cell: CellPlace) => void;
  readonly onCopy: (cell: CellPlace) => void;
  /** The table stands in place of the picture. */
  readonly asTable: boolean;
  /** Stands in the middle of a map that has no values. */
  readonly note?: ComponentChildren;
  /** Its cell was opened last: here the focus comes back to. */
  readonly chosen: boolean;
  /** The pointer is a hand: a click opens the entry. Else it only moves there, and Enter opens it. */
  readonly opens: boolean;
}

export function Heatmap(props: HeatmapProps) {
  const { title, range, shortRange, caption, box, height = box, data, note, asTable, chosen } = props;
  return (
    <figure class={chosen ? 'map chosen' : 'map'} style={{ width: `${box}px` }}>
      <MapTitleLine title={title} range={range} shortRange={shortRange} width={box} />
      <div class={data === undefined ? 'mapBox empty' : 'mapBox'} style={{ width: `${box}px`, height: `${height}px` }}>
        {data !== undefined && (asTable ? <MapTable {...props} data={data} /> : <Picture {...props} data={data} />)}
        {note !== undefined && <div class="mapNote">{note}</div>}
      </div>
      <figcaption class="mapCaption" title={typeof caption === 'string' ? caption : undefined}>
        {caption}
      </figcaption>
    </figure>
  );
}

export type PictureProps = Omit<
  HeatmapProps,
  'title' | 'chosen' | 'range' | 'shortRange' | 'caption' | 'box' | 'height' | 'note' | 'asTable' | 'data'
> & { readonly data: MapData };

/** Canvas, what is lit, and the cells for the keyboard. */
export function Picture(props: PictureProps) {
  const { data, marks, onPoint, onMove, onOpen, opens } = props;
  const size = cssSize(data.grid);
  const last = useRef<CellPlace | undefined>(undefined);
  const under = (event: MouseEvent, frame: DOMRect): CellPlace | undefined => {
    const cell = cellAt(data.grid, event.clientX - frame.left, event.clientY - frame.top);
    return cell !== undefined && hasEntry(data, cell) ? cell : undefined;
  };
  const point = (cell: CellPlace | undefined, frame?: DOMRect) => {
    if (cell?.row === last.current?.row && cell?.column === last.current?.column) return;
    last.current = cell;
    if (cell === undefined || frame === undefined) onPoint(undefined);
    else onPoint(cell, anchorOf(data, cell, frame));
  };
  return (
    <div
      class={opens ? 'picture opens' : 'picture'}
      style={{ width: `${size.width}px`, height: `${size.height}px` }}
      onPointerMove={(event) => {
        const frame = event.currentTarget.getBoundingClientRect();
        point(under(event, frame), frame);
      }}
      onPointerLeave={() => point(undefined)}
      onClick={(event) => {
        const cell = under(event, event.currentTarget.getBoundingClientRect());
        if (cell === undefined) return;
        onMove(cell);
        if (opens) onOpen(cell);
      }}
    >
      <MapCanvas {...props} />
      {marks.map((mark, at) => (
        <MarkBox key={at} mark={mark} data={data} />
      ))}
      <MapGrid {...props} />
    </div>
  );
}

function anchorOf({ grid }: MapData, cell: CellPlace, frame: DOMRect): Anchor {
  const { x, y, width, height } = boxOf(grid, { ...cell, rows: 1, columns: 1 });
  const [left, top] = [frame.left + x, frame.top + y];
  return { left, top, right: left + width, bottom: top + height };
}

/** Drawn again when values or colours change, never when something is lit. */
function MapCanvas({ data, look, inCell }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const format = hasLabels(data.grid) ? inCell : undefined;
  const input = useMemo((): RasterInput => {
    const { mono: _font, ringStyle, ...rest } = look;
    return { ...rest, ring: ringStyle, values: data.values, grid: data.grid };
  }, [data, look]);
  useLayoutEffect(() => {
    if (canvas.current !== null) paintMap(canvas.current, input, look.mono, format);
  }, [input, look.mono, format]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

/** A lit cell or window, solid on its casing; its counterpart in another map, dashed. */
function MarkBox({ mark, data }: { readonly mark: Mark; readonly data: MapData }) {
  const shown = shownRegion(data, mark.region);
  const clipped = shown && clipRegion(data.grid, shown);
  if (clipped === undefined) return null;
  const { x, y, width, height } = boxOf(data.grid, clipped);
  // A box of a single device pixel would be all border; it grows round its middle.
  const least = 5;
  const [wide, high] = [Math.max(width, least), Math.max(height, least)];
  const style = {
    transform: `translate(${x - (wide - width) / 2}px, ${y - (high - height) / 2}px)`,
    width: `${wide}px`,
    height: `${high}px`,
  };
  return <div class={`mark ${mark.style}`} style={style} aria-hidden="true" />;
}

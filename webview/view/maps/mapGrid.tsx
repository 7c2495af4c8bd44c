/** The cells of a map for the keyboard and for screen readers: a grid with one focusable cell. */
import { useEffect, useRef } from 'preact/hooks';
import { boxOf, type CellPlace } from '../../draw/geometry';
import type { HeatmapProps } from './heatmap';
import { hasEntry, type MapData } from './mapData';

type Props = Pick<HeatmapProps, 'spoken' | 'spokenCell' | 'cursor' | 'onMove' | 'onOpen' | 'onCopy' | 'onPoint'> & {
  readonly data: MapData;
};

export function MapGrid({ data, spoken, spokenCell, cursor, onMove, onOpen, onCopy, onPoint }: Props) {
  const focusable = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const { grid } = data;
  const at = hasEntry(data, cursor) ? cursor : { row: 0, column: 0 };
  const { x, y, width, height } = boxOf(grid, { ...at, rows: 1, columns: 1 });

  // A screen reader hears the new cell: the element is replaced, so the focus has to follow.
  useEffect(() => {
    if (moved.current) focusable.current?.focus({ preventScroll: true });
    moved.current = false;
  }, [at.row, at.column]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextCell(data, at, event.key);
    if (next !== undefined) {
      moved.current = next.row !== at.row || next.column !== at.column;
      onMove(next);
    } else if (event.key === 'Enter') onOpen(at);
    else if ((event.key === 'c' || event.key === 'C') && !event.shiftKey) onCopy(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="cells" role="grid" aria-label={spoken} aria-rowcount={grid.rows} aria-colcount={grid.columns}>
      <div role="row" aria-rowindex={at.row + 1}>
        <div
          key={`${at.row},${at.column}`}
          ref={focusable}
          class="cellFocus"
          role="gridcell"
          tabIndex={0}
          aria-colindex={at.column + 1}
          aria-label={spokenCell(at)}
          style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }}
          onKeyDown={onKeyDown}
          onFocus={(event) => onPoint(at, event.currentTarget.getBoundingClientRect())}
          onBlur={() => onPoint(undefined)}
        />
      </div>
    </div>
  );
}

/** Arrows step, Home and End go to the ends of the row; at the edge the cell stays. */
function nextCell(data: MapData, { row, column }: CellPlace, key: string): CellPlace | undefined {
  const { rows, columns } = data.grid;
  const inRow = Math.min(columns, data.values.length - row * columns);
  const wanted: { [key: string]: CellPlace } = {
    ArrowUp: { row: Math.max(0, row - 1), column },
    ArrowDown: { row: Math.min(rows - 1, row + 1), column },
    ArrowLeft: { row, column: Math.max(0, column - 1) },
    ArrowRight: { row, column: Math.min(inRow - 1, column + 1) },
    Home: { row, column: 0 },
    End: { row, column: inRow - 1 },
  };
  const next = wanted[key];
  if (next === undefined) return undefined;
  return hasEntry(data, next) ? next : { row, column };
}

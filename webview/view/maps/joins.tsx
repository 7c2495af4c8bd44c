/** Lines from the lit window to the kernel, and from the kernel to the output cell: what is multiplied with what. */
import { boxOf, clipRegion, cssSize, type Box, type Region } from '../../draw/geometry';
import { titleHeight, type MapsLayout } from './layout';
import { shownRegion, type MapData } from './mapData';

interface JoinsProps {
  readonly layout: MapsLayout;
  readonly input: MapData | undefined;
  /** Undefined where no kernel lies between. */
  readonly kernel: MapData | undefined;
  readonly output: MapData | undefined;
  readonly window: Region | undefined;
  readonly cell: Region | undefined;
}

export function Joins({ layout, input, kernel, output, window, cell }: JoinsProps) {
  const from = place(input, window, 0);
  const to = place(output, cell, 2 * (layout.box + layout.gap));
  if (from === undefined || to === undefined) return null;
  const middle = kernel && { x: layout.box + layout.gap, y: titleHeight, ...cssSize(kernel.grid) };
  const width = 3 * layout.box + 2 * layout.gap;
  return (
    <svg class="joins" width={width} height={titleHeight + layout.height} aria-hidden="true">
      {middle === undefined ? <Pair from={from} to={to} /> : <Pair from={from} to={middle} />}
      {middle !== undefined && <Pair from={middle} to={to} />}
    </svg>
  );
}

/** Right corners of one box to the left corners of the other. */
function Pair({ from, to }: { readonly from: Box; readonly to: Box }) {
  const [right, left] = [from.x + from.width, to.x];
  return (
    <>
      <line x1={right} y1={from.y} x2={left} y2={to.y} />
      <line x1={right} y1={from.y + from.height} x2={left} y2={to.y + to.height} />
    </>
  );
}

function place(data: MapData | undefined, region: Region | undefined, left: number): Box | undefined {
  if (data === undefined || region === undefined) return undefined;
  const shown = shownRegion(data, region);
  const clipped = shown && clipRegion(data.grid, shown);
  if (clipped === undefined) return undefined;
  const box = boxOf(data.grid, clipped);
  return { ...box, x: box.x + left, y: box.y + titleHeight };
}

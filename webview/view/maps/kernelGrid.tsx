/** All kernels of a convolution, or their gradients, side by side on one scale. A click chooses filter and channel. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TensorRef } from '../../../src/protocol';
import { filtersToAPage, kernelAt, kernelGridSize, kernelOrigin, pageOf } from '../../draw/kernelRaster';
import { rasterizeKernels, type KernelGridShape } from '../../draw/kernelRaster';
import { rangeOf } from '../../draw/scale';
import { count } from '../../numbers';
import type { Rpc } from '../../rpc';
import { putRaster, sized } from './paintMap';
import type { Palette } from './useInk';
import { useTensors, type Wanted } from './useTensors';

/** CSS pixels, before they are rounded to whole device pixels. */
const cellSize = 3.2;
const gapSize = 3;
/** Channels to a page: more would push everything else out of sight. */
const channelsToAPage = 32;
/** Weights up to this size come in one request, larger ones filter by filter. */
const wholeUpTo = 2 ** 18;

interface KernelGridProps {
  readonly title: string;
  readonly what: string;
  readonly source: TensorRef;
  /** filters × channels × rows × columns; of a transposed convolution channels × filters × rows × columns. */
  readonly shape: readonly number[];
  /** `filter o → channel c ↓`, or `o → c ↓` */
  readonly order: string;
  readonly stamp: string | undefined;
  readonly filter: number;
  readonly channel: number;
  readonly width: number;
  readonly ratio: number;
  readonly palette: Palette;
  readonly log: boolean;
  readonly rpc: Rpc;
  readonly onChoose: (filter: number, channel: number) => void;
}

export function KernelGrid(props: KernelGridProps) {
  const { title, what, shape, filter, channel, width, ratio, onChoose } = props;
  const [filters, channels, rows, columns] = shape as readonly [number, number, number, number];
  const cell = Math.max(1, Math.round(cellSize * ratio));
  const gap = Math.max(1, Math.floor(gapSize * ratio));
  const perPage = filtersToAPage(width * ratio, { channels, rows, columns, cell, gap });
  const [turned, setTurned] = useState<{ readonly of: number; readonly to: number }>();
  // A filter chosen elsewhere turns to its page; a page turned by hand stays until then.
  const page = pageOf(turned?.of === filter ? turned.to : filter, perPage, filters);
  const band = pageOf(channel, channelsToAPage, channels);
  const grid: KernelGridShape = { filters: page.columns, channels: band.columns, rows, columns, cell, gap };
  const values = usePage(props, page, band);
  const size = kernelGridSize({ ...grid, filters: Math.min(perPage, filters) });
  const turn = (to: number) => setTurned({ of: filter, to });
  return (
    <figure class="kernels" style={{ width: `${Math.min(width, Math.max(size.width / ratio, 260))}px` }}>
      <div class="mapTitle">
        <span class="mapName">
          <b>{title}</b>
        </span>
        <span class="mapWhat">{what}</span>
        <span class="mapRange mono">{props.order}</span>
      </div>
      <div class="kernelBox" style={{ height: `${kernelGridSize(grid).height / ratio}px` }}>
        {values !== undefined && (
          <KernelCanvas
            {...props}
            values={values}
            grid={grid}
            onClick={(event) => {
              const frame = event.currentTarget.getBoundingClientRect();
              const hit = kernelAt(grid, (event.clientX - frame.left) * ratio, (event.clientY - frame.top) * ratio);
              if (hit !== undefined) onChoose(page.column + hit.filter, band.column + hit.channel);
            }}
          />
        )}
        {values !== undefined && (
          <Chosen grid={grid} ratio={ratio} filter={filter - page.column} channel={channel - band.column} />
        )}
      </div>
      <Pages page={page} band={band} filters={filters} channels={channels} perPage={perPage} turn={turn} />
    </figure>
  );
}

type Range = ReturnType<typeof pageOf>;

/** The kernels of a page, filters × channels × rows × columns; undefined until all are there. */
function usePage({ rpc, source, shape, stamp }: KernelGridProps, page: Range, band: Range): Float64Array | undefined {
  const [filters, channels, rows, columns] = shape as readonly [number, number, number, number];
  const perKernel = rows * columns;
  const whole = filters * channels * perKernel <= wholeUpTo;
  const wanted: (Wanted | undefined)[] = whole
    ? [stamp === undefined ? undefined : { request: { ref: source, fixed: [] }, stamp }]
    : Array.from({ length: page.columns }, (_, k) =>
        stamp === undefined ? undefined : { request: { ref: source, fixed: [page.column + k] }, stamp },
      );
  const tensors = useTensors(rpc, wanted);
  return useMemo(() => {
    if (tensors.some((tensor) => tensor === undefined)) return undefined;
    const taken = new Float64Array(page.columns * band.columns * perKernel);
    for (let k = 0; k < page.columns; k++) {
      const from = whole ? tensors[0]!.values : tensors[k]?.values;
      if (from === undefined) return undefined;
      const start = ((whole ? page.column + k : 0) * channels + band.column) * perKernel;
      taken.set(from.subarray(start, start + band.columns * perKernel), k * band.columns * perKernel);
    }
    return taken;
  }, [...tensors.slice(0, 1), tensors.at(-1), tensors.length, page.column, page.columns, band.column, band.columns]);
}

interface KernelCanvasProps extends Pick<KernelGridProps, 'palette' | 'log' | 'ratio'> {
  readonly values: Float64Array;
  readonly grid: KernelGridShape;
  readonly onClick: (event: MouseEvent & { readonly currentTarget: HTMLCanvasElement }) => void;
}

function KernelCanvas({ values, grid, palette, log, ratio, onClick }: KernelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const { width, height } = kernelGridSize(grid);
    const context = sized(canvas.current, width, height, ratio);
    const scale = { kind: 'signed', max: rangeOf(values).largest, log } as const;
    if (context !== null)
      putRaster(context, rasterizeKernels(values, grid, scale, palette.signed, palette.ink.foreground));
  }, [values, palette, log, ratio, grid.cell, grid.filters, grid.channels]);
  return <canvas ref={canvas} class="kernelCanvas" aria-hidden="true" onClick={onClick} />;
}

interface ChosenProps {
  readonly grid: KernelGridShape;
  readonly ratio: number;
  readonly filter: number;
  readonly channel: number;
}

/** The chosen kernel solid, the column of its filter faint. */
function Chosen({ grid, ratio, filter, channel }: ChosenProps) {
  if (filter < 0 || filter >= grid.filters) return null;
  const { x, y } = kernelOrigin(grid, filter, Math.max(0, channel));
  const [wide, high] = [(grid.columns * grid.cell) / ratio, (grid.rows * grid.cell) / ratio];
  const all = kernelGridSize(grid).height / ratio;
  return (
    <>
      <div class="kernelColumn" style={{ left: `${x / ratio}px`, width: `${wide}px`, height: `${all}px` }} />
      {channel >= 0 && channel < grid.channels && (
        <div
          class="mark lit"
          style={{ transform: `translate(${x / ratio}px, ${y / ratio}px)`, width: `${wide}px`, height: `${high}px` }}
        />
      )}
    </>
  );
}

interface PagesProps {
  readonly page: Range;
  readonly band: Range;
  readonly filters: number;
  readonly channels: number;
  readonly perPage: number;
  readonly turn: (filter: number) => void;
}

/** `filters 0–63 of 120`, where not all are shown. */
function Pages({ page, band, filters, channels, perPage, turn }: PagesProps) {
  const words: string[] = [];
  if (page.columns < filters) words.push(`filters ${spanText(page)} of ${count(filters)}`);
  if (band.columns < channels) words.push(`channels ${spanText(band)} of ${count(channels)}`);
  if (words.length === 0) return null;
  return (
    <figcaption class="mapCaption">
      {words.join(', ')}
      {page.columns < filters && (
        <>
          {' · '}
          <button class="link" disabled={page.column === 0} onClick={() => turn(page.column - perPage)}>
            previous
          </button>{' '}
          <button
            class="link"
            disabled={page.column + page.columns >= filters}
            onClick={() => turn(page.column + perPage)}
          >
            next
          </button>
        </>
      )}
    </figcaption>
  );
}

const spanText = ({ column, columns }: Range): string => `${column}–${column + columns - 1}`;

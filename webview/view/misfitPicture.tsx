/** The kernel at its first place over the input: cells that have no input are hatched. */
import { useEffect, useState } from 'preact/hooks';
import type { LayerSummary, TensorReply, TensorRequest, Thumb } from '../../src/protocol';
import { textOn } from '../draw/contrast';
import { divergingTable, type Rgb } from '../draw/palette';
import { colourOf } from '../draw/raster';
import { rangeOf, type Scale } from '../draw/scale';
import { drawingOf, type MisfitDrawing } from '../misfit';
import * as numbers from '../numbers';
import type { State } from '../store';
import type { ViewProps } from './detail';

/** Longer side of the drawing in CSS pixels. */
const size = 262;
/** Cells from this size on carry their values. */
const valuesFrom = 26;

export function MisfitPicture(props: ViewProps & { layer: LayerSummary }) {
  const { state, layer } = props;
  const drawing = drawingOf(layer);
  const { plane, channel } = useInputPlane(props);
  if (drawing === undefined) return null;
  const cell = Math.max(1, Math.floor(size / Math.max(drawing.rows, drawing.columns)));
  const [width, height] = [drawing.columns * cell, drawing.rows * cell];
  const [kernelRows, kernelColumns] = drawing.kernel;
  const [rows, columns] = drawing.input;
  const before = layer.inputs[0] ?? -1;
  const from = before < 0 ? 'the input' : (state.network?.layers[before]?.name ?? '');
  const where = channel === undefined ? '' : `, channel ${channel}`;
  return (
    <figure class="misfitPicture">
      <svg width={width + 108} height={height + 4} role="img" aria-label={layer.misfit?.message}>
        <Hatching />
        <g transform="translate(2 2)">
          <rect class="outside" width={width} height={height} fill="url(#outside)" />
          <InputCells drawing={drawing} cell={cell} plane={plane} state={state} />
          <Lines drawing={drawing} cell={cell} />
          <rect class="kernel" width={kernelColumns * cell} height={kernelRows * cell} />
          <text x={width + 12} y="16">
            kernel {kernelRows}×{kernelColumns}
          </text>
          {(kernelRows > rows || kernelColumns > columns) && (
            <text x={width + 12} y={height - 16}>
              no input here
            </text>
          )}
        </g>
      </svg>
      <figcaption>
        input {rows}×{columns}
        {where} of {from}
      </figcaption>
    </figure>
  );
}

function Hatching() {
  return (
    <pattern id="outside" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="ground" width="9" height="9" />
      <path class="hatch" d="M0 0V9" />
    </pattern>
  );
}

function InputCells(props: { drawing: MisfitDrawing; cell: number; plane: Thumb | undefined; state: State }) {
  const { drawing, cell, plane, state } = props;
  const [rows, columns] = drawing.input;
  const [top, left] = drawing.padding;
  if (plane === undefined || plane.rows !== rows || plane.columns !== columns) {
    return <rect class="unknown" x={left * cell} y={top * cell} width={columns * cell} height={rows * cell} />;
  }
  const scale: Scale = { kind: 'signed', max: plane.max, log: false };
  const table = divergingTable(state.theme);
  const { format } = numbers.cells(plane.max);
  return (
    <g class="cells">
      {Array.from(plane.data, (value, at) => {
        const [x, y] = [((at % columns) + left) * cell, (Math.floor(at / columns) + top) * cell];
        const colour = colourOf(value, scale, table);
        return (
          <g key={at}>
            <rect x={x} y={y} width={cell} height={cell} fill={css(colour)} />
            {cell >= valuesFrom && (
              <text
                class="mono"
                x={x + cell / 2}
                y={y + cell / 2}
                fill={css(textOn(colour))}
                font-size={cell >= 48 ? 12 : 10}
              >
                {format(value)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** Lines between the cells that have no input, where they are large enough. */
function Lines({ drawing, cell }: { drawing: MisfitDrawing; cell: number }) {
  const { rows, columns, input, padding } = drawing;
  if (cell < 8) return null;
  const [width, height] = [columns * cell, rows * cell];
  const [right, bottom] = [(input[1] + padding[1]) * cell, (input[0] + padding[0]) * cell];
  const vertical = Array.from({ length: columns + 1 }, (_, k) => k * cell);
  const horizontal = Array.from({ length: rows + 1 }, (_, k) => k * cell);
  const down = vertical.map((x) => (x < right ? `M${x} ${bottom}V${height}` : `M${x} 0V${height}`));
  const across = horizontal.map((y) => (y < bottom ? `M${right} ${y}H${width}` : `M0 ${y}H${width}`));
  return <path class="outsideLines" d={[...down, ...across].join('')} />;
}

/** The layer's input, in the channel with the largest entry, once the forward pass has come that far. */
function useInputPlane({ state, rpc, layer }: ViewProps & { layer: LayerSummary }) {
  const [plane, setPlane] = useState<{ plane: Thumb; channel: number | undefined } | undefined>(undefined);
  const shape = layer.inputShapes[0] ?? [];
  const before = layer.inputs[0] ?? -1;
  const key = `${state.file} ${state.version} ${layer.index} ${state.run?.outputs[before + 1]?.run}`;
  useEffect(() => {
    let current = true;
    // One sample: [channels, rows, columns], small enough to be sent whole, or the first channels of it.
    const request: TensorRequest = { ref: { layer: before, kind: 'output' }, fixed: [0] };
    rpc.tensor(request).then(
      (reply) => current && setPlane(strongest(reply)),
      () => current && setPlane(undefined),
    );
    return () => {
      current = false;
    };
  }, [key]);
  const fits = plane !== undefined && plane.plane.rows === shape.at(-2) && plane.plane.columns === shape.at(-1);
  return { plane: fits ? plane.plane : undefined, channel: fits ? plane.channel : undefined };
}

function strongest(reply: TensorReply): { plane: Thumb; channel: number | undefined } | undefined {
  const [rows, columns] = reply.shape.slice(-2);
  if (rows === undefined || columns === undefined || reply.reduced !== undefined) return undefined;
  const all = new Float64Array(reply.data);
  const planes = Array.from({ length: all.length / (rows * columns) }, (_, channel) => {
    const data = all.slice(channel * rows * columns, (channel + 1) * rows * columns);
    return { plane: { rows, columns, data, max: rangeOf(data).largest }, channel };
  });
  const best = planes.reduce((a, b) => (b.plane.max > a.plane.max ? b : a));
  return planes.length > 1 ? best : { plane: best.plane, channel: undefined };
}

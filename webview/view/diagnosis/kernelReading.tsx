/** The kernel as the wrong pass reads it, and as it should be read. */
import { useMemo } from 'preact/hooks';
import type { Diagnosis, LayerReport } from '../../../src/protocol';
import { readingOf } from '../../kernelReading';
import { index as indexText } from '../../numbers';
import { selectedLayer } from '../../selectors';
import { selectionOf } from '../../store';
import { kernelShape } from '../../layerAxes';
import type { ViewProps } from '../detail';
import { Heatmap } from '../maps/heatmap';
import { drawMaps } from '../maps/looks';
import { mapData } from '../maps/mapData';
import { mapSpec } from '../maps/mapSpec';
import { usePalette } from '../maps/useInk';
import { usePixelRatio } from '../maps/usePixels';
import { useTensors, type Loaded } from '../maps/useTensors';
import { noRing } from '../../draw/geometry';

const box = 132;

type Props = ViewProps & {
  readonly diagnosis: Diagnosis;
  readonly report: LayerReport;
  readonly index: readonly number[];
};

export function KernelReading(props: Props) {
  const { state, rpc, diagnosis, index } = props;
  const layer = selectedLayer(state);
  const reading = readingOf(diagnosis.mistakes);
  const shape = layer && kernelShape(layer);
  const shown =
    layer !== undefined && reading !== undefined && shape !== undefined && diagnosis.target.kind === 'inputDelta';
  const fixed = shown ? [selectionOf(state, layer.index).filter, index[1]! % shape[1]!] : [];
  const ref = { layer: state.selected ?? -1, kind: 'parameter', parameter: 'weight' } as const;
  const stamp = `${state.version}/${state.run?.run}`;
  const [tensor] = useTensors(rpc, [shown ? { request: { ref, fixed }, stamp } : undefined]);
  const palette = usePalette(state.theme);
  const ratio = usePixelRatio();
  const drawn = useMemo(() => {
    if (!shown || tensor === undefined) return undefined;
    const [rows, columns] = [shape[2]!, shape[3]!];
    const turned = turnedBy(tensor, rows, columns, reading.turn);
    const specs = ['yours', reading.right].map((symbol) =>
      mapSpec({
        id: symbol,
        kind: 'kernel',
        space: 'kernel',
        row: 'value',
        column: 1,
        fixed,
        shape,
        ref,
        stamp,
        title: { symbol: '', index: '', what: symbol },
        caption: '',
        spoken: `kernel, ${symbol}`,
      }),
    );
    const data = [tensor, turned].map((one) => mapData(one, [rows, columns], box, ratio, noRing, 'mean'));
    return drawMaps(specs, data, palette, { scope: 'layer', log: false }, undefined);
  }, [tensor, palette, ratio, shown]);
  if (drawn === undefined || !shown) return null;
  const corner = reading.turn(0, 0, shape[2]!, shape[3]!);
  return (
    <section class="kernelReading">
      <h3>Kernel W{indexText(fixed)}, as yours is read and as it should be</h3>
      <div class="kernelPair">
        {drawn.map((map, at) => {
          const [row, column] = at === 0 ? [0, 0] : corner;
          return (
            <>
              {at === 1 && <Turn sign={reading.sign} />}
              <Heatmap
                key={map.spec.id}
                title={map.spec.title}
                range=""
                caption=""
                box={box}
                data={map.data}
                look={map.look}
                inCell={map.inCell}
                spoken={map.spec.spoken}
                spokenCell={({ row: r, column: c }) => `${map.spec.spoken}, row ${r}, column ${c}`}
                marks={[{ region: { row: row!, column: column!, rows: 1, columns: 1 }, style: 'lit' }]}
                cursor={{ row: 0, column: 0 }}
                onPoint={() => undefined}
                onMove={() => undefined}
                onOpen={() => undefined}
                onCopy={() => undefined}
                asTable={false}
                chosen={false}
                opens={false}
              />
            </>
          );
        })}
      </div>
    </section>
  );
}

/** The arrow that says how one becomes the other. */
function Turn({ sign }: { readonly sign: string }) {
  return (
    <span class="turn secondary">
      <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M3 7A5 5 0 0 1 12.5 5.5M12.8 2.5V5.6H9.7M13 9A5 5 0 0 1 3.5 10.5M3.2 13.5V10.4H6.3" />
      </svg>
      {sign}
    </span>
  );
}

function turnedBy(
  tensor: Loaded,
  rows: number,
  columns: number,
  turn: NonNullable<ReturnType<typeof readingOf>>['turn'],
): Loaded {
  const values = new Float64Array(tensor.values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [toRow, toColumn] = turn(row, column, rows, columns);
      values[toRow * columns + toColumn] = tensor.values[row * columns + column]!;
    }
  }
  return { ...tensor, values, data: values.buffer };
}

/** The kernel as the wrong pass reads it, and as it should be read. */
import { Fragment } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Diagnosis, LayerSummary } from '../../../src/protocol';
import { noRing } from '../../draw/geometry';
import { readingOf, type Plane, type Reading } from '../../kernelReading';
import { kernelOf } from '../../layerAxes';
import { index as indexText } from '../../numbers';
import { selectedLayer } from '../../selectors';
import { selectionOf } from '../../store';
import type { ViewProps } from '../detail';
import { Heatmap } from '../maps/heatmap';
import { drawMaps } from '../maps/looks';
import { mapData } from '../maps/mapData';
import { mapSpec } from '../maps/mapSpec';
import { usePalette, type Palette } from '../maps/useInk';
import { usePixelRatio } from '../maps/usePixels';
import { useTensors } from '../maps/useTensors';

interface KernelReadingProps extends ViewProps {
  readonly diagnosis: Diagnosis;
  /** The entry that is lit: its channel is the kernel's. */
  readonly index: readonly number[];
}

export function KernelReading(props: KernelReadingProps) {
  const { state, diagnosis, index } = props;
  const layer = selectedLayer(state);
  const kernel = layer && kernelOf(layer);
  const reading = readingOf(diagnosis.mistakes, layer?.operation === 'convolution');
  // A volume's kernel is no plane, and a transposed convolution reads its kernel as it is.
  if (layer === undefined || reading === undefined || diagnosis.target.kind !== 'inputDelta') return null;
  if (kernel === undefined || kernel.transposed || kernel.shape.length > 4) return null;
  const fixed = [selectionOf(state, layer.index).filter, index[1]! % kernel.channels];
  return <Pair {...props} layer={layer} reading={reading} fixed={fixed} shape={kernel.shape} />;
}

const box = 132;

interface PairProps extends KernelReadingProps {
  readonly layer: LayerSummary;
  readonly reading: Reading;
  readonly fixed: readonly number[];
  readonly shape: readonly number[];
}

function Pair({ state, rpc, layer, reading, fixed, shape }: PairProps) {
  const ref = { layer: layer.index, kind: 'parameter', parameter: 'weight' } as const;
  const [tensor] = useTensors(rpc, [{ request: { ref, fixed }, stamp: `${state.version}/${state.run?.run}` }]);
  const palette = usePalette(state.theme);
  const ratio = usePixelRatio();
  const kernel = useMemo((): Plane | undefined => {
    const [rows, columns] = [shape.length === 4 ? shape[2]! : 1, shape.at(-1)!];
    return tensor && { rows, columns, values: [...tensor.values] };
  }, [tensor, shape.join()]);
  const drawn = useMemo(() => {
    if (kernel === undefined) return undefined;
    const planes = [reading.yours(kernel), reading.right(kernel)];
    return drawPlanes(planes, ['yours', reading.name], palette, ratio);
  }, [kernel, reading.name, reading.sign, palette, ratio]);
  if (drawn === undefined || kernel === undefined) return null;
  return (
    <section class="kernelReading">
      <h3>Kernel W{indexText(fixed)}, as yours is read and as it should be</h3>
      <div class="kernelPair">
        {drawn.map((map, at) => (
          <Fragment key={map.spec.id}>
            {at === 1 && <Turn sign={reading.sign} />}
            <Heatmap
              title={map.spec.title}
              range=""
              caption=""
              box={box}
              data={map.data}
              look={map.look}
              inCell={map.inCell}
              spoken={map.spec.spoken}
              spokenCell={({ row, column }) => `${map.spec.spoken}, row ${row}, column ${column}`}
              marks={[{ region: firstEntry(kernel, at === 0 ? reading.yours : reading.right), style: 'lit' }]}
              cursor={{ row: 0, column: 0 }}
              onPoint={() => undefined}
              onMove={() => undefined}
              onOpen={() => undefined}
              onCopy={() => undefined}
              asTable={false}
              chosen={false}
              opens={false}
            />
          </Fragment>
        ))}
      </div>
    </section>
  );
}

/** Where W[0, 0] comes to stand. */
function firstEntry({ rows, columns }: Plane, turn: (plane: Plane) => Plane) {
  const numbered = turn({ rows, columns, values: Array.from({ length: rows * columns }, (_, at) => at) });
  const at = numbered.values.indexOf(0);
  return { row: Math.floor(at / numbered.columns), column: at % numbered.columns, rows: 1, columns: 1 };
}

function drawPlanes(planes: readonly Plane[], names: readonly string[], palette: Palette, ratio: number) {
  const specs = planes.map(({ rows, columns }, at) =>
    mapSpec({
      id: names[at]!,
      kind: 'kernel',
      space: 'kernel',
      row: 'value',
      column: 1,
      fixed: [],
      shape: [rows, columns],
      ref: { layer: -1, kind: 'output' },
      // Its values are here already.
      stamp: undefined,
      title: { symbol: '', index: '', what: names[at]! },
      caption: '',
      spoken: `kernel, ${names[at]}`,
    }),
  );
  const data = planes.map(({ rows, columns, values }) => {
    const all = Float64Array.from(values);
    const [min, max] = [Math.min(...all), Math.max(...all)];
    const loaded = { shape: [rows, columns], data: all.buffer, values: all, min, max, nan: 0, infinite: 0 };
    return mapData(loaded, [rows, columns], box, ratio, noRing, 'mean');
  });
  return drawMaps(specs, data, palette, { scope: 'layer', log: false }, undefined);
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

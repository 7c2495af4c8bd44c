/** The maps of one layer: columns input, kernel, output; rows value, gradient, error. */
import { useRef, useState } from 'preact/hooks';
import type { LayerSummary } from '../../../src/protocol';
import type { Reduction } from '../../draw/reduce';
import { defaultBound } from '../../draw/scale';
import { relativeError } from '../../numbers';
import { shownSelection } from '../../selectors';
import type { ViewProps } from '../detail';
import { Joins } from './joins';
import { KernelGrids } from './kernelGrids';
import { hasKernel, mapsOf, reportOf } from './layerMaps';
import { mapsLayout, titleHeight, type MapsLayout } from './layout';
import { ErrorLegend, Outside, ValueLegend, type ScaleScope } from './legends';
import type { DrawnMap } from './looks';
import { MapItem, tipOf } from './mapItem';
import type { MapRow, MapSpec } from './mapSpec';
import { linksOf, marksFor, type Focus, type Links, type Mark } from './marks';
import { operators } from './operators';
import { ParameterStrips } from './parameterStrips';
import { relationOf, type Relation } from './relation';
import { Tooltip } from './tooltip';
import { focusOf, restingCell, strongestCell, useFocus } from './useFocus';
import { usePalette } from './useInk';
import { useMaps } from './useMaps';
import { usePixelRatio, useWidth } from './usePixels';
import { Waiting, waitingText } from './waiting';

const rows: { readonly [R in MapRow]: number } = { value: 1, gradient: 2, error: 3 };
/** Two a row: first what a step of training is made of, then what it is computed from. */
const pairOrder = ['input', 'delta', 'gradient', 'inputDelta', 'legends', 'kernel', 'output', 'inputError', 'gradientError'];

export interface MapsOf {
  readonly specs: readonly MapSpec[];
  readonly relation: Relation;
  /** Undefined for the input and the loss. */
  readonly layer: LayerSummary | undefined;
  readonly index: number;
  /** Beside the maps of the loss: target and value. */
  readonly aside?: preact.ComponentChildren;
}

export function layerMaps({ state }: ViewProps, layer: LayerSummary): MapsOf {
  const selection = shownSelection(state);
  const specs = mapsOf({ network: state.network!, layer, selection, run: state.run });
  return { specs, relation: relationOf(layer, selection.channel), layer, index: layer.index };
}

export function LayerView(props: ViewProps & { readonly maps: MapsOf }) {
  const { state, dispatch, rpc, maps } = props;
  const { specs, relation, layer, index } = maps;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const ratio = usePixelRatio();
  const palette = usePalette(state.theme);
  const layout = mapsLayout(width);
  const [scope, setScope] = useState<ScaleScope>('map');
  const [log, setLog] = useState(false);
  const [reduce, setReduce] = useState<Reduction>('mean');
  const [asTable, setAsTable] = useState(false);
  const selection = shownSelection(state);
  const focus = useFocus(selection.cell);
  const drawn = useMaps(rpc, specs, state.run, { box: width === 0 ? 0 : layout.box, ratio, reduce, palette, scope, log });

  const lit = litCells(drawn, relation, focus);
  const pointedMap = drawn.find(({ spec }) => spec.id === focus.pointed?.id);
  const checked = state.run?.verdicts[index] !== undefined;
  const tip = focus.pointed && pointedMap && !asTable ? tipOf(pointedMap, focus.pointed, checked) : undefined;
  const lastError = specs.filter(({ row }) => row === 'error').at(-1)?.id;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 'l') setLog((on) => !on);
    else if (key === 'm') setReduce((how) => (how === 'mean' ? 'min' : how === 'min' ? 'max' : 'mean'));
    else if (key === 't') setAsTable((on) => !on);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const item = (map: DrawnMap) => (
    <MapItem
      key={map.spec.id}
      map={map}
      box={layout.box}
      marks={lit.marks(map)}
      cursor={lit.cursor(map)}
      report={map.spec.opens?.target.kind === 'delta' ? undefined : reportFor(props, map)}
      waiting={waitingText(state, index)}
      asTable={asTable}
      note={map.spec.row === 'error' && map.spec.id === lastError ? <Waiting {...props} layer={index} /> : undefined}
      focus={focus}
      open={(entry) => dispatch({ type: 'openEntry', entry })}
      copy={(text) => rpc.post({ type: 'copy', text })}
      choose={(chosen, cell) => {
        const place = focusOf(chosen.spec, chosen.data!, cell).cell;
        focus.moveTo(chosen.spec.space, place);
        dispatch({ type: 'choose', layer: index, selection: { cell: { map: chosen.spec.kind, ...place } } });
      }}
    />
  );
  const legends = (
    <Legends key="legends" {...props} layout={layout} ratio={ratio} palette={palette} scope={scope} log={log} onScope={setScope} />
  );
  return (
    <div class="maps" ref={frame} onKeyDown={onKeyDown}>
      {layout.across === 3 ? (
        <div class="mapGrid" style={columnsOf(layout)}>
          {drawn.map((map) => (
            <div key={map.spec.id} style={cellOf(map.spec)}>
              {item(map)}
            </div>
          ))}
          {operators(specs, layer, layout)}
          {maps.aside !== undefined && <div style={{ gridRow: 1, gridColumn: '3 / 6', alignSelf: 'center' }}>{maps.aside}</div>}
          <div style={{ gridRow: 3, gridColumn: 5 }}>{legends}</div>
          <Joins layout={layout} {...joined(drawn, relation, lit.focus, lit.links)} />
        </div>
      ) : (
        <div class="mapGrid pairs" style={columnsOf(layout)}>
          {maps.aside}
          {inPairs(drawn, item, <div style={{ gridColumn: '1 / -1' }}>{legends}</div>)}
        </div>
      )}
      {layer !== undefined && width > 0 && (
        <>
          <KernelGrids {...props} layer={layer} width={width} ratio={ratio} palette={palette} log={log} />
          <ParameterStrips {...props} layer={layer} width={width} ratio={ratio} palette={palette} log={log} />
        </>
      )}
      {drawn.some(({ data }) => data !== undefined && data.block[0] * data.block[1] > 1) && (
        <p class="mapCaption">Cells stand for the {reduce} of a block of entries; M changes that.</p>
      )}
      {tip !== undefined && <Tooltip tip={tip} rpc={rpc} />}
    </div>
  );
}

function reportFor({ state }: ViewProps, { spec }: DrawnMap) {
  if (spec.opens === undefined || spec.opens.target.kind === 'delta') return undefined;
  return reportOf(state.run, spec.opens.layer, spec.opens.target);
}

function columnsOf({ across, box, gap }: MapsLayout) {
  const template = across === 3 ? `${box}px ${gap}px ${box}px ${gap}px ${box}px` : `${box}px ${box}px`;
  return { gridTemplateColumns: template, ...(across === 2 ? { columnGap: `${gap}px` } : {}) };
}

const cellOf = ({ row, column }: MapSpec) => ({ gridRow: rows[row], gridColumn: 2 * column + 1 });

function inPairs(
  drawn: readonly DrawnMap[],
  item: (map: DrawnMap) => preact.ComponentChildren,
  legends: preact.ComponentChildren,
): preact.ComponentChildren[] {
  const place = ({ spec }: DrawnMap): number => pairOrder.indexOf(spec.kind);
  const sorted = [...drawn].sort((a, b) => place(a) - place(b));
  const before = sorted.filter((map) => place(map) < pairOrder.indexOf('legends'));
  const after = sorted.filter((map) => place(map) > pairOrder.indexOf('legends'));
  return [...before.map(item), legends, ...after.map(item)];
}

interface Lit {
  readonly focus: Focus | undefined;
  readonly links: Links;
  readonly marks: (map: DrawnMap) => Mark[];
  /** Cell of the keyboard, in the rows and columns of the plane. */
  readonly cursor: (map: DrawnMap) => { readonly row: number; readonly column: number };
}

/** What is lit: what belongs to the cell that is pointed at; at rest an output cell with its window. */
function litCells(drawn: readonly DrawnMap[], relation: Relation, state: ReturnType<typeof useFocus>): Lit {
  const pointed = drawn.find(({ spec }) => spec.id === state.pointed?.id);
  const output = drawn.find(({ spec }) => spec.kind === 'output')?.data;
  const gradient = drawn.find(({ spec }) => spec.kind === 'gradient')?.data;
  const tap = state.cursors.kernel ?? (gradient && focusOf({ space: 'kernel', row: 'gradient' } as MapSpec, gradient, strongestCell(gradient)).cell);
  const resting: Focus | undefined =
    output !== undefined && (relation.kind === 'window' || relation.kind === 'cellwise')
      ? { space: 'output', row: 'value', cell: restingCell(state.cursors.output, output.plane) }
      : undefined;
  const focus = pointed?.data === undefined ? resting : focusOf(pointed.spec, pointed.data, state.pointed!.cell);
  const links = focus === undefined ? {} : linksOf(relation, focus);
  return {
    focus,
    links,
    marks: (map) => {
      const marks = focus === undefined ? [] : marksFor(map.spec, focus, links);
      // The weight that was chosen last stays lit in its gradient: the entry that Enter opens.
      if (map.spec.kind === 'gradient' && tap !== undefined && focus?.space !== 'kernel') {
        const row = { region: { ...tap, rows: 1, columns: 1 }, style: 'lit' } as const;
        return marks.length === 0 ? [row] : [...marks, row];
      }
      return marks;
    },
    cursor: ({ spec, data }) => {
      if (spec.space === 'kernel') return tap ?? { row: 0, column: 0 };
      return restingCell(state.cursors[spec.space], data?.plane ?? [1, 1]);
    },
  };
}

/** Lines join window, kernel and output cell while an output cell is looked at. */
function joined(drawn: readonly DrawnMap[], relation: Relation, focus: Focus | undefined, links: Links) {
  const find = (kind: string) => drawn.find(({ spec }) => spec.id === kind)?.data;
  const shown = relation.kind === 'window' && focus?.space === 'output';
  return {
    input: find('input'),
    kernel: relation.kind === 'window' && relation.taps ? find('kernel') : undefined,
    output: find('output'),
    window: shown ? links.input : undefined,
    cell: shown ? links.output : undefined,
  };
}

interface LegendsProps extends ViewProps {
  readonly maps: MapsOf;
  readonly layout: MapsLayout;
  readonly ratio: number;
  readonly palette: ReturnType<typeof usePalette>;
  readonly scope: ScaleScope;
  readonly log: boolean;
  readonly onScope: (scope: ScaleScope) => void;
}

function Legends({ state, maps, layout, ratio, palette, scope, log, onScope }: LegendsProps) {
  const { run } = state;
  const { index, layer } = maps;
  const stats = [run?.outputs[index + 1], run?.deltas[index + 1]].map((view) => view?.stats);
  const gradients = Object.values(run?.gradients[index] ?? {});
  const all = [...stats, ...gradients].filter((stat) => stat !== undefined);
  const sum = (of: 'nan' | 'infinite') => all.reduce((total, stat) => total + stat[of], 0);
  const tensors = run?.verdicts[index]?.tensors ?? [];
  const kinks = tensors.reduce((total, tensor) => total + tensor.kinks, 0);
  const worst = tensors.reduce((largest, { maxRelativeError }) => Math.max(largest, maxRelativeError), 0);
  const side = layout.across === 2;
  const errors = layer === undefined || layer.inputs.length > 0 || hasKernel(layer);
  const width = { width: `${layout.box}px` };
  return (
    <div class={side ? 'legends side' : 'legends'} style={side ? { gap: `${layout.gap}px` } : { width: `${layout.box}px`, height: `${layout.box + titleHeight}px` }}>
      <div style={width}>
        <ValueLegend table={palette.signed} ratio={ratio} scope={scope} log={log} onScope={onScope} />
      </div>
      {errors && (
        <div style={width}>
          <ErrorLegend
            table={palette.error}
            ratio={ratio}
            bound={defaultBound}
            {...(side ? { short: tensors.length > 0 ? `error, max ${relativeError(worst)}` : 'error' } : {})}
          />
        </div>
      )}
      {!side && <Outside nan={sum('nan')} infinite={sum('infinite')} kinks={kinks} />}
    </div>
  );
}

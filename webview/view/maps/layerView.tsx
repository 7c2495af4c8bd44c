/** The maps of one layer: columns input, kernel, output; rows value, gradient, error. */
import { useRef, useState } from 'preact/hooks';
import type { LayerSummary } from '../../../src/protocol';
import type { Reduction } from '../../draw/reduce';
import { shownSelection } from '../../selectors';
import type { ViewProps } from '../detail';
import { Joins } from './joins';
import { KernelGrids } from './kernelGrids';
import { mapsOf, reportOf } from './layerMaps';
import { mapsLayout, mapsWidth, type MapsLayout } from './layout';
import { KinkList } from './kinkList';
import { LayerLegends } from './layerLegends';
import type { ScaleScope } from './legends';
import { joined, litCells } from './lit';
import type { DrawnMap } from './looks';
import { MapItem, tipOf } from './mapItem';
import type { MapRow, MapSpec } from './mapSpec';
import { operators } from './operators';
import { ParameterStrips } from './parameterStrips';
import { relationOf, type Relation } from './relation';
import { Tooltip } from './tooltip';
import { focusOf, useFocus } from './useFocus';
import { usePalette } from './useInk';
import type { Picture } from './useColours';
import { useMaps } from './useMaps';
import { usePixelRatio, useWidth } from './usePixels';
import { Waiting, waitingText } from './waiting';

const rows: { readonly [R in MapRow]: number } = { value: 1, gradient: 2, error: 3 };
/** Two a row: first what a step of training is made of, then what it is computed from. */
const pairOrder = [
  'input',
  'delta',
  'gradient',
  'inputDelta',
  'legends',
  'kernel',
  'output',
  'inputError',
  'gradientError',
];

export interface MapsOf {
  readonly specs: readonly MapSpec[];
  readonly relation: Relation;
  /** Undefined for the input and the loss. */
  readonly layer: LayerSummary | undefined;
  readonly index: number;
  /** The colours of the input's picture. */
  readonly picture?: Picture | undefined;
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
  const layout = mapsLayout(width, specs.length > 0 && specs.every(({ inRow }) => inRow));
  const [scope, setScope] = useState<ScaleScope>('map');
  const [log, setLog] = useState(false);
  const [reduce, setReduce] = useState<Reduction>('mean');
  const [asTable, setAsTable] = useState(false);
  const selection = shownSelection(state);
  const focus = useFocus(selection.cell);
  const drawn = useMaps(rpc, specs, state.run, {
    box: width === 0 ? 0 : layout.box,
    ratio,
    reduce,
    palette,
    scope,
    log,
    picture: maps.picture,
  });

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
    else if (key === 't') {
      setAsTable((on) => !on);
      keepFocus(event);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const item = (map: DrawnMap) => (
    <MapItem
      key={map.spec.id}
      map={map}
      box={layout.box}
      height={layout.height}
      marks={lit.marks(map)}
      cursor={lit.cursor(map)}
      report={reportFor(props, map)}
      waiting={waitingText(state, index)}
      asTable={asTable}
      chosen={map.spec.kind === selection.cell?.map}
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
    <LayerLegends
      key="legends"
      state={state}
      index={index}
      specs={specs}
      layout={layout}
      ratio={ratio}
      palette={palette}
      scope={scope}
      log={log}
      onScope={setScope}
    />
  );
  return (
    <div class="maps" onKeyDown={onKeyDown}>
      <div ref={frame} />
      {layout.across === 3 ? (
        <div class="mapGrid" style={columnsOf(layout)}>
          {drawn.map((map) => (
            <div key={map.spec.id} style={cellOf(map.spec)}>
              {item(map)}
            </div>
          ))}
          {operators(specs, layer, layout)}
          {maps.aside !== undefined && (
            <div style={{ gridRow: 1, gridColumn: '3 / 6', alignSelf: 'center' }}>{maps.aside}</div>
          )}
          <div style={{ gridRow: lastError === undefined ? 2 : 3, gridColumn: 5 }}>{legends}</div>
          {!asTable && <Joins layout={layout} {...joined(drawn, relation, lit.focus, lit.links)} />}
        </div>
      ) : (
        <div class="mapGrid pairs" style={columnsOf(layout)}>
          {maps.aside}
          {inPairs(drawn, item, <div style={{ gridColumn: '1 / -1' }}>{legends}</div>)}
        </div>
      )}
      {layer !== undefined && width > 0 && (
        <>
          <KernelGrids
            {...props}
            layer={layer}
            width={mapsWidth(layout, width)}
            ratio={ratio}
            palette={palette}
            log={log}
          />
          <ParameterStrips
            {...props}
            layer={layer}
            width={mapsWidth(layout, width)}
            ratio={ratio}
            palette={palette}
            log={log}
          />
        </>
      )}
      <KinkList report={state.run?.verdicts[index]} open={(entry) => dispatch({ type: 'openEntry', entry })} />
      {drawn.some(({ data }) => data !== undefined && data.block[0] * data.block[1] > 1) && (
        <p class="mapCaption">Cells stand for the {reduce} of a block of entries; M changes that.</p>
      )}
      {tip !== undefined && <Tooltip tip={tip} rpc={rpc} />}
    </div>
  );
}

/** The cell that had the focus gives way to the table, and the other way round: the focus stays in its map. */
function keepFocus({ target }: KeyboardEvent): void {
  const map = (target as HTMLElement).closest('.map');
  requestAnimationFrame(() => map?.querySelector<HTMLElement>('.mapTable, .cellFocus')?.focus({ preventScroll: true }));
}

function reportFor({ state }: ViewProps, { spec }: DrawnMap) {
  if (spec.opens === undefined || spec.opens.target.kind === 'delta') return undefined;
  return reportOf(state.run, spec.opens.layer, spec.opens.target);
}

function columnsOf({ across, box, gap }: MapsLayout) {
  const template = across === 3 ? `${box}px ${gap}px ${box}px ${gap}px ${box}px` : `${box}px ${box}px`;
  return {
    gridTemplateColumns: template,
    // Beside the last column there is nothing to run into.
    ...(across === 2 ? { columnGap: `${gap}px` } : { '--spill': `${gap - 6}px` }),
  };
}

const cellOf = ({ row, column }: MapSpec) => ({
  gridRow: rows[row],
  gridColumn: 2 * column + 1,
  ...(column === 2 ? { '--spill': '0px' } : {}),
});

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

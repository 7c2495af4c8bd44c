/** Gradient flow: |a|, |δ| and |∂C/∂W| of every layer in forward order, on the list's logarithmic scale. */
import { scaleOf, type LogScale } from '../barScale';
import { flowOf, flowSentence, type FlowColumn } from '../flow';
import { flowPlaces, mostLetters, plot, type FlowPlaces } from '../flowPlaces';
import * as numbers from '../numbers';
import type { BarKind } from '../store';
import type { ViewProps } from './detail';
import { barNames } from './layerList';
import { selectLayer } from './selectLayer';

/** @param room for all of it; as much as it likes when left out. It gives way where there is too little. */
export function FlowChart(props: ViewProps & { width: number; room?: number }) {
  const { state, width, room = Infinity } = props;
  const { network, run } = state;
  const scale = scaleOf(run, network?.layers.length ?? 0);
  if (network === undefined || scale === undefined) return null;
  const columns = flowOf(network, run);
  const sentence = flowSentence(columns);
  const place = flowPlaces(
    width,
    room,
    columns.map(({ name }) => name),
    scale,
  );
  if (place === undefined) return null;
  return (
    <figure class="flow" aria-label={`Gradient flow. ${sentence ?? ''}`}>
      <figcaption class="flowTitle">
        <strong>Gradient flow</strong>
        {(['output', 'delta', 'gradient'] as const).map((bar) => (
          <span key={bar} class="key">
            <svg width="16" height="4" aria-hidden="true">
              <path class={`series ${bar}`} d="M0 2H16" />
            </svg>
            {barNames[bar]}
          </span>
        ))}
      </figcaption>
      <svg width={width} height={place.height} role="img" aria-hidden="true">
        <Axis scale={scale} place={place} />
        <path class="band" d={bandPath(columns, place)} />
        {(['output', 'gradient', 'delta'] as const).map((bar) => (
          <Series key={bar} bar={bar} columns={columns} place={place} />
        ))}
        <Columns {...props} columns={columns} place={place} />
      </svg>
      {place.roomy && (
        <p class="note">mean of absolute values, log scale{sentence === undefined ? '' : ` · ${sentence}`}</p>
      )}
    </figure>
  );
}

/** Lines at whole decades, with their powers; every second or third where they are close. */
function Axis({ scale, place }: { scale: LogScale; place: FlowPlaces }) {
  const perDecade = (place.bottom - plot.top) / (scale.to - scale.from);
  const every = Math.ceil(15 / perDecade);
  const marks = [];
  for (let exponent = scale.to; exponent >= scale.from; exponent -= every) marks.push(exponent);
  return (
    <g>
      {marks.map((exponent) => {
        const y = place.y(10 ** exponent);
        return (
          <g key={exponent}>
            <path class="grid" d={`M${place.left} ${y}H${place.right}`} />
            <text class="mono axis" x={place.left - 6} y={y} text-anchor="end" dominant-baseline="middle">
              {numbers.power(exponent)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Points joined by lines; a layer without a value (no parameters) is passed over, a zero breaks the line. */
function Series({ bar, columns, place }: { bar: BarKind; columns: readonly FlowColumn[]; place: FlowPlaces }) {
  const points: (readonly [number, number] | undefined)[] = columns.flatMap(({ means }, at) => {
    const mean = means[bar];
    if (mean === undefined) return [];
    const y = place.y(mean);
    return [y === undefined ? undefined : ([place.x(at), y] as const)];
  });
  const path = points.map((point, k) =>
    point === undefined ? '' : `${k === 0 || points[k - 1] === undefined ? 'M' : 'L'}${point.join(' ')}`,
  );
  return (
    <g class={bar}>
      <path class={`series ${bar}`} d={path.join('')} />
      {points.map((point, k) => point && <circle key={k} class="point" cx={point[0]} cy={point[1]} r="2.2" />)}
    </g>
  );
}

/** From the 25th to the 95th percentile of |δ|, over each run of layers where both are positive. */
function bandPath(columns: readonly FlowColumn[], place: FlowPlaces): string {
  const pieces: string[] = [];
  let run: { x: number; low: number; high: number }[] = [];
  const close = () => {
    const upper = run.map(({ x, high }) => `${x} ${high}`);
    const lower = run.map(({ x, low }) => `${x} ${low}`).reverse();
    if (run.length > 1) pieces.push(`M${[...upper, ...lower].join('L')}Z`);
    run = [];
  };
  columns.forEach(({ band }, at) => {
    const high = band === undefined ? undefined : place.y(band[1]);
    const low = band === undefined ? undefined : (place.y(band[0]) ?? place.bottom);
    if (high === undefined || low === undefined) close();
    else run.push({ x: place.x(at), low, high });
  });
  close();
  return pieces.join('');
}

/** Names of the layers below the plot, and a column over the plot that selects the layer. */
function Columns(props: ViewProps & { columns: readonly FlowColumn[]; place: FlowPlaces }) {
  const { columns, place, state } = props;
  const every = Math.max(1, Math.ceil(13 / place.step));
  return (
    <g>
      {columns.map(({ layer, name }, at) => {
        const x = place.x(at);
        const selected = state.selected === layer;
        const labelled = selected || (at % every === 0 && Math.abs(at - (state.selected ?? -99)) >= every);
        return (
          <g key={layer} class={`flowColumn ${selected ? 'selected' : ''}`} onClick={() => selectLayer(props, layer)}>
            <rect x={x - place.step / 2} y="0" width={place.step} height={place.height}>
              <title>{name}</title>
            </rect>
            {labelled && (
              <text transform={`translate(${x + 3} ${place.bottom + 12}) rotate(-40)`} text-anchor="end">
                {name.length > mostLetters ? `${name.slice(0, mostLetters - 1)}…` : name}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

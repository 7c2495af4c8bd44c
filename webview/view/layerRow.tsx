/** One row of the layer list. All columns have fixed widths, so that nothing moves while they fill. */
import type { Stats } from '../../src/protocol';
import { fraction, magnitudesOf, type LogScale } from '../barScale';
import * as numbers from '../numbers';
import type { GutterRow } from '../branches';
import type { Row } from '../rows';
import type { BarKind, State } from '../store';
import { Gutter } from './gutter';
import { Icon, statusIcons } from './icon';
import { Thumb } from './thumb';

interface LayerRowProps {
  readonly row: Row;
  readonly scale: LogScale | undefined;
  readonly state: State;
  readonly narrow: boolean;
  readonly tabIndex: number;
  readonly choose: () => void;
  /** Lines of the branches; undefined where the network is one chain, or the rows are out of order. */
  readonly gutter: GutterRow | undefined;
}

export function LayerRow({ row, scale, state, narrow, tabIndex, choose, gutter }: LayerRowProps) {
  const selected = row.layer === state.selected;
  const bars: readonly BarKind[] = narrow ? [state.narrowBar] : ['output', 'delta', 'gradient'];
  return (
    <div
      class={`row ${row.status} ${row.shape === '?' ? 'unknown' : ''}`}
      style={{ '--gl-shape-length': row.shape.length }}
      role="option"
      aria-selected={selected}
      aria-expanded={narrow ? selected : undefined}
      aria-label={row.label}
      tabIndex={tabIndex}
      onClick={choose}
    >
      {gutter !== undefined && <Gutter row={gutter} height={narrow ? 30 : 36} />}
      <Icon name={statusIcons[row.status]} />
      <span class="words">
        <span class="name">
          <span class="text">{row.name}</span>
          {row.tag !== '' && <span class={`tag ${row.tag === 'alone' ? 'secondary' : ''}`}>{row.tag}</span>}
        </span>
        <span class="detail-line">{row.detail}</span>
      </span>
      <span class="shape mono" title={row.fullShape}>
        {row.shape}
      </span>
      <span class="thumb">
        <RowThumb state={state} layer={row.layer} />
      </span>
      {bars.map((bar) => (
        <Bar key={bar} bar={bar} state={state} layer={row.layer} scale={scale} />
      ))}
    </div>
  );
}

/** δ, or the layer's output before δ is there. */
function RowThumb({ state, layer }: { state: State; layer: number }) {
  const { run, network } = state;
  const delta = run?.deltas[layer + 1];
  const view = delta ?? run?.outputs[layer + 1];
  if (view === undefined) return null;
  const picture = delta === undefined && layer < 0 && network?.input.image === true;
  return <Thumb thumb={view.thumb} theme={state.theme} picture={picture} />;
}

function Bar({ bar, state, layer, scale }: { bar: BarKind; state: State; layer: number; scale: LogScale | undefined }) {
  const magnitude = magnitudesOf(state.run, layer)[bar];
  if (magnitude === undefined || scale === undefined) return <span class={`bar ${bar}`} />;
  const length = fraction(scale, magnitude);
  return (
    <span class={`bar ${bar}`} title={barTitle(state, layer, bar)}>
      {length === undefined ? (
        <span class="mono none">{magnitude === 0 ? '0' : numbers.value(magnitude)}</span>
      ) : (
        <span class="track">
          <span style={{ width: `${Math.max(4, 100 * length)}%` }} />
        </span>
      )}
    </span>
  );
}

/** `mean 0.005213 · max 0.04 · zeros 0.0 %`; for gradients a line per parameter. */
function barTitle({ run }: State, layer: number, bar: BarKind): string {
  if (bar !== 'gradient') {
    const stats = (bar === 'output' ? run?.outputs : run?.deltas)?.[layer + 1]?.stats;
    return stats === undefined ? '' : statsText(stats);
  }
  const gradients = Object.entries(run?.gradients[layer] ?? {});
  return gradients.map(([parameter, stats]) => `${parameter}: ${statsText(stats)}`).join('\n');
}

function statsText({ meanAbs, maxAbs, zeros, entries, nan, infinite }: Stats): string {
  const strange = nan + infinite === 0 ? '' : ` · ${numbers.count(nan)} NaN · ${numbers.count(infinite)} ±∞`;
  const share = zeros === 0 ? 'none' : numbers.share(zeros / entries);
  return `mean ${numbers.value(meanAbs)} · max ${numbers.value(maxAbs)} · zeros ${share}${strange}`;
}

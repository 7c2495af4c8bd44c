/** Error against step, both logarithmic: truncation falls from the right, rounding rises to the left. */
import { useRef } from 'preact/hooks';
import type { SweepReply } from '../../../src/protocol';
import { errorBar, power, shortError, twoDigits } from '../../numbers';
import { sweepPlot, type Frame, type SweepPlot } from '../../sweepPlot';
import { spokenPoint } from '../../sweepWords';
import { useWidth } from '../maps/usePixels';

interface SweepChartProps {
  readonly reply: SweepReply;
  /** The point that is looked at. */
  readonly at: number;
  readonly onChoose: (at: number) => void;
}

const height = 300;

export function SweepChart({ reply, at, onChoose }: SweepChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = Math.min(660, useWidth(frame));
  const { points } = reply;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // The largest step comes first and lies at the right.
    const by = { ArrowLeft: 1, ArrowRight: -1, Home: points.length, End: -points.length }[event.key];
    if (by === undefined) return;
    onChoose(Math.max(0, Math.min(points.length - 1, at + by)));
    event.preventDefault();
    event.stopPropagation();
  };
  const point = points[at];
  return (
    <figure class="sweep">
      <Key reply={reply} />
      <div ref={frame} />
      <div
        class="sweepFrame"
        role="slider"
        tabIndex={0}
        aria-label="Error against step"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, points.length - 1)}
        aria-valuenow={at}
        aria-valuetext={point === undefined ? '' : spokenPoint(point)}
        onKeyDown={onKeyDown}
      >
        {width > 0 && points.length > 0 && <Plot reply={reply} at={at} onChoose={onChoose} width={width} />}
      </div>
    </figure>
  );
}

function Key({ reply }: { readonly reply: SweepReply }) {
  return (
    <figcaption class="flowTitle sweepKey">
      <strong>Error against step h</strong>
      <Line kind="error" words="|difference quotient − check|" />
      <Line kind="rounding" words="rounding to expect" />
      {reply.points.some(({ crossed }) => crossed) && (
        <span class="key">
          <svg width="10" height="10" aria-hidden="true">
            <circle class="sweepPoint crossed" cx="5" cy="5" r="3.5" />
          </svg>
          a branch changes within ±h
        </span>
      )}
    </figcaption>
  );
}

function Line({ kind, words }: { readonly kind: string; readonly words: string }) {
  return (
    <span class="key">
      <svg width="16" height="4" aria-hidden="true">
        <path class={`sweepLine ${kind}`} d="M0 2H16" />
      </svg>
      {words}
    </span>
  );
}

interface Level {
  readonly kind: 'bar' | 'mine';
  readonly value: number;
  readonly words: string;
}

/** Horizontal lines: the check's own error bar, and how far mine is from the check where that is wrong. */
function levelsOf({ check, analytic }: SweepReply): readonly Level[] {
  if (check === undefined) return [];
  const levels: Level[] = [];
  if (check.uncertainty > 0)
    levels.push({
      kind: 'bar',
      value: check.uncertainty,
      words: `the check’s error bar, ${errorBar(check.uncertainty)}`,
    });
  const apart = Math.abs(analytic - check.numeric);
  if (check.verdict === 'wrong') levels.push({ kind: 'mine', value: apart, words: `mine, ${shortError(apart)} away` });
  return levels;
}

function Plot({ reply, at, onChoose, width }: SweepChartProps & { readonly width: number }) {
  const frame: Frame = { left: 42, right: width - 12, top: 10, bottom: height - 34 };
  const levels = levelsOf(reply);
  const plot = sweepPlot(
    reply,
    levels.map(({ value }) => value),
    frame,
  );
  const active = plot.points[at];
  const choose = (event: PointerEvent) => {
    const x = event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
    let nearest = 0;
    plot.points.forEach((point, k) => {
      if (Math.abs(point.x - x) < Math.abs(plot.points[nearest]!.x - x)) nearest = k;
    });
    onChoose(nearest);
  };
  return (
    <svg width={width} height={height} aria-hidden="true" onPointerDown={choose}>
      <Axes plot={plot} frame={frame} />
      {levels.map(({ kind, value, words }) => (
        <g key={kind} class={`sweepLevel ${kind}`}>
          <path d={`M${frame.left} ${plot.y.place(value)}H${frame.right}`} />
          <text x={frame.left + 5} y={plot.y.place(value) - 4}>
            {words}
          </text>
        </g>
      ))}
      {reply.chosen !== undefined && <Chosen x={plot.x.place(reply.chosen)} step={reply.chosen} frame={frame} />}
      {plot.guide !== undefined && <Guide {...plot.guide} slope={reply.slope!} frame={frame} />}
      <path class="sweepLine rounding" d={plot.rounding} />
      <path class="sweepLine error" d={plot.path} />
      {plot.points.map(({ at: point, x, y, isZero }, k) => (
        <circle
          key={k}
          class={`sweepPoint ${point.crossed ? 'crossed' : ''} ${isZero ? 'zero' : ''}`}
          cx={x}
          cy={y}
          r={3}
        >
          <title>{spokenPoint(point)}</title>
        </circle>
      ))}
      {active !== undefined && <circle class="sweepActive" cx={active.x} cy={active.y} r={6} />}
    </svg>
  );
}

function Axes({ plot, frame }: { readonly plot: SweepPlot; readonly frame: Frame }) {
  const { left, right, top, bottom } = frame;
  return (
    <g>
      {plot.y.ticks.map((exponent) => (
        <g key={exponent}>
          <path class="sweepGrid" d={`M${left} ${plot.y.place(10 ** exponent)}H${right}`} />
          <text
            class="sweepTick mono"
            x={left - 6}
            y={plot.y.place(10 ** exponent)}
            text-anchor="end"
            dominant-baseline="middle"
          >
            {power(exponent)}
          </text>
        </g>
      ))}
      {plot.x.ticks.map((exponent) => (
        <g key={exponent}>
          <path class="sweepGrid" d={`M${plot.x.place(10 ** exponent)} ${top}V${bottom}`} />
          <text class="sweepTick mono" x={plot.x.place(10 ** exponent)} y={bottom + 15} text-anchor="middle">
            {power(exponent)}
          </text>
        </g>
      ))}
      <text class="sweepTick" x={right} y={bottom + 30} text-anchor="end">
        step h
      </text>
    </g>
  );
}

/** The step that the check settled on. */
function Chosen({ x, step, frame }: { readonly x: number; readonly step: number; readonly frame: Frame }) {
  const atRight = x > frame.right - 130;
  return (
    <g class="sweepChosen">
      <path d={`M${x} ${frame.top}V${frame.bottom}`} />
      <text x={atRight ? x - 5 : x + 5} y={frame.top + 10} text-anchor={atRight ? 'end' : 'start'}>
        the check’s step, {twoDigits(step)}
      </text>
    </g>
  );
}

interface GuideProps {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly slope: number;
  readonly frame: Frame;
}

function Guide({ from, to, slope, frame }: GuideProps) {
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const;
  const x = Math.max(frame.left + 60, middle[0] - 8);
  return (
    <g class="sweepGuide">
      <path d={`M${from.join(' ')}L${to.join(' ')}`} />
      <text x={x} y={middle[1] - 6} text-anchor="end">
        slope {slope.toFixed(2)}
      </text>
    </g>
  );
}

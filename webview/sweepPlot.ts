/** A step sweep as a log-log plot: where its points, lines and axes lie. Pure; lengths in CSS pixels. */
import type { SweepReply } from '../src/protocol';

export type SweepPoint = SweepReply['points'][number];

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Decades from 10^from to 10^to, laid out between two pixels. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly place: (value: number) => number;
  /** Exponents that are labelled. */
  readonly ticks: readonly number[];
}

export interface SweepPlot {
  readonly x: Axis;
  readonly y: Axis;
  /** An error of exactly 0 lies on no logarithmic axis: it stands at the bottom. */
  readonly points: readonly {
    readonly at: SweepPoint;
    readonly x: number;
    readonly y: number;
    readonly isZero: boolean;
  }[];
  /** From point to point where no branch is crossed and no error is 0. */
  readonly path: string;
  readonly rounding: string;
  /** Along the points where truncation rules; undefined where it never does. */
  readonly guide: { readonly from: readonly [number, number]; readonly to: readonly [number, number] } | undefined;
}

/** Closer labels run into each other. */
const labelWidth = 34;
const labelHeight = 15;

export function sweepPlot(
  { points, slope }: Pick<SweepReply, 'points' | 'slope'>,
  levels: readonly number[],
  frame: Frame,
): SweepPlot {
  const { left, right, top, bottom } = frame;
  const x = axis(
    points.map(({ step }) => step),
    left,
    right,
    labelWidth,
  );
  const y = axis([...points.flatMap(({ error, rounding }) => [error, rounding]), ...levels], bottom, top, labelHeight);
  const placed = points.map((at) => {
    const isZero = !(at.error > 0);
    return { at, x: x.place(at.step), y: isZero ? bottom : y.place(at.error), isZero };
  });
  const known = points.filter(({ rounding }) => rounding > 0 && Number.isFinite(rounding));
  return {
    x,
    y,
    points: placed,
    path: pathOf(
      placed.map((one) =>
        one.isZero || one.at.crossed || !Number.isFinite(one.at.error) ? undefined : [one.x, one.y],
      ),
    ),
    rounding: pathOf(known.map((one) => [x.place(one.step), y.place(one.rounding)])),
    guide: guideOf(points, slope, x, y),
  };
}

/** Whole decades that hold all positive finite values. */
function axis(values: readonly number[], start: number, end: number, spacing: number): Axis {
  const exponents = values.filter((value) => value > 0 && Number.isFinite(value)).map((value) => Math.log10(value));
  const from = exponents.length === 0 ? -1 : Math.floor(Math.min(...exponents));
  const to = Math.max(from + 1, exponents.length === 0 ? 0 : Math.ceil(Math.max(...exponents)));
  const perDecade = Math.abs(end - start) / (to - from);
  const every = Math.max(1, Math.ceil(spacing / perDecade));
  const ticks: number[] = [];
  for (let exponent = Math.ceil(from / every) * every; exponent <= to; exponent += every) ticks.push(exponent);
  const place = (value: number): number => {
    const share = (Math.log10(value) - from) / (to - from);
    return start + Math.min(1, Math.max(0, share)) * (end - start);
  };
  return { from, to, place, ticks };
}

function pathOf(points: readonly (readonly [number, number] | undefined)[]): string {
  return points
    .map((point, k) =>
      point === undefined
        ? ''
        : `${points[k - 1] === undefined ? 'M' : 'L'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`,
    )
    .join('');
}

/** So much above rounding, an error is truncation. */
const ruling = 10;

/** Steps where truncation rules, the largest first. */
export function truncated(points: readonly SweepPoint[]): readonly SweepPoint[] {
  return points.filter(
    ({ error, rounding, crossed }) => !crossed && error > ruling * rounding && Number.isFinite(error),
  );
}

/** Within this factor an error lies on a line. */
const onLine = 3;

/** From the smallest step on, as far as errors rise with the slope: large steps leave the power behind. */
function alongSlope(ruled: readonly SweepPoint[], slope: number): readonly SweepPoint[] {
  const first = ruled.at(-1);
  if (first === undefined) return [];
  const off = ({ step, error }: SweepPoint): number => error / (first.error * (step / first.step) ** slope);
  const leaves = ruled.map((point) => off(point) > onLine || off(point) < 1 / onLine).lastIndexOf(true);
  return ruled.slice(leaves + 1);
}

/** A line of the measured slope through the middle of the points that follow it; at a kink there is none. */
function guideOf(points: readonly SweepPoint[], slope: number | undefined, x: Axis, y: Axis): SweepPlot['guide'] {
  if (slope === undefined || slope < 0.5) return undefined;
  const ruled = alongSlope(truncated(points), slope);
  if (ruled.length < 2) return undefined;
  const mean = (of: (point: SweepPoint) => number) =>
    ruled.reduce((sum, point) => sum + Math.log10(of(point)), 0) / ruled.length;
  const [middleX, middleY] = [mean(({ step }) => step), mean(({ error }) => error)];
  const at = (step: number): readonly [number, number] => {
    const error = 10 ** (middleY + slope * (Math.log10(step) - middleX));
    return [x.place(step), y.place(error)];
  };
  return { from: at(ruled.at(-1)!.step), to: at(ruled[0]!.step) };
}

/** The step whose plain difference comes closest. */
export function bestPoint(points: readonly SweepPoint[]): SweepPoint | undefined {
  return points.reduce<SweepPoint | undefined>(
    (best, point) => (Number.isNaN(point.error) || (best !== undefined && best.error <= point.error) ? best : point),
    undefined,
  );
}

/** How each map is coloured and its numbers written: scales, palettes, ranges in the titles. */
import { cellSide } from '../../draw/geometry';
import { hasLabels } from '../../draw/labels';
import { clippedCount, defaultBound, type Range, type Scale } from '../../draw/scale';
import {
  type CellFormat,
  cells,
  count,
  power,
  range as rangeText,
  relativeError,
  shortError,
  twoDigits,
} from '../../numbers';
import type { RunView } from '../../store';
import type { Look } from './heatmap';
import type { ScaleScope } from './legends';
import { shownLargest, type MapData } from './mapData';
import type { MapSpec } from './mapSpec';
import type { Palette } from './useInk';

export interface DrawnMap {
  readonly spec: MapSpec;
  readonly data: MapData | undefined;
  readonly look: Look;
  readonly range: string;
  /** Where the range does not fit: the largest magnitude, which the scale ends at. */
  readonly shortRange: string;
  readonly inCell: CellFormat | undefined;
  /** There is no tensor yet; cells that wait to be checked are drawn empty. */
  readonly absent: boolean;
}

export interface ScaleChoice {
  readonly scope: ScaleScope;
  readonly log: boolean;
}

/** Largest magnitude that a map's colours stand for. */
function maxOf(
  spec: MapSpec,
  data: MapData,
  all: readonly (MapData | undefined)[],
  specs: readonly MapSpec[],
  { scope }: ScaleChoice,
  run: RunView | undefined,
): number {
  if (scope === 'map') return shownLargest(data);
  const inRow = all.filter(
    (other, at) => other !== undefined && specs[at]!.row === spec.row && specs[at]!.palette === 'signed',
  );
  const row = Math.max(...inRow.map((other) => shownLargest(other!)), 0);
  return scope === 'layer' ? row : Math.max(row, networkMax(spec.row, run));
}

function networkMax(row: MapSpec['row'], run: RunView | undefined): number {
  const stats =
    row === 'value'
      ? (run?.outputs ?? []).map((view) => view?.stats.maxAbs ?? 0)
      : [
          ...(run?.deltas ?? []).map((view) => view?.stats.maxAbs ?? 0),
          ...Object.values(run?.gradients ?? {}).flatMap((layer) => Object.values(layer).map(({ maxAbs }) => maxAbs)),
        ];
  return stats.reduce((largest, value) => (value > largest ? value : largest), 0);
}

function scaleOf(spec: MapSpec, data: MapData | undefined, max: number, log: boolean, bound: number): Scale {
  if (spec.palette === 'error') return { kind: 'error', bound };
  if (spec.palette === 'grey') return { kind: 'grey', min: data?.range.min ?? 0, max: data?.range.max ?? 1 };
  return { kind: 'signed', max, log };
}

/** Colours a set of maps together, since scales may be shared. */
export function drawMaps(
  specs: readonly MapSpec[],
  data: readonly (MapData | undefined)[],
  palette: Palette,
  choice: ScaleChoice,
  run: RunView | undefined,
): Omit<DrawnMap, 'absent'>[] {
  return specs.map((spec, at) => {
    const map = data[at];
    const max = map === undefined ? 0 : maxOf(spec, map, data, specs, choice, run);
    const look: Look = {
      scale: scaleOf(spec, map, max, choice.log, run?.bound ?? defaultBound),
      table: palette[spec.palette],
      ink: palette.ink,
      mono: palette.mono,
      nan: spec.palette === 'error' ? 'unchecked' : 'hatched',
      ringStyle: spec.ringStyle,
    };
    const inCells = map === undefined ? undefined : cellFormat(spec, map);
    const range = map === undefined ? '' : mapRange(spec, map, max, inCells?.exponent ?? 0);
    const shortRange = map === undefined ? '' : shortened(spec, map, range, inCells?.exponent ?? 0);
    return { spec, data: map, look, range, shortRange, inCell: inCells?.format };
  });
}

function cellFormat(spec: MapSpec, data: MapData): { readonly exponent: number; readonly format: CellFormat } {
  if (spec.palette === 'error') return { exponent: 0, format: (error) => shortError(error) };
  return cells(shownLargest(data), cellSide(data.grid));
}

/** Range, or what stands in its place: what is no number, or that there is nothing but zeros. */
function mapRange(spec: MapSpec, data: MapData, max: number, exponent: number): string {
  const { range, block, grid } = data;
  if (spec.palette === 'error' && range.nan > 0 && data.values.every(Number.isNaN)) return 'not checked yet';
  if (spec.palette === 'error') return range.max === 0 && range.min === 0 ? 'max 0' : `max ${relativeError(range.max)}`;
  const odd = oddities(range);
  if (odd !== '') return odd;
  if (range.largest === 0) return 'all 0';
  const clipped = clippedCount(data.values, max);
  if (clipped > 0) return `${count(clipped)} clipped`;
  if (block[0] * block[1] > 1) {
    const one = grid.cell * grid.cellHeight === 1 ? '1 px' : '1 cell';
    return `${one} = ${block.join('×')} entries`;
  }
  const shared = exponent !== 0 && hasLabels(grid) ? `×${power(exponent)}  ` : '';
  return `${shared}${rangeText(range.min, range.max)}`;
}

/** `±0.0046` in place of `−0.0046 … 0.0044`, `≤ 7e−16` in place of `max 7.0e−16`. */
function shortened(spec: MapSpec, { range, grid }: MapData, long: string, exponent: number): string {
  if (spec.palette === 'error') return range.max > 0 ? `≤ ${shortError(range.max)}` : '0';
  const shared = exponent !== 0 && hasLabels(grid) ? `×${power(exponent)} ` : '';
  return long.includes('…') ? `${shared}±${twoDigits(range.largest)}` : long;
}

/** `3 NaN · 2 ±∞` */
export function oddities({ nan, infinite }: Range): string {
  return [nan > 0 ? `${count(nan)} NaN` : '', infinite > 0 ? `${count(infinite)} ±∞` : ''].filter(Boolean).join(' · ');
}

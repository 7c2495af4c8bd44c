/** A map as pixels: pure, one block of device pixels to a cell, no smoothing. */
import { deviceSize, type Grid } from './geometry';
import type { ColourTable, Rgb } from './palette';
import { zeroEntry } from './palette';
import { entryOf, type Scale } from './scale';

/** The theme's colours that a map needs beside its palette. */
export interface Ink {
  readonly background: Rgb;
  readonly foreground: Rgb;
  /** Ground of cells that hold nothing yet. */
  readonly track: Rgb;
}

export interface RasterInput {
  /** Row-major; where there are fewer than rows × columns (a wrapped vector) the rest stays transparent. */
  readonly values: ArrayLike<number>;
  readonly grid: Grid;
  readonly scale: Scale;
  readonly table: ColourTable;
  readonly ink: Ink;
  /** Three channels of a picture, 0 … 255 a cell, in place of the palette. */
  readonly colours?: Uint8Array;
  /** NaN is a value that went wrong, or an entry that is not checked yet. */
  readonly nan: 'hatched' | 'unchecked';
  /** The ring around the plane: zeros that are read, or nothing. */
  readonly ring: 'zeros' | 'blank';
  /** Cells that take part; the others are drawn at 38 % strength. All when left out. */
  readonly takesPart?: (row: number, column: number) => boolean;
}

/** As `ImageData`: RGBA, not premultiplied. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Grid lines from this cell size on, values in the cells from that one on, in CSS pixels. */
export const lineFrom = 8;
export const valueFrom = 26;

/** Share of the background in a grid line. */
const lineStrength = 0.4;
const outsideStrength = 0.38;

export function rasterize(input: RasterInput): Raster {
  const { grid } = input;
  const { width, height } = deviceSize(grid);
  const raster: Raster = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  const words = new Uint32Array(raster.data.buffer);
  drawRing(input, raster, words);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const at = row * grid.columns + column;
      if (at < input.values.length) drawCell(input, words, width, row, column, input.values[at]!, at);
    }
  }
  if (grid.cell / grid.ratio >= lineFrom) drawLines(input, raster);
  return raster;
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** An opaque pixel as the 32-bit word that stands in `ImageData`. */
function wordOf([red, green, blue]: Rgb): number {
  return littleEndian
    ? ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
    : ((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0;
}

export function mix(over: Rgb, under: Rgb, share: number): Rgb {
  const channel = (at: 0 | 1 | 2): number => Math.round(over[at] * share + under[at] * (1 - share));
  return [channel(0), channel(1), channel(2)];
}

/** Colour of a finite value, or of the cell's ground where it is NaN or ±∞. */
export function colourOf(value: number, scale: Scale, table: ColourTable): Rgb {
  const at = entryOf(value, scale) * 3;
  return [table[at]!, table[at + 1]!, table[at + 2]!];
}

function drawCell(
  input: RasterInput,
  words: Uint32Array,
  width: number,
  row: number,
  column: number,
  value: number,
  at: number,
): void {
  const { grid, ink, takesPart } = input;
  const x = (column + grid.ring.left) * grid.cell;
  const y = (row + grid.ring.top) * grid.cell;
  const faded = takesPart !== undefined && !takesPart(row, column);
  const shown = (colour: Rgb): number => wordOf(faded ? mix(colour, ink.background, outsideStrength) : colour);
  if (input.colours !== undefined) {
    const [red, green, blue] = [input.colours[at * 3]!, input.colours[at * 3 + 1]!, input.colours[at * 3 + 2]!];
    fillCell(words, width, x, y, grid.cell, shown([red, green, blue]));
  } else if (Number.isNaN(value)) {
    if (input.nan === 'unchecked') fillCell(words, width, x, y, grid.cell, shown(ink.track));
    else hatchCell(words, width, x, y, grid, shown(ink.background), shown(ink.foreground));
  } else if (!Number.isFinite(value)) {
    fillCell(words, width, x, y, grid.cell, shown(ink.foreground));
    arrowCell(words, width, x, y, grid.cell, value > 0, shown(ink.background));
  } else {
    fillCell(words, width, x, y, grid.cell, shown(colourOf(value, input.scale, input.table)));
  }
}

function fillCell(words: Uint32Array, width: number, x: number, y: number, cell: number, word: number): void {
  for (let row = y; row < y + cell; row++) words.fill(word, row * width + x, row * width + x + cell);
}

/** Diagonal hatching, 1.5 CSS px wide at a pitch of twice that; it runs on from cell to cell. */
function hatchCell(words: Uint32Array, width: number, x: number, y: number, grid: Grid, ground: number, line: number) {
  const stroke = Math.max(1, Math.round(1.5 * grid.ratio * Math.SQRT2));
  for (let row = y; row < y + grid.cell; row++) {
    for (let column = x; column < x + grid.cell; column++) {
      words[row * width + column] = (row + column) % (2 * stroke) < stroke ? line : ground;
    }
  }
}

/** A triangle that fills the middle half of a cell, pointing up for +∞; cells below 5 px stay solid. */
function arrowCell(words: Uint32Array, width: number, x: number, y: number, cell: number, up: boolean, word: number) {
  if (cell < 5) return;
  const height = Math.max(2, Math.round(cell * 0.42));
  const top = y + Math.floor((cell - height) / 2);
  const middle = x + cell / 2;
  for (let step = 0; step < height; step++) {
    const half = ((up ? step + 1 : height - step) / height) * (height * 0.6);
    const row = top + step;
    const from = Math.ceil(middle - half - 0.5);
    const to = Math.floor(middle + half + 0.5);
    words.fill(word, row * width + Math.max(x, from), row * width + Math.min(x + cell, Math.max(from + 1, to)));
  }
}

/** Padding zeros: the colour of zero with a thin diagonal, so that they are told from zeros of the tensor. */
function drawRing(input: RasterInput, { width, height }: Raster, words: Uint32Array): void {
  const { grid, ink } = input;
  const { top, left, bottom, right } = grid.ring;
  if (input.ring === 'blank' || top + left + bottom + right === 0) return;
  const zero: Rgb = [input.table[zeroEntry * 3]!, input.table[zeroEntry * 3 + 1]!, input.table[zeroEntry * 3 + 2]!];
  const ground = wordOf(zero);
  const line = wordOf(mix(ink.foreground, zero, 0.3));
  const { cell } = grid;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor(y / cell) - top;
      const column = Math.floor(x / cell) - left;
      if (row >= 0 && row < grid.rows && column >= 0 && column < grid.columns) continue;
      words[y * width + x] = (x % cell) + (y % cell) === cell - 1 ? line : ground;
    }
  }
}

/** Lines between cells, centred on their edges; none around the map. */
function drawLines({ grid, ink }: RasterInput, { width, height, data }: Raster): void {
  const thick = Math.max(1, Math.round(grid.ratio));
  const before = Math.floor(thick / 2);
  const onLine = (at: number, size: number): boolean => {
    const shifted = at + before;
    return shifted >= grid.cell && shifted < size && shifted % grid.cell < thick;
  };
  for (let y = 0; y < height; y++) {
    const wholeRow = onLine(y, height);
    for (let x = 0; x < width; x++) {
      if (!wholeRow && !onLine(x, width)) continue;
      const at = (y * width + x) * 4;
      if (data[at + 3] === 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        data[at + channel] = data[at + channel]! * (1 - lineStrength) + ink.background[channel]! * lineStrength;
      }
    }
  }
}

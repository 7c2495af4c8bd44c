/** A map as pixels: pure, one block of device pixels to a cell, no smoothing. */
import { cellSide, deviceSize, type Grid } from './geometry';
import type { ColourTable, Rgb } from './palette';
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
  const { grid, values } = input;
  const { width, height } = deviceSize(grid);
  const raster: Raster = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  const words = new Uint32Array(raster.data.buffer);
  drawRing(input, raster, words);
  const plain = input.colours === undefined && input.takesPart === undefined ? wordsOf(input.table) : undefined;
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const at = row * grid.columns + column;
      if (at >= values.length) continue;
      const value = values[at]!;
      const x = (column + grid.ring.left) * grid.cell;
      const y = (row + grid.ring.top) * grid.cellHeight;
      if (plain === undefined || !Number.isFinite(value)) drawCell(input, words, width, x, y, row, column, at);
      else fillBlock(words, width, x, y, grid.cell, grid.cellHeight, plain[entryOf(value, input.scale)]!);
    }
  }
  if (cellSide(grid) >= lineFrom) drawLines(input, raster);
  return raster;
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** An opaque pixel as the 32-bit word that stands in `ImageData`. */
function wordOf([red, green, blue]: Rgb): number {
  return littleEndian
    ? ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
    : ((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0;
}

/** A whole table as pixels. */
function wordsOf(table: ColourTable): Uint32Array {
  const words = new Uint32Array(table.length / 3);
  for (let at = 0; at < words.length; at++) {
    words[at] = wordOf([table[at * 3]!, table[at * 3 + 1]!, table[at * 3 + 2]!]);
  }
  return words;
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

/** What needs more than a table: pictures, faded cells, NaN and ±∞. */
function drawCell(
  input: RasterInput,
  words: Uint32Array,
  width: number,
  x: number,
  y: number,
  row: number,
  column: number,
  at: number,
): void {
  const { grid, ink, takesPart } = input;
  const value = input.values[at]!;
  const place: CellBlock = { x, y, wide: grid.cell, high: grid.cellHeight, width };
  const faded = takesPart !== undefined && !takesPart(row, column);
  const shown = (colour: Rgb): number => wordOf(faded ? mix(colour, ink.background, outsideStrength) : colour);
  if (input.colours !== undefined) {
    const [red, green, blue] = [input.colours[at * 3]!, input.colours[at * 3 + 1]!, input.colours[at * 3 + 2]!];
    fillCell(words, place, shown([red, green, blue]));
  } else if (Number.isNaN(value)) {
    if (input.nan === 'unchecked') fillCell(words, place, shown(ink.track));
    else hatchCell(words, place, grid.ratio, shown(ink.background), shown(ink.foreground));
  } else if (!Number.isFinite(value)) {
    fillCell(words, place, shown(ink.foreground));
    arrowCell(words, place, value > 0, shown(ink.background));
  } else {
    fillCell(words, place, shown(colourOf(value, input.scale, input.table)));
  }
}

/** A cell's block of device pixels in a raster of `width`. */
interface CellBlock {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
  readonly width: number;
}

function fillCell(words: Uint32Array, { x, y, wide, high, width }: CellBlock, word: number): void {
  fillBlock(words, width, x, y, wide, high, word);
}

function fillBlock(
  words: Uint32Array,
  width: number,
  x: number,
  y: number,
  wide: number,
  high: number,
  word: number,
): void {
  for (let start = y * width + x, end = start + high * width; start < end; start += width) {
    if (wide < 4) for (let at = 0; at < wide; at++) words[start + at] = word;
    else words.fill(word, start, start + wide);
  }
}

/** Diagonal hatching, 1.5 CSS px wide at a pitch of twice that; it runs on from cell to cell. */
function hatchCell(words: Uint32Array, cell: CellBlock, ratio: number, ground: number, line: number): void {
  const stroke = Math.max(1, Math.round(1.5 * ratio * Math.SQRT2));
  for (let row = cell.y; row < cell.y + cell.high; row++) {
    for (let column = cell.x; column < cell.x + cell.wide; column++) {
      words[row * cell.width + column] = (row + column) % (2 * stroke) < stroke ? line : ground;
    }
  }
}

/** A triangle in the middle of a cell, pointing up for +∞; cells below 5 px stay solid. */
function arrowCell(words: Uint32Array, { x, y, wide, high, width }: CellBlock, up: boolean, word: number): void {
  const side = Math.min(wide, high);
  if (side < 5) return;
  const height = Math.max(2, Math.round(side * 0.42));
  const top = y + Math.floor((high - height) / 2);
  const middle = x + wide / 2;
  for (let step = 0; step < height; step++) {
    const half = ((up ? step + 1 : height - step) / height) * (height * 0.6);
    const start = (top + step) * width;
    const from = Math.max(x, Math.ceil(middle - half - 0.5));
    const to = Math.min(x + wide, Math.max(from + 1, Math.floor(middle + half + 0.5)));
    words.fill(word, start + from, start + to);
  }
}

/** Padding zeros: the colour of zero with a thin diagonal, so that they are told from zeros of the tensor. */
function drawRing(input: RasterInput, { width, height }: Raster, words: Uint32Array): void {
  const { grid, ink } = input;
  const { top, left, bottom, right } = grid.ring;
  if (input.ring === 'blank' || top + left + bottom + right === 0) return;
  const zero = colourOf(0, input.scale, input.table);
  const ground = wordOf(zero);
  const line = wordOf(mix(ink.foreground, zero, 0.3));
  const { cell, cellHeight } = grid;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor(y / cellHeight) - top;
      const column = Math.floor(x / cell) - left;
      if (row >= 0 && row < grid.rows && column >= 0 && column < grid.columns) continue;
      words[y * width + x] = (x % cell) + (y % cellHeight) === cell - 1 ? line : ground;
    }
  }
}

/** Lines between cells, centred on their edges; none around the map. */
function drawLines({ grid, ink }: RasterInput, { width, height, data }: Raster): void {
  const thick = Math.max(1, Math.round(grid.ratio));
  const across = linePixels(grid.cell, width, thick);
  const down = linePixels(grid.cellHeight, height, thick);
  const blend = (at: number): void => {
    if (data[at + 3] === 0) return;
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] = data[at + channel]! * (1 - lineStrength) + ink.background[channel]! * lineStrength;
    }
  };
  const isLine = new Uint8Array(height);
  for (const y of down) {
    isLine[y] = 1;
    for (let x = 0; x < width; x++) blend((y * width + x) * 4);
  }
  // Where lines cross they are drawn once.
  for (let y = 0; y < height; y++) if (isLine[y] === 0) for (const x of across) blend((y * width + x) * 4);
}

/** Pixels of the lines along one axis. */
function linePixels(cell: number, size: number, thick: number): number[] {
  const before = Math.floor(thick / 2);
  const pixels: number[] = [];
  for (let edge = cell; edge < size + before; edge += cell) {
    for (let at = edge - before; at < edge - before + thick; at++) if (at >= 0 && at + before < size) pixels.push(at);
  }
  return pixels;
}

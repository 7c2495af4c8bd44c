/**
 * How numbers are written in the panel. Minus is U+2212, also in exponents; exact zero is `0`; NaN and ±∞ keep their
 * names. Everything here is pure text: no widths, no colours.
 */

const minus = '\u2212';
const narrowSpace = '\u00a0';

/** ASCII minus → U+2212. */
export function typographic(text: string): string {
  return text.replaceAll('-', minus);
}

/** `NaN`, `∞`, `−∞`, `0`: what has no digits to round. */
function special(x: number): string | undefined {
  if (Number.isNaN(x)) return 'NaN';
  if (x === Infinity) return '∞';
  if (x === -Infinity) return `${minus}∞`;
  return x === 0 ? '0' : undefined;
}

/** `digits` significant digits and an exponent without leading zeros or plus: `−3.217e−7`. */
function exponential(x: number, digits: number): string {
  return typographic(x.toExponential(digits - 1).replace('e+', 'e'));
}

/** Plain notation with `digits` significant digits; digits before the point are never rounded away. */
function plain(x: number, digits: number): string {
  const order = Math.floor(Math.log10(Math.abs(Number(x.toPrecision(digits)))));
  return typographic(x.toFixed(Math.max(0, digits - 1 - order)));
}

function rounded(x: number, digits: number): string {
  const size = Math.abs(Number(x.toPrecision(digits)));
  return size >= 1e-4 && size < 1e5 ? plain(x, digits) : exponential(x, digits);
}

/** A value: 4 significant digits, plain from 10⁻⁴ to 10⁵: `0.08125`, `−3.217e−7`. */
export function value(x: number): string {
  return special(x) ?? rounded(x, 4);
}

/** A value beside others of its kind: 6 significant digits: `−0.106294`. */
export function sixDigits(x: number): string {
  return special(x) ?? rounded(x, 6);
}

/**
 * A column of a table: 6 decimals for all, or exponents for all when the largest entry is below 10⁻³ (or too large
 * for plain digits). Where the column mixes signs, positives carry a space.
 */
export function column(entries: Iterable<number>): (x: number) => string {
  let largest = 0;
  let negative = false;
  for (const x of entries) {
    if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
    negative ||= x < 0;
  }
  const exponents = largest < 1e-3 || largest >= 1e6;
  return (x) => {
    const text = special(x) ?? (exponents ? exponential(x, 6) : decimals(x, 6));
    return negative && !text.startsWith(minus) ? ` ${text}` : text;
  };
}

/** `digits` decimals; what rounds to zero without being zero says so with an exponent. */
function decimals(x: number, digits: number): string {
  const text = x.toFixed(digits);
  return Number(text) === 0 ? exponential(x, 1) : typographic(text);
}

/**
 * An opened entry: 12 significant digits, `−0.0842147532935`. With `uncertainty`, digits beyond the error bar are
 * left out.
 */
export function opened(x: number, uncertainty = 0): string {
  const text = special(x);
  if (text !== undefined) return text;
  const order = Math.floor(Math.log10(Math.abs(x)));
  const known = uncertainty > 0 ? order - Math.floor(Math.log10(uncertainty)) + 1 : 12;
  return rounded(x, Math.min(12, Math.max(1, known)));
}

/** 19 decimals, where orders of summation are compared. */
export function nineteen(x: number): string {
  return special(x) ?? typographic(x.toFixed(19));
}

/** A relative error: 2 significant digits, always with an exponent: `7.5e−10`. */
export function relativeError(x: number): string {
  return special(x) ?? exponential(x, 2);
}

/** An error where there is little room: `2e−13`. */
export function shortError(x: number): string {
  return special(x) ?? exponential(x, 1);
}

/** An error bar: `± 3e−13`. */
export function errorBar(x: number): string {
  return `± ${shortError(x)}`;
}

/** The range of a map: `−0.084 … 0.047`. */
export function range(min: number, max: number): string {
  return `${twoDigits(min)} … ${twoDigits(max)}`;
}

/** 2 significant digits, plain where that is short. */
export function twoDigits(x: number): string {
  const text = special(x);
  if (text !== undefined) return text;
  const size = Math.abs(Number(x.toPrecision(2)));
  return size >= 1e-3 && size < 1e4 ? plain(x, 2) : exponential(x, 2);
}

/** How a value is written in a cell; `short` with a decimal less, where the cells are small. */
export type CellFormat = (value: number, short?: boolean) => string;

/** CSS pixels from which a cell holds five characters. */
const roomyCell = 33;

/**
 * How the cells of one map are written: at most five characters (short: four), no leading zero (`−.084`). Where plain
 * decimals do not fit, a common power of ten is taken out and belongs in the map's title.
 *
 * @param largest largest |entry| of the map
 * @param side of a cell in CSS pixels: where `−.084` has no room, two digits are worth a power of ten
 */
export function cells(largest: number, side = Infinity): { readonly exponent: number; readonly format: CellFormat } {
  const order = largest > 0 && Number.isFinite(largest) ? Math.floor(Math.log10(largest)) : 0;
  const exponent = order < (side < roomyCell ? -1 : -2) || order > 2 ? order : 0;
  const most = exponent === 0 && order < -1 ? 3 : 2;
  return {
    exponent,
    format: (x, short = false) => special(x) ?? cell(x / 10 ** exponent, most, short ? 1 : 0),
  };
}

/** 2–3 decimals without a leading zero: small entries beside large ones get the third (`.005`), large ones lose some. */
function cell(x: number, most: number, fewer: 0 | 1): string {
  const size = Math.abs(x);
  const wanted = size >= 99.5 ? 0 : size >= 9.95 ? 1 : size < 0.00995 ? 3 : most;
  // Below 1 a short number keeps two decimals, since it has no digit before them.
  const digits = Math.max(0, fewer === 1 && size < 0.995 ? Math.min(2, wanted) : wanted - fewer);
  const text = x.toFixed(digits).replace(/^(-?)0\./, '$1.');
  // Not zero, but too small for its decimals: never written as if it were zero.
  return Number(text) === 0 ? '≈0' : typographic(text);
}

/** A count, grouped: `61,706`. */
export function count(n: number): string {
  return typographic(String(n)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share, 1 decimal: `4.9 %`. An amount that is not zero never reads as `0.0 %`. */
export function share(fraction: number): string {
  const text = special(fraction);
  if (text !== undefined) return `${text}${narrowSpace}%`;
  const percent = fraction * 100;
  if (Math.abs(percent) < 0.05) return `${fraction < 0 ? `> ${minus}` : '< '}0.1${narrowSpace}%`;
  return `${typographic(percent.toFixed(1))}${narrowSpace}%`;
}

/** A factor, 2 significant digits, grouped: `15-fold`, `1.3-fold`, `100,000-fold`. */
export function fold(factor: number): string {
  const short = Number(factor.toPrecision(2));
  const text = short < 10 ? short.toFixed(1) : short < 1e7 ? count(short) : exponential(factor, 2);
  return `${text}-fold`;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** An exponent in superscript: `⁻⁷`. */
export function superscript(n: number): string {
  return [...String(n)].map((c) => (c === '-' ? '⁻' : superscripts[Number(c)]!)).join('');
}

/** A decade on an axis: `10⁻⁷`, `1`, `10`. */
export function power(exponent: number): string {
  if (exponent === 0) return '1';
  return exponent === 1 ? '10' : `10${superscript(exponent)}`;
}

/** A shape without its batch: `16×10×10`. What is left of a lone batch is `1`. */
export function shape(extents: readonly number[]): string {
  return extents.slice(1).join('×') || '1';
}

/** Extents as they stand: `1×16×10×10`. */
export function extents(all: readonly number[]): string {
  return all.join('×') || '1';
}

/** An index as in `conv2.weight[3,0,1,3]`. */
export function index(at: readonly number[]): string {
  return at.length === 0 ? '' : `[${at.join(',')}]`;
}

/** A time: `0.4 s`, `12 s`, `3 min`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${Math.max(0.1, seconds).toFixed(1)} s`;
  return seconds < 99.5 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** For the clipboard: 17 significant digits, ASCII. */
export function full(x: number): string {
  return x === 0 || !Number.isFinite(x) ? String(x) : String(Number(x.toPrecision(17)));
}

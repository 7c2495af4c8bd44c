/** Numbers as the editor shows them: the formats of the panel, for lenses, hovers and messages. */

const MINUS = '\u2212';

/** `61,706` */
export const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** Two significant digits, always with an exponent: `7.5e−10`; exact zero is `0`. */
export function relativeError(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  if (value === 0) return '0';
  return value.toExponential(1).replace(/\.0e/, 'e').replace('e+', 'e').replaceAll('-', MINUS);
}

/** Four significant digits; plain from 10⁻⁴ to 10⁵, else with an exponent. */
export function value(number: number): string {
  if (!Number.isFinite(number)) return special(number);
  if (number === 0) return '0';
  const size = Math.abs(number);
  const text = size >= 1e-4 && size < 1e5 ? String(Number(number.toPrecision(4))) : number.toExponential(3);
  return text.replace('e+', 'e').replaceAll('-', MINUS);
}

function special(number: number): string {
  if (Number.isNaN(number)) return 'NaN';
  return number > 0 ? '∞' : `${MINUS}∞`;
}

/** `16×10×10`: without the batch. */
export const shapeWithoutBatch = (shape: readonly number[]): string =>
  shape.length > 1 ? shape.slice(1).join('×') : shape.join('×') || '1';

/** `1 problem`, `2 problems`; an irregular plural is given. */
export const plural = (n: number, noun: string, many = `${noun}s`): string => `${count(n)} ${n === 1 ? noun : many}`;

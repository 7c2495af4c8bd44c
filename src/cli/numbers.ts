/** Numbers as people read them; `--json` and files carry them in full. */
const minus = '−';

const typographic = (text: string): string => text.replaceAll('-', minus);

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  return value === 0 ? '0' : undefined;
}

/** `61,706` */
export const formatCount = (value: number): string => value.toLocaleString('en-US');

/** Two significant digits, always with an exponent: `7.5e−10`. */
export const formatError = (value: number): string => special(value) ?? typographic(value.toExponential(1));

/** Twelve significant digits: `−0.0842147532935`; exponents below 10⁻⁴ and from 10⁶. */
export function formatValue(value: number): string {
  const text = special(value);
  if (text !== undefined) return text;
  const size = Math.abs(value);
  const digits = size >= 1e-4 && size < 1e6 ? value.toPrecision(12) : value.toExponential(11);
  return typographic(
    digits
      .replace(/(\.\d*?)0+($|e)/, '$1$2')
      .replace(/\.($|e)/, '$1')
      .replace('e+', 'e'),
  );
}

/** `[2,0,1,1]` */
export const formatIndex = (index: readonly number[]): string => `[${index.join(',')}]`;

/** What a padding mode reads at a place of an axis, spelled out cell by cell. */
const beyond: { readonly [mode: string]: (extent: number) => number[] } = {
  // 0 1 2 3 2 1 | 0 1 2 3 2 1 …
  reflect: (extent) => [...Array(extent).keys(), ...[...Array(extent).keys()].slice(1, -1).reverse()],
  circular: (extent) => [...Array(extent).keys()],
};

function padded(mode: string, at: number, extent: number): number {
  if (mode === 'replicate') return at < 0 ? 0 : at < extent ? at : extent - 1;
  const period = beyond[mode]!(extent);
  return period.at(at % period.length)!;
}

/**
 * Reads the subscripts of a general term (`x+2`, `3−2x`, `(3−x)/2`, `reflect(x−1)`) at given values of its running
 * indices; `extent` is that of the tensor's axis.
 */
export function evaluateSubscript(text: string, values: ReadonlyMap<string, number>, extent: number): number {
  const beyondEdge = /^(reflect|replicate|circular)\((.*)\)$/.exec(text);
  if (beyondEdge) return padded(beyondEdge[1]!, evaluateSubscript(beyondEdge[2]!, values, extent), extent);
  const quotient = /^\((.*)\)\/(\d+)$/.exec(text);
  if (quotient) return evaluateSubscript(quotient[1]!, values, extent) / Number(quotient[2]);
  const parts = text.match(/[+−]?[^+−]+/g) ?? [];
  return parts.reduce((sum, part) => sum + evaluatePart(part, values), 0);
}

function evaluatePart(part: string, values: ReadonlyMap<string, number>): number {
  const [, sign, digits, name] = /^([+−]?)(\d*)([a-z]?)$/.exec(part) ?? [];
  if (digits === undefined) throw new Error(`"${part}" is no part of a subscript`);
  const value = name === '' ? 1 : values.get(name!);
  if (value === undefined) throw new Error(`"${part}" names no running index`);
  return (sign === '−' ? -1 : 1) * (digits === '' ? 1 : Number(digits)) * value;
}

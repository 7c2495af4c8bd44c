/** Reads the subscripts of a general term (`x+2`, `3−2x`, `(3−x)/2`) at given values of its running indices. */
export function evaluateSubscript(text: string, values: ReadonlyMap<string, number>): number {
  const quotient = /^\((.*)\)\/(\d+)$/.exec(text);
  if (quotient) return evaluateSubscript(quotient[1]!, values) / Number(quotient[2]);
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

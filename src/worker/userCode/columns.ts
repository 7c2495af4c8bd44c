/** Columns of compiled code back to columns of its source, by a source map whose lines are the same on both sides. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** By line (from 0): pairs of compiled and source columns, ascending. */
export type ColumnMap = readonly (readonly (readonly [compiled: number, source: number])[])[];

/** Reads the `mappings` of a source map (base 64 VLQ, source map format 3). */
export function columnMap(mappings: string): ColumnMap {
  let source = 0;
  return mappings.split(';').map((line) => {
    let compiled = 0;
    return line.split(',').flatMap((segment) => {
      const fields = decode(segment);
      if (fields[0] === undefined || fields[3] === undefined) return [];
      compiled += fields[0];
      source += fields[3];
      return [[compiled, source] as const];
    });
  });
}

/** Five bits a digit, the lowest first; the sixth says that more follow; the last bit of the whole is the sign. */
function decode(segment: string): number[] {
  const fields: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = DIGITS.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    fields.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return fields;
}

/** The source column of a compiled one; both from 0. */
export function sourceColumn(map: ColumnMap, line: number, column: number): number {
  const before = (map[line] ?? []).filter(([compiled]) => compiled <= column).at(-1);
  return before ? before[1] + (column - before[0]) : column;
}

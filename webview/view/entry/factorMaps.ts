/** The maps of an opened entry: the planes its factors are read from, and their products. Pure. */
import type { EntryReply, TermSum } from '../../../src/protocol';
import type { CellPlace, Region } from '../../draw/geometry';
import type { Wanted } from '../maps/useTensors';

export interface FactorMap {
  readonly id: string;
  readonly title: { readonly symbol: string; readonly subscripts: readonly string[] };
  /** From a tensor of the run; undefined for products and local factors, whose values are here. */
  readonly wanted: Wanted | undefined;
  readonly values: Float64Array | undefined;
  /** Two axes, one or none. */
  readonly rest: readonly number[];
  /** Leading indices of the plane that is shown. */
  readonly fixed: readonly number[];
  /** Where each term lies; undefined for a term on another plane. */
  readonly placeOf: (term: number) => CellPlace | undefined;
  readonly caption: string;
}

/** @param active the term whose planes are shown, where terms lie on several */
export function factorMaps(reply: EntryReply, sum: TermSum, active: number, stamp: string): FactorMap[] {
  const factors = sum.factors.map((symbol, at): FactorMap => {
    const plane = reply.planes[at];
    if (plane?.ref === undefined)
      return laidOut(sum, `factor${at}`, symbol, (term) => term.factors[at]?.value ?? NaN, '');
    const { ref, shape } = plane;
    // A row of a matrix, or a sample's vector, is shown alone where no term leaves it.
    const leading = shape.length === 2 ? Number(sameFirst(sum, at)) : Math.max(0, shape.length - 2);
    const fixed = sum.terms[active]?.factors[at]?.index.slice(0, leading) ?? [];
    const rest = shape.slice(leading);
    const placeOf = (term: number): CellPlace | undefined => {
      const index = sum.terms[term]?.factors[at]?.index;
      if (index === undefined || fixed.some((value, axis) => index[axis] !== value)) return undefined;
      return rest.length > 1 ? { row: index.at(-2)!, column: index.at(-1)! } : { row: 0, column: index.at(-1) ?? 0 };
    };
    return {
      id: `factor${at}`,
      title: symbol,
      wanted: { request: { ref, fixed, maxEntries: 2 ** 18 }, stamp },
      values: undefined,
      rest,
      fixed,
      placeOf,
      caption: readCaption(sum, placeOf, rest),
    };
  });
  const products = laidOut(
    sum,
    'product',
    { symbol: 'product', subscripts: [] },
    (term) => term.product,
    shortNote(sum),
    active,
  );
  return sum.factors.length > 1 ? [...factors, products] : factors;
}

/** What is longer than a caption stands on a line of its own. */
const longestCaption = 44;

function shortNote({ note = '', terms }: TermSum): string {
  if (note.length <= longestCaption) return note;
  return terms.length > 1 ? 'all terms add up' : '';
}

/** The sentence on what the sum means, where it is too long for the caption of the products. */
export function longNote({ note, factors }: TermSum): string | undefined {
  return note !== undefined && (note.length > longestCaption || factors.length === 1) ? note : undefined;
}

function sameFirst(sum: TermSum, at: number): boolean {
  return sum.terms.every(({ factors }) => factors[at]?.index[0] === sum.terms[0]?.factors[at]?.index[0]);
}

/** `10×10, one cell a term` where all cells take part, else `the 10×10 cells that are read`. */
function readCaption(sum: TermSum, placeOf: FactorMap['placeOf'], rest: readonly number[]): string {
  const places = sum.terms.flatMap((_, term) => placeOf(term) ?? []);
  const bounds = boundsOf(places);
  if (bounds === undefined) return '';
  const distinct = new Set(places.map(({ row, column }) => `${row},${column}`)).size;
  const all = rest.reduce((product, extent) => product * extent, 1);
  if (distinct === all) return `${rest.join('×') || '1'}, one cell a term`;
  if (distinct === 1) return places.length === 1 ? 'the cell that is read' : `one cell for ${places.length} terms`;
  const solid = distinct === bounds.rows * bounds.columns;
  return solid ? `the ${bounds.rows}×${bounds.columns} cells that are read` : `the ${distinct} cells that are read`;
}

/** Values by running index: the last two run over rows and columns, those before are the active term's. */
function laidOut(
  sum: TermSum,
  id: string,
  title: FactorMap['title'],
  valueOf: (term: TermSum['terms'][number]) => number,
  caption: string,
  active = 0,
): FactorMap {
  const { indices, terms } = sum;
  const last = indices.slice(-2);
  const before = indices.length - last.length;
  const rest = last.map(({ from, to }) => to - from + 1);
  const shown = terms[active]?.at.slice(0, before) ?? [];
  const placeOf = (term: number): CellPlace | undefined => {
    const at = terms[term]?.at;
    if (at === undefined || shown.some((value, k) => at[k] !== value)) return undefined;
    const [row, column] = last.map(({ from }, k) => at[before + k]! - from);
    return last.length > 1 ? { row: row!, column: column! } : { row: 0, column: last.length === 1 ? row! : 0 };
  };
  // A term that is left out reads a padding zero: its cell stays empty.
  const values = new Float64Array(rest.reduce((product, extent) => product * extent, 1)).fill(NaN);
  terms.forEach((term, k) => {
    const place = placeOf(k);
    if (place !== undefined) values[place.row * (rest.at(-1) ?? 1) + place.column] = valueOf(term);
  });
  return { id, title, wanted: undefined, values, rest, fixed: shown, placeOf, caption };
}

/** Smallest rectangle around some cells. */
export function boundsOf(places: readonly CellPlace[]): Region | undefined {
  if (places.length === 0) return undefined;
  const rows = places.map(({ row }) => row);
  const columns = places.map(({ column }) => column);
  const [top, left] = [rows.reduce((a, b) => Math.min(a, b)), columns.reduce((a, b) => Math.min(a, b))];
  const [bottom, right] = [rows.reduce((a, b) => Math.max(a, b)), columns.reduce((a, b) => Math.max(a, b))];
  return { row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
}

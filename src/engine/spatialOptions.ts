/**
 * Options that have a number for each spatial axis: kernel sizes, strides, paddings. As in PyTorch, one number stands
 * for all axes, and a list runs from the outermost axis in: `[depth, height, width]`.
 */
import { boundsSchema, boundsText, option, show, within } from './options';
import type { Bounds, Described, JsonSchema, Option, Reading } from './options';

/** How many axes a window slides over. */
export type Dims = 1 | 2 | 3;

/** A number for each axis. */
export type Extents = readonly number[];

/** `, or a pair [height, width] of them` */
const LISTS: { readonly [D in Dims]: string } = {
  1: 'an array [length] of one',
  2: 'a pair [height, width] of them',
  3: 'a triple [depth, height, width] of them',
};

const listSchema = (count: number, item: JsonSchema): JsonSchema => ({
  anyOf: [item, { type: 'array', items: item, minItems: count, maxItems: count }],
});

const integerSchema = (bounds: Bounds): JsonSchema => ({ type: 'integer', ...boundsSchema(bounds) });

const isInteger = (value: unknown, bounds: Bounds): value is number =>
  typeof value === 'number' && Number.isInteger(value) && within(value, bounds);

/** One value for all places, or a list with one for each. */
function readList<T>(
  raw: unknown,
  count: number,
  fits: (value: unknown) => value is T,
  expects: string,
): Reading<readonly T[]> {
  const all: readonly unknown[] = Array.isArray(raw) ? raw : new Array<unknown>(count).fill(raw);
  return all.length === count && all.every(fits)
    ? { value: [...all] }
    : { message: `must be an ${expects}, but is ${show(raw)}.` };
}

/** An integer for all axes, or a list of them. */
export function extents(dims: Dims, spec: Described & Bounds & { readonly default?: number }): Option<Extents> {
  const expects = `${boundsText('integer', spec)}, or ${LISTS[dims]}`;
  const { default: given, doc } = spec;
  const value = given === undefined ? {} : { default: new Array<number>(dims).fill(given) };
  const fits = (one: unknown) => isInteger(one, spec);
  const made = option<Extents>({ doc, ...value }, listSchema(dims, integerSchema(spec)), expects, (raw) =>
    readList(raw, dims, fits, expects),
  );
  return given === undefined ? made : { ...made, schema: { ...made.schema, default: given } };
}

/** As `extents`, but may be left out. */
export function optionalExtents(dims: Dims, spec: Described & Bounds): Option<Extents | undefined> {
  const { doc, schema, expects, read } = extents(dims, spec);
  return option<Extents | undefined>({ doc, default: undefined }, schema, expects, (raw) =>
    raw === null ? { value: undefined } : read(raw),
  );
}

/** `extents`, or one of the given words (`padding: "same"`). */
export function extentsOrWord<const W extends string>(
  dims: Dims,
  spec: Described & Bounds & { readonly default: number; readonly words: readonly W[] },
): Option<Extents | W> {
  const words = spec.words.map((word) => `"${word}"`).join(' or ');
  const expects = `${boundsText('integer', spec)}, ${LISTS[dims]}, ${words}`;
  const fits = (one: unknown) => isInteger(one, spec);
  return option<Extents | W>(
    { doc: spec.doc, default: new Array<number>(dims).fill(spec.default) },
    { anyOf: [listSchema(dims, integerSchema(spec)), { enum: spec.words }] },
    expects,
    (raw) => (spec.words.includes(raw as W) ? { value: raw as W } : readList(raw, dims, fits, expects)),
  );
}

/** As `extents`; `null` stands for the size that comes in. */
export function extentsOrNull(dims: Dims, spec: Described & Bounds): Option<readonly (number | null)[]> {
  const expects = `${boundsText('integer', spec)} or null, or ${LISTS[dims]}`;
  const fits = (one: unknown) => one === null || isInteger(one, spec);
  return option<readonly (number | null)[]>(
    { doc: spec.doc },
    listSchema(dims, { type: ['integer', 'null'], ...boundsSchema(spec) }),
    expects,
    (raw) => readList(raw, dims, fits, expects),
  );
}

/** The two ends of each axis, from the innermost axis out, as PyTorch has them. */
const SIDES = ['left', 'right', 'top', 'bottom', 'front', 'back'];

/** An integer for all sides of a map, or `[left, right, top, bottom]`. */
export function sides(dims: Dims, spec: Described & Bounds): Option<Extents> {
  const expects = `${boundsText('integer', spec)}, or [${SIDES.slice(0, 2 * dims).join(', ')}]`;
  const fits = (one: unknown) => isInteger(one, spec);
  return option<Extents>({ doc: spec.doc }, listSchema(2 * dims, integerSchema(spec)), expects, (raw) =>
    readList(raw, 2 * dims, fits, expects),
  );
}

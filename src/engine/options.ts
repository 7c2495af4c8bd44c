/**
 * Builders for the options of layers and losses. An option states its type, bounds, default and doc once;
 * reading a file, the JSON Schema, the docs and the TypeScript type all follow from it.
 */
export type JsonSchema = { readonly [key: string]: unknown };

export type Reading<T> = { readonly value: T } | { readonly message: string };

export interface Option<T> {
  readonly doc: string;
  readonly schema: JsonSchema;
  /** How the value is written in docs: `int ≥ 1`, `int or pair`. */
  readonly expects: string;
  /** The value when the file does not give one; absent means that the option is required. */
  readonly fallback?: { readonly value: T };
  /** Never throws; the message completes the sentence `"kernel_size" …`. */
  read(raw: unknown): Reading<T>;
}

export type OptionSpecs = { readonly [name: string]: Option<unknown> };

/** The values that a record of options reads to. */
export type OptionsOf<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends Option<infer T> ? T : never;
};

export interface Described {
  readonly doc: string;
}
interface WithDefault<T> extends Described {
  readonly default?: T;
}
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** A value as it stands in the file, for messages. */
export const show = (raw: unknown): string => JSON.stringify(raw) ?? String(raw);

/** An option of any kind: how a file writes it, and how it is read. */
export function option<T>(
  spec: WithDefault<T>,
  schema: JsonSchema,
  expects: string,
  accept: (raw: unknown) => Reading<T>,
): Option<T> {
  const made: Option<T> = {
    doc: spec.doc,
    schema: { ...schema, ...('default' in spec && spec.default !== undefined ? { default: spec.default } : {}) },
    expects,
    ...('default' in spec ? { fallback: { value: spec.default as T } } : {}),
    read: accept,
  };
  return made;
}

export function boundsText(kind: string, { min, max }: Bounds): string {
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  if (min !== undefined) return `${kind} ≥ ${min}`;
  if (max !== undefined) return `${kind} ≤ ${max}`;
  return kind;
}

export const within = (value: number, { min, max }: Bounds): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);

export const boundsSchema = ({ min, max }: Bounds): JsonSchema => ({
  ...(min !== undefined ? { minimum: min } : {}),
  ...(max !== undefined ? { maximum: max } : {}),
});

function readInt(raw: unknown, bounds: Bounds, expects: string): Reading<number> {
  if (typeof raw === 'number' && Number.isInteger(raw) && within(raw, bounds)) return { value: raw };
  return { message: `must be an ${expects}, but is ${show(raw)}.` };
}

/** A whole number. */
export function int(spec: WithDefault<number> & Bounds): Option<number> {
  const expects = boundsText('integer', spec);
  return option<number>(spec, { type: 'integer', ...boundsSchema(spec) }, expects, (raw) =>
    readInt(raw, spec, expects),
  );
}

/** A whole number that may be left out: it is then inferred, or means "the same as …". */
export function optionalInt(spec: Described & Bounds): Option<number | undefined> {
  const expects = boundsText('integer', spec);
  return option<number | undefined>(
    { doc: spec.doc, default: undefined },
    { type: 'integer', ...boundsSchema(spec) },
    expects,
    (raw) => readInt(raw, spec, expects),
  );
}

/** A finite number. */
export function number(spec: WithDefault<number> & Bounds): Option<number> {
  const expects = boundsText('number', spec);
  return option<number>(spec, { type: 'number', ...boundsSchema(spec) }, expects, (raw) =>
    typeof raw === 'number' && Number.isFinite(raw) && within(raw, spec)
      ? { value: raw }
      : { message: `must be a ${expects}, but is ${show(raw)}.` },
  );
}

/** A finite number, or null for what the layer's documentation says. */
export function numberOrNull(spec: WithDefault<number | null> & Bounds): Option<number | null> {
  const expects = `${boundsText('number', spec)}, or null`;
  return option<number | null>(spec, { type: ['number', 'null'], ...boundsSchema(spec) }, expects, (raw) =>
    raw === null || (typeof raw === 'number' && Number.isFinite(raw) && within(raw, spec))
      ? { value: raw }
      : { message: `must be a ${expects}, but is ${show(raw)}.` },
  );
}

export function bool(spec: WithDefault<boolean>): Option<boolean> {
  return option<boolean>(spec, { type: 'boolean' }, 'true or false', (raw) =>
    typeof raw === 'boolean' ? { value: raw } : { message: `must be true or false, but is ${show(raw)}.` },
  );
}

/** One of a fixed set of words. */
export function choice<const T extends string>(spec: WithDefault<T> & { readonly of: readonly T[] }): Option<T> {
  const expects = spec.of.map((word) => `"${word}"`).join(' or ');
  return option<T>(spec, { enum: spec.of }, expects, (raw) =>
    spec.of.includes(raw as T) ? { value: raw as T } : { message: `must be ${expects}, but is ${show(raw)}.` },
  );
}

export type Pair = readonly [number, number];

const tupleSchema = (count: number, bounds: Bounds): JsonSchema => {
  const item = { type: 'integer', ...boundsSchema(bounds) };
  return { anyOf: [item, { type: 'array', items: item, minItems: count, maxItems: count }] };
};

function readPair(raw: unknown, bounds: Bounds, expects: string): Reading<Pair> {
  const both = Array.isArray(raw) ? raw : [raw, raw];
  const fits =
    both.length === 2 && both.every((v) => typeof v === 'number' && Number.isInteger(v) && within(v, bounds));
  return fits ? { value: [both[0], both[1]] } : { message: `must be an ${expects}, but is ${show(raw)}.` };
}

/** An integer for both spatial axes, or `[height, width]`; may be left out. */
export function optionalPair(spec: Described & Bounds): Option<Pair | undefined> {
  const expects = `${boundsText('integer', spec)}, or a pair [height, width] of them`;
  return option<Pair | undefined>({ doc: spec.doc, default: undefined }, tupleSchema(2, spec), expects, (raw) =>
    raw === null ? { value: undefined } : readPair(raw, spec, expects),
  );
}

/** A list of integers, such as a shape. */
export function ints(spec: WithDefault<readonly number[]> & Bounds): Option<readonly number[]> {
  const expects = `array of ${boundsText('integer', spec)}`;
  const schema = { type: 'array', items: { type: 'integer', ...boundsSchema(spec) } };
  return option<readonly number[]>(spec, schema, expects, (raw) =>
    Array.isArray(raw) && raw.every((v) => typeof v === 'number' && Number.isInteger(v) && within(v, spec))
      ? { value: raw as number[] }
      : { message: `must be an ${expects}, but is ${show(raw)}.` },
  );
}

/** A list of integers, or a single one for a list of one. */
export function intOrInts(spec: Described & Bounds): Option<readonly number[]> {
  const list = ints(spec);
  const item = { type: 'integer', ...boundsSchema(spec) };
  const expects = `${boundsText('integer', spec)}, or an array of them`;
  return option<readonly number[]>(
    spec,
    { anyOf: [item, { type: 'array', items: item, minItems: 1 }] },
    expects,
    (raw) => {
      const reading = list.read(Array.isArray(raw) ? raw : [raw]);
      return 'value' in reading && reading.value.length > 0
        ? reading
        : { message: `must be an ${expects}, but is ${show(raw)}.` };
    },
  );
}

/** A list of finite numbers, such as class weights; may be left out. */
export function optionalNumbers(spec: Described): Option<readonly number[] | undefined> {
  return option<readonly number[] | undefined>(
    { doc: spec.doc, default: undefined },
    { type: 'array', items: { type: 'number' } },
    'array of numbers',
    (raw) =>
      Array.isArray(raw) && raw.every((v) => typeof v === 'number' && Number.isFinite(v))
        ? { value: raw as number[] }
        : { message: `must be an array of numbers, but is ${show(raw)}.` },
  );
}

/** A finite number that may be left out. */
export function optionalNumber(spec: Described & Bounds): Option<number | undefined> {
  const { doc, ...bounds } = spec;
  return { ...number({ doc, ...bounds }), fallback: { value: undefined } };
}

/** An integer, or a list of them, such as axes; may be left out. */
export function optionalIntOrInts(spec: Described & Bounds): Option<readonly number[] | undefined> {
  const item = { type: 'integer', ...boundsSchema(spec) };
  const list = ints(spec);
  const expects = `${boundsText('integer', spec)}, or an array of them`;
  return option<readonly number[] | undefined>(
    { doc: spec.doc, default: undefined },
    { anyOf: [item, { type: 'array', items: item }] },
    expects,
    (raw) => {
      const reading = list.read(Array.isArray(raw) ? raw : [raw]);
      return 'value' in reading ? reading : { message: `must be an ${expects}, but is ${show(raw)}.` };
    },
  );
}

/** A number above 0 for both spatial axes, or `[height, width]`; may be left out. */
export function optionalFactors(spec: Described): Option<Pair | undefined> {
  const item = { type: 'number', exclusiveMinimum: 0 };
  const expects = 'number above 0, or a pair [height, width] of them';
  const fits = (v: unknown) => typeof v === 'number' && Number.isFinite(v) && v > 0;
  return option<Pair | undefined>(
    { doc: spec.doc, default: undefined },
    { anyOf: [item, { type: 'array', items: item, minItems: 2, maxItems: 2 }] },
    expects,
    (raw) => {
      const both: readonly unknown[] = Array.isArray(raw) ? raw : [raw, raw];
      if (both.length === 2 && both.every(fits)) return { value: [both[0], both[1]] as unknown as Pair };
      return { message: `must be a ${expects}, but is ${show(raw)}.` };
    },
  );
}

/** Tensors joined entry by entry, scaled, and reduced along axes. */
import { isObject } from '../../netJson/values';
import type { KerasLayer } from '../calls';
import { toKeras, type Builder, type Ref } from '../builder';

type Convert = (builder: Builder, layer: KerasLayer, inputs: readonly Ref[]) => Ref | undefined;

/** Keras's merging layers add axes after the batch to inputs that have fewer. */
export const joining =
  (type: 'Add' | 'Sub' | 'Mul' | 'Div'): Convert =>
  (builder, layer, inputs) => {
    const ranks = inputs.map(({ shape }) => shape?.length ?? 0);
    const rank = Math.max(...ranks);
    const same = inputs.map((input, at) => {
      const missing = rank - ranks[at]!;
      if (!input.shape || missing === 0) return input;
      // Its own axes come last in Keras: C of N,C is that of N,1,1,C, which inside is N,C,1,1.
      const own = input.shape.slice(1);
      const ones = Array.from({ length: missing }, () => 1);
      const ours = builder.channelsLast ? [own[0] ?? 1, ...ones, ...own.slice(1)] : [...ones, ...own];
      return builder.add(layer, 'Reshape', { shape: ours }, [input], 'reshape');
    });
    if (same.length === 1) return builder.add(layer, 'Identity', {}, same);
    if (type === 'Add' || same.length === 2) return builder.add(layer, type, {}, same);
    const [first, ...others] = same;
    return others.reduce<Ref>(
      (made, other, at) => builder.add(layer, type, {}, [made, other], at === others.length - 1 ? '' : String(at + 1)),
      first!,
    );
  };

export const average: Convert = (builder, layer, inputs) => {
  const sum = builder.add(layer, 'Add', {}, inputs, 'sum');
  return builder.add(layer, 'Mul', { other: 1 / inputs.length }, [sum]);
};

/** The largest of several tensors: they are laid on each other along a new axis. */
export const maximum: Convert = (builder, layer, inputs) => {
  const rank = inputs[0]?.shape?.length ?? 4;
  const stacked = builder.add(layer, 'Stack', { dim: rank }, inputs, 'stack');
  return builder.add(layer, 'Max', { dim: rank }, [stacked]);
};

/** x · scale + offset */
export const rescaling: Convert = (builder, layer, [input]) => {
  const scale = Number(layer.config.scale ?? 1);
  const offset = Number(layer.config.offset ?? 0);
  if (!input) return undefined;
  if (Number.isNaN(scale) || Number.isNaN(offset)) {
    builder.fail(layer, '"scale" and "offset" are read as one number each.', 'scale');
    return undefined;
  }
  if (offset === 0) return builder.add(layer, 'Mul', { other: scale }, [input]);
  if (scale === 1) return builder.add(layer, 'Add', { other: offset }, [input]);
  const scaled = builder.add(layer, 'Mul', { other: scale }, [input], 'scale');
  return builder.add(layer, 'Add', { other: offset }, [scaled]);
};

/** Numbers that `adapt()` finds in the data, unless they are given. */
export const normalization: Convert = (builder, layer, [input]) => {
  const { mean, variance } = layer.config;
  if (!input) return undefined;
  if (typeof mean === 'number' && typeof variance === 'number') {
    const scale = 1 / Math.sqrt(variance);
    return rescaling(builder, { ...layer, config: { scale, offset: 0 - mean * scale } }, [input]);
  }
  builder.warn(layer, 'its mean and variance are found by adapt() when the file runs; here numbers pass as they are.');
  return builder.add(layer, 'Identity', {}, [input]);
};

export const noise: Convert = (builder, layer, inputs) => {
  builder.warn(layer, `${layer.type} draws anew in training; here numbers pass as they are.`);
  return builder.add(layer, 'Identity', {}, inputs);
};

export const nothing: Convert = (builder, layer, inputs) => builder.add(layer, 'Identity', {}, inputs);

// ---------------------------------------------------------------- operations of TensorFlow's on tensors

/** `tf.exp(x)` */
export const entrywise =
  (type: string, settings: { readonly [name: string]: unknown } = {}): Convert =>
  (builder, layer, inputs) =>
    builder.add(layer, type, settings, inputs);

export const power: Convert = (builder, layer, [input]) =>
  input && builder.add(layer, 'Pow', { exponent: Number(layer.config.exponent) }, [input]);

export const clip: Convert = (builder, layer, [input]) =>
  input && builder.add(layer, 'Clamp', { min: layer.config.min, max: layer.config.max }, [input]);

/** `axis` is a number, several, or null for all but the batch's, `keepdims` as in Keras. */
export const reduced =
  (type: 'Mean' | 'Sum' | 'Max'): Convert =>
  (builder, layer, [input]) => {
    if (!input?.shape) return undefined;
    const rank = input.shape.length;
    const { axis, keepdims } = layer.config;
    const given = Array.isArray(axis) ? axis.map(Number) : typeof axis === 'number' ? [axis] : undefined;
    const axes = given?.map((one) => (one < 0 ? one + rank : one));
    if (!axes || axes.some((one) => !(one > 0 && one < rank)) || (type === 'Max' && axes.length > 1)) {
      builder.fail(layer, 'an axis is needed, and the batch, axis 0, stays.', 'axis');
      return undefined;
    }
    const dims = axes.map((one) => builder.axis(one, rank)).sort((a, b) => a - b);
    const settings = { dim: type === 'Max' ? dims[0] : dims, keepdim: keepdims === true };
    const made = builder.add(layer, type, settings, [input]);
    if (keepdims === true || !builder.channelsLast) return made;
    // What is left, axis by axis: which of Keras's it is, as ours stand and as they should.
    const left = toKerasOf(rank).filter((one) => !axes.includes(one));
    const sorted = [...left].sort((a, b) => a - b);
    const wanted = toOurs(sorted);
    if (left.every((one, at) => one === wanted[at])) return made;
    return builder.add(layer, 'Permute', { dims: wanted.map((one) => left.indexOf(one)) }, [made], 'order');
  };

/** Which axis of Keras's each of ours is. */
const toKerasOf = (rank: number): number[] => Array.from({ length: rank }, (_, ours) => toKeras(rank).indexOf(ours));

/** Axes in Keras's order, in ours. */
const toOurs = (axes: readonly number[]): number[] =>
  axes.length < 3 ? [...axes] : [axes[0]!, axes.at(-1)!, ...axes.slice(1, -1)];

/** `x[:, 1:, ::2]`: a step for each axis in Keras's order, `null` for a new axis. */
export const items: Convert = (builder, layer, [input]) => {
  const { parts } = layer.config;
  if (!input || !Array.isArray(parts)) return undefined;
  let made = builder.turn(layer, input);
  let axis = 0;
  for (const part of parts as unknown[]) {
    if (part === null) made = builder.add(layer, 'Unsqueeze', { dim: axis++ }, [made], 'unsqueeze');
    else if (typeof part === 'number')
      made = builder.add(layer, 'Select', { dim: axis, index: part }, [made], 'select');
    else if (isObject(part)) {
      if (Object.keys(part).length > 0) made = builder.add(layer, 'Slice', { dim: axis, ...part }, [made], 'slice');
      axis++;
    }
  }
  return builder.turnBack(layer, made);
};

export const expandDims: Convert = (builder, layer, [input]) => {
  if (!input?.shape) return undefined;
  const rank = input.shape.length + 1;
  const axis = Number(layer.config.axis ?? -1);
  const dim = axis < 0 ? axis + rank : axis;
  return builder.turnBack(layer, builder.add(layer, 'Unsqueeze', { dim }, [builder.turn(layer, input)]));
};

export const squeeze: Convert = (builder, layer, [input]) => {
  if (!input) return undefined;
  const { axis } = layer.config;
  const dim = axis === undefined || axis === null ? {} : { dim: axis };
  return builder.turnBack(layer, builder.add(layer, 'Squeeze', dim, [builder.turn(layer, input)]));
};

/** `tf.nn.depth_to_space`: the blocks of a channel lie side by side; PyTorch's channels come first. */
export const depthToSpace: Convert = (builder, layer, [input]) => {
  if (!input?.shape || input.shape.length !== 4) return undefined;
  const block = Number(layer.config.block_size);
  const [, c, h, w] = input.shape as [number, number, number, number];
  const depth = c / block ** 2;
  if (!Number.isInteger(depth)) {
    builder.fail(layer, `${c} channels do not divide into blocks of ${block}×${block}.`);
    return undefined;
  }
  const split = builder.add(layer, 'Reshape', { shape: [block, block, depth, h, w] }, [input], 'split');
  const laid = builder.add(layer, 'Permute', { dims: [0, 3, 4, 1, 5, 2] }, [split], 'order');
  return builder.add(layer, 'Reshape', { shape: [depth, h * block, w * block] }, [laid]);
};

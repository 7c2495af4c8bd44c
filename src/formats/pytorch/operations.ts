/**
 * Operations on tensors, each once: `torch.flatten(x, 1)` and `x.flatten(1)` are the same entry. Types and options are
 * the registry's; the order of arguments is PyTorch's.
 */
import { Unknowable } from '../python/errors';
import { integer, itemsOf, type Bound } from '../python/native';
import { Opaque, PyFloat, PyTuple, type Value } from '../python/values';
import type { Vm } from '../python/vm';
import { isConstant, joinConstants, numbersOf, onConstant } from './constants';
import { knownShape, settingOf, tensorOf, type Torch } from './context';
import { PyTensor, type Settings } from './graph';
import { settingsOf } from './layerClasses';
import { layerArguments } from './positional';

/** The first argument is called `input`, as in PyTorch. */
export type Operation = readonly [parameters: string, work: (torch: Torch, vm: Vm, given: Bound) => Value];

/** An operation, or the numbers themselves where the tensor is made in the file. */
export function perform(torch: Torch, vm: Vm, name: string, [, work]: Operation, given: Bound): Value {
  const { input } = given;
  const known = input instanceof PyTensor && isConstant(input) ? onConstant(torch, name, input) : undefined;
  return known ?? work(torch, vm, given);
}

export function one(
  torch: Torch,
  vm: Vm,
  type: string,
  input: Value | undefined,
  settings: Settings,
  name: string,
): PyTensor {
  return torch.emit(vm, type, [tensorOf(vm, input, `The input of ${name}()`)], settings, { name });
}

/** In place: the tensor itself gets the new values. */
export function inPlace(tensor: Value | undefined, made: PyTensor): PyTensor {
  if (!(tensor instanceof PyTensor)) return made;
  tensor.origin = made.origin;
  tensor.shape = made.shape;
  return tensor;
}

/** A layer without parameters whose arguments follow the input. */
function layer(type: string, name: string, parameters = layerArguments[type] ?? ''): Operation {
  return [
    `input, ${parameters}`,
    (torch, vm, { input, ...given }) => {
      const made = one(torch, vm, type, input, settingsOf(vm, type, given), name);
      return given.inplace === true ? inPlace(input, made) : made;
    },
  ];
}

/** Sizes or axes, given one by one or as one list. */
function integers(vm: Vm, value: Value | undefined, what: string): number[] {
  const given = itemsOf(value) ?? [value ?? null];
  const flat = given.length === 1 ? (itemsOf(given[0]) ?? given) : given;
  return flat.map((item) => integer(vm, item, what));
}

function reshaped(torch: Torch, vm: Vm, input: Value | undefined, shape: readonly number[], name: string): PyTensor {
  return one(torch, vm, 'View', input, { shape }, name);
}

const binaryTypes: { readonly [name: string]: string } = { add: 'Add', sub: 'Sub', mul: 'Mul', div: 'Div' };

/** Two tensors, or a tensor and a number. */
export function joined(torch: Torch, vm: Vm, name: string, a: Value | undefined, b: Value | undefined): Value {
  const type = binaryTypes[name]!;
  if (a instanceof Opaque || b instanceof Opaque) return (a instanceof Opaque ? a : b)!;
  if (a !== undefined && b !== undefined && isConstant(a) && isConstant(b))
    return joinConstants(torch, a, b, plainly[name]!);
  const [x, y] = [scalarOf(a), scalarOf(b)];
  if (y !== undefined) return torch.emit(vm, type, [tensorOf(vm, a, `The input of ${name}()`)], { other: y }, { name });
  if (x !== undefined) return withNumberFirst(torch, vm, name, x, tensorOf(vm, b, `The input of ${name}()`));
  const [left, right] = [tensorOf(vm, a, `The input of ${name}()`), tensorOf(vm, b, `The input of ${name}()`)];
  return torch.emit(vm, type, [left, right], {}, { name });
}

const plainly: { readonly [name: string]: (x: number, y: number) => number } = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
};

function scalarOf(value: Value | undefined): number | undefined {
  const single = value instanceof PyTensor ? value.shape?.length === 0 : isConstant(value);
  return single && isConstant(value) ? numbersOf(value)?.[0] : undefined;
}

function withNumberFirst(torch: Torch, vm: Vm, name: string, number: number, tensor: PyTensor): Value {
  const apply = (type: string, settings: Settings, input = tensor): PyTensor =>
    torch.emit(vm, type, [input], settings, { name });
  if (name === 'add' || name === 'mul') return apply(binaryTypes[name]!, { other: number });
  // c − x = −x + c, c / x = x⁻¹ · c
  if (name === 'sub') return apply('Add', { other: number }, torch.emit(vm, 'Neg', [tensor], {}, { name: 'neg' }));
  return apply('Mul', { other: number }, torch.emit(vm, 'Pow', [tensor], { exponent: -1 }, { name: 'pow' }));
}

function pieces(
  torch: Torch,
  vm: Vm,
  type: string,
  input: Value | undefined,
  count: number,
  settings: Settings,
  name: string,
): PyTuple {
  return new PyTuple(
    Array.from({ length: count }, (_, index) => one(torch, vm, type, input, { ...settings, index }, name)),
  );
}

function axisOf(vm: Vm, value: Value | undefined, rank: number, fallback?: number): number {
  const axis = integer(vm, value, '"dim"', fallback);
  return axis < 0 ? axis + rank : axis;
}

function reduced(type: string, name: string): Operation {
  return [
    'input, dim?, keepdim?, *, dtype?',
    (torch, vm, { input, dim, keepdim }) => one(torch, vm, type, input, settingsOf(vm, type, { dim, keepdim }), name),
  ];
}

function listOf(torch: Torch, vm: Vm, type: string, { tensors, dim }: Bound, name: string): Value {
  const all = [...vm.iterate(tensors!)].map((item) => tensorOf(vm, item, `What ${name}() joins`));
  const axis = integer(vm, dim, '"dim"', 0);
  return all.length === 1 && type === 'Cat' ? all[0]! : torch.emit(vm, type, all, { dim: axis }, { name });
}

function withPieces(
  torch: Torch,
  vm: Vm,
  input: Value | undefined,
  sizes: readonly number[],
  axis: number,
  name: string,
): Value {
  let start = 0;
  return new PyTuple(
    sizes.map((size) => {
      const piece = one(torch, vm, 'Slice', input, { dim: axis, start, end: start + size }, name);
      start += size;
      return piece;
    }),
  );
}

export const operations: { readonly [name: string]: Operation } = {
  flatten: [
    'input, start_dim?, end_dim?',
    (torch, vm, { input, start_dim, end_dim }) =>
      one(
        torch,
        vm,
        'Flatten',
        input,
        { start_dim: integer(vm, start_dim, '"start_dim"', 0), end_dim: integer(vm, end_dim, '"end_dim"', -1) },
        'flatten',
      ),
  ],
  view: [
    'input, *shape',
    (torch, vm, { input, shape }) => reshaped(torch, vm, input, integers(vm, shape, 'A size in view()'), 'view'),
  ],
  reshape: [
    'input, *shape',
    (torch, vm, { input, shape }) => reshaped(torch, vm, input, integers(vm, shape, 'A size in reshape()'), 'reshape'),
  ],
  view_as: [
    'input, other',
    (torch, vm, { input, other }) => reshaped(torch, vm, input, knownShape(tensorOf(vm, other, '"other"')), 'view_as'),
  ],
  unflatten: [
    'input, dim, sizes',
    (torch, vm, { input, dim, sizes }) =>
      one(
        torch,
        vm,
        'Unflatten',
        input,
        { dim: settingOf(vm, dim!, '"dim"'), unflattened_size: settingOf(vm, sizes!, '"sizes"') },
        'unflatten',
      ),
  ],
  permute: [
    'input, *dims',
    (torch, vm, { input, dims }) =>
      one(torch, vm, 'Permute', input, { dims: integers(vm, dims, 'An axis in permute()') }, 'permute'),
  ],
  transpose: [
    'input, dim0, dim1',
    (torch, vm, { input, dim0, dim1 }) =>
      one(torch, vm, 'Transpose', input, settingsOf(vm, 'Transpose', { dim0, dim1 }), 'transpose'),
  ],
  swapaxes: [
    'input, dim0, dim1',
    (torch, vm, { input, dim0, dim1 }) =>
      one(torch, vm, 'Transpose', input, settingsOf(vm, 'Transpose', { dim0, dim1 }), 'swapaxes'),
  ],
  t: ['input', (torch, vm, { input }) => one(torch, vm, 'Transpose', input, { dim0: 0, dim1: 1 }, 't')],
  unsqueeze: [
    'input, dim',
    (torch, vm, { input, dim }) =>
      one(torch, vm, 'Unsqueeze', input, settingsOf(vm, 'Unsqueeze', { dim }), 'unsqueeze'),
  ],
  squeeze: [
    'input, dim?',
    (torch, vm, { input, dim }) => one(torch, vm, 'Squeeze', input, settingsOf(vm, 'Squeeze', { dim }), 'squeeze'),
  ],
  expand: [
    'input, *sizes',
    (torch, vm, { input, sizes }) =>
      one(torch, vm, 'Expand', input, { sizes: integers(vm, sizes, 'A size in expand()') }, 'expand'),
  ],
  expand_as: [
    'input, other',
    (torch, vm, { input, other }) =>
      one(torch, vm, 'Expand', input, { sizes: knownShape(tensorOf(vm, other, '"other"')) }, 'expand_as'),
  ],
  repeat: [
    'input, *sizes',
    (torch, vm, { input, sizes }) =>
      repeated(torch, vm, tensorOf(vm, input, 'The input of repeat()'), integers(vm, sizes, 'A count in repeat()')),
  ],
  mean: reduced('Mean', 'mean'),
  sum: reduced('Sum', 'sum'),
  amax: reduced('Max', 'amax'),
  max: [
    'input, dim?, keepdim?',
    (torch, vm, { input, dim, keepdim }) => {
      if (dim === undefined || dim instanceof PyTensor)
        throw new Unknowable('max() of a whole tensor, or of two, is not a layer that GradLens knows.');
      const values = one(torch, vm, 'Max', input, settingsOf(vm, 'Max', { dim, keepdim }), 'max');
      return new PyTuple([values, new Opaque('the positions of the largest entries')]);
    },
  ],
  cat: ['tensors, dim?', (torch, vm, given) => listOf(torch, vm, 'Cat', given, 'cat')],
  concat: ['tensors, dim?', (torch, vm, given) => listOf(torch, vm, 'Cat', given, 'concat')],
  concatenate: ['tensors, dim?', (torch, vm, given) => listOf(torch, vm, 'Cat', given, 'concatenate')],
  stack: ['tensors, dim?', (torch, vm, given) => listOf(torch, vm, 'Stack', given, 'stack')],
  chunk: [
    'input, chunks, dim?',
    (torch, vm, { input, chunks, dim }) => {
      const shape = knownShape(tensorOf(vm, input, 'The input of chunk()'));
      const axis = axisOf(vm, dim, shape.length, 0);
      const count = integer(vm, chunks, '"chunks"');
      const size = Math.ceil((shape[axis] ?? 1) / count);
      return pieces(
        torch,
        vm,
        'Chunk',
        input,
        Math.ceil((shape[axis] ?? 1) / size),
        { chunks: count, dim: axis },
        'chunk',
      );
    },
  ],
  split: [
    'input, split_size, dim?',
    (torch, vm, { input, split_size, dim }) => {
      const shape = knownShape(tensorOf(vm, input, 'The input of split()'));
      const axis = axisOf(vm, dim, shape.length, 0);
      const sizes = itemsOf(split_size);
      if (sizes)
        return withPieces(
          torch,
          vm,
          input,
          sizes.map((size) => integer(vm, size, 'A size in split()')),
          axis,
          'split',
        );
      const size = integer(vm, split_size, '"split_size"');
      return pieces(
        torch,
        vm,
        'Split',
        input,
        Math.ceil((shape[axis] ?? 1) / Math.max(1, size)),
        { split_size: size, dim: axis },
        'split',
      );
    },
  ],
  unbind: [
    'input, dim?',
    (torch, vm, { input, dim }) => {
      const shape = knownShape(tensorOf(vm, input, 'The input of unbind()'));
      const axis = axisOf(vm, dim, shape.length, 0);
      return new PyTuple(
        Array.from({ length: shape[axis] ?? 0 }, (_, index) =>
          one(torch, vm, 'Select', input, { dim: axis, index }, 'unbind'),
        ),
      );
    },
  ],
  narrow: [
    'input, dim, start, length',
    (torch, vm, { input, dim, start, length }) => {
      const from = integer(vm, start, '"start"');
      return one(
        torch,
        vm,
        'Slice',
        input,
        { dim: integer(vm, dim, '"dim"'), start: from, end: from + integer(vm, length, '"length"') },
        'narrow',
      );
    },
  ],
  select: [
    'input, dim, index',
    (torch, vm, { input, dim, index }) =>
      one(torch, vm, 'Select', input, settingsOf(vm, 'Select', { dim, index }), 'select'),
  ],
  add: [
    'input, other, *, alpha?',
    (torch, vm, { input, other, alpha }) => joined(torch, vm, 'add', input, scaled(torch, vm, other, alpha)),
  ],
  sub: [
    'input, other, *, alpha?',
    (torch, vm, { input, other, alpha }) => joined(torch, vm, 'sub', input, scaled(torch, vm, other, alpha)),
  ],
  mul: ['input, other', (torch, vm, { input, other }) => joined(torch, vm, 'mul', input, other)],
  multiply: ['input, other', (torch, vm, { input, other }) => joined(torch, vm, 'mul', input, other)],
  div: ['input, other', (torch, vm, { input, other }) => joined(torch, vm, 'div', input, other)],
  divide: ['input, other', (torch, vm, { input, other }) => joined(torch, vm, 'div', input, other)],
  true_divide: ['input, other', (torch, vm, { input, other }) => joined(torch, vm, 'div', input, other)],
  matmul: matmul('matmul'),
  mm: matmul('mm'),
  bmm: matmul('bmm'),
  pow: [
    'input, exponent',
    (torch, vm, { input, exponent }) =>
      isConstant(input) && isConstant(exponent)
        ? joinConstants(torch, input!, exponent!, (x, y) => x ** y)
        : one(torch, vm, 'Pow', input, settingsOf(vm, 'Pow', { exponent }), 'pow'),
  ],
  square: ['input', (torch, vm, { input }) => one(torch, vm, 'Pow', input, { exponent: 2 }, 'square')],
  rsqrt: ['input', (torch, vm, { input }) => one(torch, vm, 'Pow', input, { exponent: -0.5 }, 'rsqrt')],
  reciprocal: ['input', (torch, vm, { input }) => one(torch, vm, 'Pow', input, { exponent: -1 }, 'reciprocal')],
  clamp: [
    'input, min?, max?',
    (torch, vm, { input, min, max }) => one(torch, vm, 'Clamp', input, settingsOf(vm, 'Clamp', { min, max }), 'clamp'),
  ],
  clip: [
    'input, min?, max?',
    (torch, vm, { input, min, max }) => one(torch, vm, 'Clamp', input, settingsOf(vm, 'Clamp', { min, max }), 'clip'),
  ],
  neg: ['input', (torch, vm, { input }) => one(torch, vm, 'Neg', input, {}, 'neg')],
  exp: ['input', (torch, vm, { input }) => one(torch, vm, 'Exp', input, {}, 'exp')],
  log: ['input', (torch, vm, { input }) => one(torch, vm, 'Log', input, {}, 'log')],
  sqrt: ['input', (torch, vm, { input }) => one(torch, vm, 'Sqrt', input, {}, 'sqrt')],
  abs: ['input', (torch, vm, { input }) => one(torch, vm, 'Abs', input, {}, 'abs')],
  relu: layer('ReLU', 'relu'),
  sigmoid: layer('Sigmoid', 'sigmoid'),
  tanh: layer('Tanh', 'tanh'),
  selu: layer('SELU', 'selu'),
  celu: layer('CELU', 'celu'),
  prelu: [
    'input, weight',
    (torch, vm, { input, weight }) => torch.withParameters(vm, 'PReLU', input, { weight }, {}, 'prelu'),
  ],
  softmax: [
    'input, dim?, *rest, dtype?, _stacklevel?',
    (torch, vm, { input, dim }) => one(torch, vm, 'Softmax', input, settingsOf(vm, 'Softmax', { dim }), 'softmax'),
  ],
  log_softmax: [
    'input, dim?, *rest, dtype?, _stacklevel?',
    (torch, vm, { input, dim }) =>
      one(torch, vm, 'LogSoftmax', input, settingsOf(vm, 'LogSoftmax', { dim }), 'log_softmax'),
  ],
  dropout: ['input, p?, training?, train?, inplace?', dropout('Dropout', 'dropout', 0.5)],
};

/** The functions of `torch.nn.functional` that are not methods too. */
export const functional: { readonly [name: string]: Operation } = {
  relu6: layer('ReLU6', 'relu6'),
  elu: layer('ELU', 'elu'),
  leaky_relu: layer('LeakyReLU', 'leaky_relu'),
  gelu: layer('GELU', 'gelu'),
  silu: layer('SiLU', 'silu'),
  mish: layer('Mish', 'mish'),
  hardswish: layer('Hardswish', 'hardswish'),
  hardsigmoid: layer('Hardsigmoid', 'hardsigmoid'),
  hardtanh: layer('Hardtanh', 'hardtanh'),
  threshold: layer('Threshold', 'threshold'),
  softplus: layer('Softplus', 'softplus'),
  softsign: layer('Softsign', 'softsign'),
  logsigmoid: layer('LogSigmoid', 'logsigmoid'),
  tanhshrink: layer('Tanhshrink', 'tanhshrink'),
  hardshrink: layer('Hardshrink', 'hardshrink'),
  softshrink: layer('Softshrink', 'softshrink'),
  softmin: layer('Softmin', 'softmin'),
  max_pool2d: layer(
    'MaxPool2d',
    'max_pool2d',
    'kernel_size?, stride?, padding?, dilation?, ceil_mode?, return_indices?',
  ),
  max_pool1d: layer(
    'MaxPool1d',
    'max_pool1d',
    'kernel_size?, stride?, padding?, dilation?, ceil_mode?, return_indices?',
  ),
  avg_pool2d: layer('AvgPool2d', 'avg_pool2d'),
  avg_pool1d: layer('AvgPool1d', 'avg_pool1d'),
  lp_pool2d: layer('LPPool2d', 'lp_pool2d'),
  adaptive_avg_pool2d: layer('AdaptiveAvgPool2d', 'adaptive_avg_pool2d'),
  adaptive_max_pool2d: layer('AdaptiveMaxPool2d', 'adaptive_max_pool2d'),
  adaptive_avg_pool1d: layer('AdaptiveAvgPool1d', 'adaptive_avg_pool1d'),
  local_response_norm: layer('LocalResponseNorm', 'local_response_norm'),
  pixel_shuffle: layer('PixelShuffle', 'pixel_shuffle'),
  pixel_unshuffle: layer('PixelUnshuffle', 'pixel_unshuffle'),
  channel_shuffle: layer('ChannelShuffle', 'channel_shuffle'),
  dropout2d: ['input, p?, training?, inplace?', dropout('Dropout2d', 'dropout2d', 0.5)],
  alpha_dropout: ['input, p?, training?, inplace?', dropout('AlphaDropout', 'alpha_dropout', 0.5)],
  interpolate: [
    'input, size?, scale_factor?, mode?, align_corners?, recompute_scale_factor?, antialias?',
    (torch, vm, { input, ...given }) =>
      one(torch, vm, 'Upsample', input, settingsOf(vm, 'Upsample', given), 'interpolate'),
  ],
  pad: ['input, pad, mode?, value?', (torch, vm, given) => padded(torch, vm, given)],
  linear: [
    'input, weight, bias?',
    (torch, vm, { input, weight, bias }) => {
      const [out, features] = knownShape(tensorOf(vm, weight, '"weight" of linear()'));
      const settings = { in_features: features, out_features: out, bias: bias !== undefined && bias !== null };
      return torch.withParameters(vm, 'Linear', input, { weight, bias }, settings, 'linear');
    },
  ],
  conv2d: [
    'input, weight, bias?, stride?, padding?, dilation?, groups?',
    (torch, vm, { input, weight, bias, ...given }) => {
      const [out, , rows, columns] = knownShape(tensorOf(vm, weight, '"weight" of conv2d()'));
      const settings = {
        out_channels: out,
        kernel_size: [rows, columns],
        ...settingsOf(vm, 'Conv2d', given),
        bias: bias !== undefined && bias !== null,
      };
      return torch.withParameters(vm, 'Conv2d', input, { weight, bias }, settings, 'conv2d');
    },
  ],
  layer_norm: [
    'input, normalized_shape, weight?, bias?, eps?',
    (torch, vm, { input, normalized_shape, weight, bias, eps }) => {
      const affine = weight !== undefined && weight !== null;
      const settings = {
        ...settingsOf(vm, 'LayerNorm', { normalized_shape, eps }),
        elementwise_affine: affine,
        bias: bias !== undefined && bias !== null,
      };
      return torch.withParameters(vm, 'LayerNorm', input, { weight, bias }, settings, 'layer_norm');
    },
  ],
};

function matmul(name: string): Operation {
  return [
    'input, other',
    (torch, vm, { input, other }) =>
      torch.emit(
        vm,
        'MatMul',
        [tensorOf(vm, input, `The input of ${name}()`), tensorOf(vm, other, `The input of ${name}()`)],
        {},
        { name },
      ),
  ];
}

function scaled(torch: Torch, vm: Vm, other: Value | undefined, alpha: Value | undefined): Value | undefined {
  return alpha === undefined || alpha === 1 ? other : joined(torch, vm, 'mul', other, alpha);
}

/** Outside of training nothing is dropped; the layer itself follows the mode of the network. */
function dropout(type: string, name: string, fallback: number): Operation[1] {
  return (torch, vm, { input, p, training, train, inplace }) => {
    const active = training ?? train;
    if (active !== undefined && !vm.truth(active, '"training"')) return input!;
    const made = one(
      torch,
      vm,
      type,
      input,
      { p: p instanceof PyFloat ? p.value : typeof p === 'number' ? p : fallback },
      name,
    );
    return inplace === true ? inPlace(input, made) : made;
  };
}

const padModes: { readonly [mode: string]: string } = {
  constant: 'ConstantPad2d',
  reflect: 'ReflectionPad2d',
  replicate: 'ReplicationPad2d',
};

/** Pairs of sizes from the last axis on; what pads other axes than rows and columns is turned round for it. */
function padded(torch: Torch, vm: Vm, { input, pad, mode, value }: Bound): Value {
  const sizes = integers(vm, pad, 'A size in pad()');
  const type = padModes[mode === undefined ? 'constant' : String(mode)];
  if (!type) throw new Unknowable(`pad() with mode "${String(mode)}" is not known.`);
  const fill =
    type === 'ConstantPad2d'
      ? { value: value === undefined || value === null ? 0 : settingOf(vm, value, '"value"') }
      : {};
  if (sizes.some((size) => size < 0))
    throw new Unknowable('pad() with a negative size cuts off, which is not known here; write a slice.');
  const [left = 0, right = 0, top = 0, bottom = 0, before = 0, after = 0] = sizes;
  let tensor = tensorOf(vm, input, 'The input of pad()');
  if (left + right + top + bottom > 0 || before + after === 0) {
    tensor = one(torch, vm, type, tensor, { padding: [left, right, top, bottom], ...fill }, 'pad');
  }
  if (before + after === 0) return tensor;
  // Channels: they change places with the columns, are padded there, and change back.
  const turned = one(torch, vm, 'Transpose', tensor, { dim0: 1, dim1: 3 }, 'transpose');
  const wider = one(torch, vm, type, turned, { padding: [before, after, 0, 0], ...fill }, 'pad');
  return one(torch, vm, 'Transpose', wider, { dim0: 1, dim1: 3 }, 'transpose');
}

/** Copies along axes are the tensor joined with itself. */
function repeated(torch: Torch, vm: Vm, tensor: PyTensor, counts: readonly number[]): Value {
  let made = tensor;
  const added = counts.length - knownShape(tensor).length;
  for (let k = 0; k < added; k++) made = one(torch, vm, 'Unsqueeze', made, { dim: 0 }, 'unsqueeze');
  for (const [axis, count] of counts.entries()) {
    if (count > 1)
      made = torch.emit(
        vm,
        'Cat',
        Array.from({ length: count }, () => made),
        { dim: axis },
        { name: 'repeat' },
      );
  }
  return made;
}

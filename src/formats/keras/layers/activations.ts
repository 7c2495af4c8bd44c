/** Activations: layers of their own, and those that other layers carry as an option. */
import { isObject } from '../../netJson/values';
import type { KerasLayer } from '../calls';
import type { Builder, Ref, Settings } from '../builder';

type Convert = (builder: Builder, layer: KerasLayer, inputs: readonly Ref[]) => Ref | undefined;

/** Keras's names and functions; https://keras.io/api/layers/activations/ */
const plain: { readonly [name: string]: readonly [type: string, settings: Settings] } = {
  relu: ['ReLU', {}],
  relu6: ['ReLU6', {}],
  tanh: ['Tanh', {}],
  sigmoid: ['Sigmoid', {}],
  elu: ['ELU', {}],
  selu: ['SELU', {}],
  celu: ['CELU', {}],
  gelu: ['GELU', {}],
  swish: ['SiLU', {}],
  silu: ['SiLU', {}],
  mish: ['Mish', {}],
  softplus: ['Softplus', {}],
  softsign: ['Softsign', {}],
  exponential: ['Exp', {}],
  leaky_relu: ['LeakyReLU', { negative_slope: 0.2 }],
  hard_silu: ['Hardswish', {}],
  hard_swish: ['Hardswish', {}],
  hard_tanh: ['Hardtanh', {}],
  hard_shrink: ['Hardshrink', {}],
  soft_shrink: ['Softshrink', {}],
  tanh_shrink: ['Tanhshrink', {}],
  log_sigmoid: ['LogSigmoid', {}],
};

export const activationNames: readonly string[] = [
  ...Object.keys(plain),
  'linear',
  'softmax',
  'log_softmax',
  'hard_sigmoid',
];

/** The activation that a layer has as an option becomes a layer of its own: `conv1.relu`. */
export function activate(builder: Builder, layer: KerasLayer, input: Ref): Ref {
  const name = nameOf(layer.config.activation);
  if (name === 'linear') return input;
  return named(builder, layer, input, name, name) ?? ofObject(builder, layer, input) ?? input;
}

/** `Activation`: the option is the layer, and carries its name. */
export const activation: Convert = (builder, layer, [input]) => {
  if (!input) return undefined;
  const name = nameOf(layer.config.activation);
  if (name === 'linear') return builder.add(layer, 'Identity', {}, [input]);
  return named(builder, layer, input, name, '') ?? ofObject(builder, layer, input);
};

/** Undefined for a name that is no activation's. */
function named(builder: Builder, layer: KerasLayer, input: Ref, name: string, part: string): Ref | undefined {
  const known = plain[name];
  if (known) return builder.add(layer, known[0], known[1], [input], part);
  const dim = builder.axis(-1, input.shape?.length ?? 2);
  if (name === 'softmax') return builder.add(layer, 'Softmax', { dim }, [input], part);
  if (name === 'log_softmax') return builder.add(layer, 'LogSoftmax', { dim }, [input], part);
  if (name !== 'hard_sigmoid') return undefined;
  if (builder.version >= 3) return builder.add(layer, 'Hardsigmoid', {}, [input], part);
  // Keras 2: 0.2 x + 0.5, kept within 0 and 1; Keras 3 and PyTorch: x / 6 + 0.5.
  const scaled = builder.add(layer, 'Mul', { other: 0.2 }, [input], 'scale');
  const moved = builder.add(layer, 'Add', { other: 0.5 }, [scaled], 'offset');
  return builder.add(layer, 'Clamp', { min: 0, max: 1 }, [moved], part);
}

/** A layer as the option: `Dense(10, activation=LeakyReLU(0.1))`. */
function ofObject(builder: Builder, layer: KerasLayer, input: Ref): Ref | undefined {
  const { activation: given } = layer.config;
  const type = isObject(given) && isObject(given.config) ? String(given.class_name) : '';
  const convert = layersOfActivation[type];
  if (convert && isObject(given) && isObject(given.config)) {
    return convert(builder, { ...layer, config: given.config, name: `${layer.name}.${type.toLowerCase()}` }, [input]);
  }
  builder.fail(layer, `the activation ${JSON.stringify(given)} is not known.`, 'activation');
  return undefined;
}

function nameOf(given: unknown): string {
  if (given === undefined || given === null) return 'linear';
  if (typeof given === 'string') return given.toLowerCase();
  // A function that was saved: { "class_name": "function", "config": "relu" }
  return isObject(given) && typeof given.config === 'string' ? given.config : '';
}

export const relu: Convert = (builder, layer, [input]) => {
  const { max_value: most, negative_slope: slope, threshold } = layer.config;
  if (!input) return undefined;
  if (Number(threshold ?? 0) !== 0) builder.fail(layer, '"threshold" other than 0 is not read yet.', 'threshold');
  const bounded = most !== null && most !== undefined;
  if (Number(slope ?? 0) !== 0) {
    if (bounded) builder.fail(layer, '"max_value" and "negative_slope" at once are not read yet.', 'max_value');
    return builder.add(layer, 'LeakyReLU', { negative_slope: slope }, [input]);
  }
  if (!bounded) return builder.add(layer, 'ReLU', {}, [input]);
  return Number(most) === 6
    ? builder.add(layer, 'ReLU6', {}, [input])
    : builder.add(layer, 'Hardtanh', { min_val: 0, max_val: most }, [input]);
};

export const leakyReLU: Convert = (builder, layer, [input]) => {
  const slope = layer.config.negative_slope ?? layer.config.alpha ?? 0.3;
  return input && builder.add(layer, 'LeakyReLU', { negative_slope: slope }, [input]);
};

export const elu: Convert = (builder, layer, [input]) =>
  input && builder.add(layer, 'ELU', { alpha: layer.config.alpha ?? 1 }, [input]);

/** One slope for each entry of the map, unless `shared_axes` joins those of a channel. */
export const prelu: Convert = (builder, layer, [input]) => {
  if (!input) return undefined;
  const [, channels = 1, ...map] = input.shape ?? [];
  const rank = input.shape?.length ?? 2;
  const shared = Array.isArray(layer.config.shared_axes) ? layer.config.shared_axes.map(Number) : [];
  const own = map.filter((extent, at) => {
    const axis = builder.channelsLast ? at + 1 : at + 2;
    return extent > 1 && !shared.includes(axis);
  });
  const channelAxis = builder.channelsLast ? rank - 1 : 1;
  if (own.length > 0) {
    const axes = map.map((_, at) => (builder.channelsLast ? at + 1 : at + 2)).join(', ');
    builder.fail(layer, `a slope for each place of the map is not read yet: say shared_axes=[${axes}].`, 'shared_axes');
  }
  const slopes = shared.includes(channelAxis) ? 1 : channels;
  const output = builder.add(layer, 'PReLU', { num_parameters: slopes, init: 0 }, [input]);
  builder.weight(output, 'weight', layer, 'alpha');
  return output;
};

export const softmax: Convert = (builder, layer, [input]) => {
  const { axis } = layer.config;
  const rank = input?.shape?.length ?? 2;
  const dim = builder.axis(typeof axis === 'number' ? axis : -1, rank);
  return input && builder.add(layer, 'Softmax', { dim }, [input]);
};

const layersOfActivation: { readonly [type: string]: Convert } = {
  ReLU: relu,
  LeakyReLU: leakyReLU,
  ELU: elu,
  Softmax: softmax,
};

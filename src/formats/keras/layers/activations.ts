/** Activations: layers of their own, and those that other layers carry as an option. */
import type { KerasLayer } from '../calls';
import { ourAxis, type Builder, type Ref, type Settings } from '../builder';

const plain: { readonly [name: string]: readonly [type: string, settings: Settings] } = {
  relu: ['ReLU', {}],
  relu6: ['ReLU6', {}],
  tanh: ['Tanh', {}],
  sigmoid: ['Sigmoid', {}],
  elu: ['ELU', {}],
  selu: ['SELU', {}],
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
  log_softmax: ['LogSoftmax', { dim: 1 }],
  softmax: ['Softmax', { dim: 1 }],
};

/** The activation that a layer has as an option becomes a layer of its own: `conv1.relu`. */
export function activate(builder: Builder, layer: KerasLayer, input: Ref): Ref {
  const { activation } = layer.config;
  const name = typeof activation === 'string' ? activation : nameOf(activation);
  if (name === undefined || name === 'linear') return input;
  const known = plain[name];
  if (known) return builder.add(layer, known[0], known[1], [input], name);
  builder.fail(layer, `the activation ${JSON.stringify(activation)} is not known.`, 'activation');
  return input;
}

function nameOf(activation: unknown): string | undefined {
  if (typeof activation !== 'object' || activation === null) return undefined;
  const { class_name: type, config } = activation as { class_name?: unknown; config?: unknown };
  return typeof config === 'string' ? config : typeof type === 'string' ? type.toLowerCase() : undefined;
}

/** `Activation`: the option is the layer, and carries its name. */
export function activation(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  if (!input) return undefined;
  const name = typeof layer.config.activation === 'string' ? layer.config.activation : nameOf(layer.config.activation);
  if (name === 'linear') return builder.add(layer, 'Identity', {}, [input]);
  const known = name === undefined ? undefined : plain[name];
  if (known) return builder.add(layer, known[0], known[1], [input]);
  builder.fail(layer, `the activation ${JSON.stringify(layer.config.activation)} is not known.`, 'activation');
  return undefined;
}

export function relu(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const { max_value: most, negative_slope: slope, threshold } = layer.config;
  if (!input) return undefined;
  if (Number(threshold ?? 0) !== 0) builder.fail(layer, '"threshold" other than 0 is not read yet.', 'threshold');
  if (Number(slope ?? 0) !== 0) return builder.add(layer, 'LeakyReLU', { negative_slope: slope }, [input]);
  if (most === null || most === undefined) return builder.add(layer, 'ReLU', {}, [input]);
  return Number(most) === 6
    ? builder.add(layer, 'ReLU6', {}, [input])
    : builder.add(layer, 'Hardtanh', { min_val: 0, max_val: most }, [input]);
}

export function leakyReLU(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const slope = layer.config.negative_slope ?? layer.config.alpha ?? 0.3;
  return input && builder.add(layer, 'LeakyReLU', { negative_slope: slope }, [input]);
}

export function elu(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  return input && builder.add(layer, 'ELU', { alpha: layer.config.alpha ?? 1 }, [input]);
}

export function softmax(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const { axis } = layer.config;
  const rank = input?.shape?.length ?? 2;
  return input && builder.add(layer, 'Softmax', { dim: ourAxis(typeof axis === 'number' ? axis : -1, rank) }, [input]);
}

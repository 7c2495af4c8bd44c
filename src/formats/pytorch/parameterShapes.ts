/** Shapes of the parameters that a layer has before it has seen an input, for code that reads them. */
import type { Shape } from '../../engine/tensor';
import type { Settings } from './graph';

export function parameterShapes(type: string, o: Settings): { readonly [name: string]: Shape | undefined } {
  const bias = (size: unknown): Shape | undefined => (o.bias === false ? undefined : [Number(size)]);
  if (/^Conv[123]d$/.test(type)) {
    const kernel = sizes(o.kernel_size, Number(type[4]));
    return {
      weight: [Number(o.out_channels), Number(o.in_channels) / Number(o.groups ?? 1), ...kernel],
      bias: bias(o.out_channels),
    };
  }
  if (/^ConvTranspose[123]d$/.test(type)) {
    const kernel = sizes(o.kernel_size, Number(type[13]));
    return {
      weight: [Number(o.in_channels), Number(o.out_channels) / Number(o.groups ?? 1), ...kernel],
      bias: bias(o.out_channels),
    };
  }
  if (type === 'Linear') return { weight: [Number(o.out_features), Number(o.in_features)], bias: bias(o.out_features) };
  if (/^(?:Batch|Instance)Norm/.test(type)) {
    const isBatch = type.startsWith('Batch');
    const size = [Number(o.num_features)];
    const affine = (o.affine ?? isBatch) === true ? size : undefined;
    const tracked = (o.track_running_stats ?? isBatch) === true;
    const own = { weight: affine, bias: affine };
    return tracked ? { ...own, running_mean: size, running_var: size, num_batches_tracked: [] } : own;
  }
  if (type === 'GroupNorm') {
    const affine = o.affine === false ? undefined : [Number(o.num_channels)];
    return { weight: affine, bias: affine };
  }
  if (type === 'LayerNorm' || type === 'RMSNorm') {
    const shape =
      o.elementwise_affine === false
        ? undefined
        : Array.isArray(o.normalized_shape)
          ? (o.normalized_shape as number[])
          : [Number(o.normalized_shape)];
    return type === 'RMSNorm' ? { weight: shape } : { weight: shape, bias: o.bias === false ? undefined : shape };
  }
  if (type === 'PReLU') return { weight: [Number(o.num_parameters ?? 1)] };
  return {};
}

const sizes = (value: unknown, count: number): number[] =>
  Array.isArray(value) ? (value as number[]) : Array.from({ length: count }, () => Number(value));

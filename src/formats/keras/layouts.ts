/** How a Keras user sees the tensors: N,H,W,C maps, H,W,I,O kernels, (in, out) weights, by the names of Keras. */
import type { LayerSummary, Layout, NetworkSummary, ParameterSummary } from '../../engine/summary';
import type { Shape } from '../../engine/tensor';
import { inverse, permutedShape } from '../tensors/permuted';
import { toKeras, type Builder, type WeightSource } from './builder';
import { ofKeras } from './weights';

export function withLayouts(summary: NetworkSummary, { channelsLast, turned, weights }: Builder): NetworkSummary {
  const sources = new Map(weights.map((source) => [source.key, source]));
  const ofMap = (shape: Shape): Layout | undefined =>
    channelsLast && shape.length >= 3 ? mapLayout(shape) : undefined;
  const ofParameter = (parameter: ParameterSummary): ParameterSummary => {
    const layout = parameterLayout(sources.get(parameter.key), parameter.shape);
    return layout ? { ...parameter, layout } : parameter;
  };
  const ofLayer = (layer: LayerSummary): LayerSummary => {
    const output = layer.output && !turned.has(layer.name) ? ofMap(layer.output) : undefined;
    return { ...layer, parameters: layer.parameters.map(ofParameter), ...(output && { layout: output }) };
  };
  const { input } = summary;
  const layout = ofMap(input.shape);
  return { ...summary, input: { ...input, ...(layout && { layout }) }, layers: summary.layers.map(ofLayer) };
}

function mapLayout(shape: Shape): Layout {
  const axes = toKeras(shape.length);
  return { shape: permutedShape(shape, axes), axes };
}

function parameterLayout(source: WeightSource | undefined, shape: Shape): Layout | undefined {
  if (!source || source.from === undefined) return undefined;
  const name = `${source.layer}/${source.from}`;
  const axes = source.axes ? inverse(source.axes) : [...shape.keys()];
  const split = source.split?.(shape);
  return { shape: ofKeras(source, shape), axes, name, ...(split && { split }) };
}

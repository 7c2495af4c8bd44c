/** Models of TensorFlow.js, built layer by layer with Keras's names, and read back as the file that it would save. */
import * as tf from '@tensorflow/tfjs';
import { strToU8 } from 'fflate';
import type { Definition } from '../../../src/formats/definition';
import { readDefinition } from '../../../src/formats/read';
import { forwardLayer, newTrace, outputOf } from '../../../src/engine/trace';
import type { Tensor } from '../../../src/engine/tensor';
import type { Model } from '../../../src/engine/model';

type Symbolic = tf.SymbolicTensor;
export type Config = { readonly [name: string]: unknown };

/** Names layers as Keras does: `conv2d`, `conv2d_1`. */
export class Layers {
  private readonly counts = new Map<string, number>();

  make(type: string, name: string, config: Config = {}): tf.layers.Layer {
    const count = this.counts.get(name) ?? 0;
    if (config.name === undefined) this.counts.set(name, count + 1);
    const own = count === 0 ? name : `${name}_${count}`;
    const makers = tf.layers as unknown as { readonly [type: string]: (config: Config) => tf.layers.Layer };
    return makers[type]!({ name: own, ...config });
  }

  on(input: Symbolic | Symbolic[], type: string, name: string, config: Config = {}): Symbolic {
    return this.make(type, name, config).apply(input) as Symbolic;
  }
}

/** Weights that are no round numbers, the same in every run. */
export function drawWeights(model: tf.LayersModel, seed: number): void {
  model.setWeights(
    model.getWeights().map((weight, at) => {
      // Variances are positive.
      const drawn = tf.randomUniform(weight.shape, 0.2, 0.9, 'float32', seed + at);
      const sign = tf.randomUniform(weight.shape, -1, 1, 'float32', seed + 1000 + at).sign();
      if (model.weights[at]!.name.includes('variance')) return drawn;
      // Neither dying nor exploding from layer to layer, so that single precision does.
      const fan = weight.shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
      return drawn.mul(sign).mul(2 / Math.sqrt(fan));
    }),
  );
}

/** As the file of TensorFlow.js that the model would be saved in. */
export async function definitionOf(model: tf.LayersModel, inputShape: readonly number[]): Promise<Definition> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs, weightData } = artifacts!;
  const bytes = new Uint8Array(weightData as ArrayBuffer);
  const text = JSON.stringify({ modelTopology, weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }] });
  const reader = { read: async (path: string) => (path.endsWith('.json') ? strToU8(text) : bytes) };
  return readDefinition({ path: '/m/model.json', text }, reader, { inputShape, seed: 3 });
}

/** Up to the loss, which is no part of the model. */
export function outputIn(model: Model): Tensor {
  const trace = newTrace(model);
  for (const { index, name } of model.network.layers) {
    if (name === 'loss.log') break;
    trace.layers.push(forwardLayer(trace.model, index, (layer) => outputOf(trace, layer)));
  }
  return trace.layers.at(-1)!.output;
}

const channelsLast = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, at) => at + 2), 1];
const channelsSecond = (rank: number): number[] => [
  0,
  rank - 1,
  ...Array.from({ length: rank - 2 }, (_, at) => at + 1),
];

/** Our input, through theirs, in our order. */
export function theirOutput(model: tf.LayersModel, { shape, data }: Tensor): Float32Array {
  const given = tf.tensor(Array.from(data), [...shape]);
  const x = shape.length < 3 ? given : tf.transpose(given, channelsLast(shape.length));
  const y = model.predict(x) as tf.Tensor;
  return (y.rank < 3 ? y : tf.transpose(y, channelsSecond(y.rank))).dataSync() as Float32Array;
}

/** Models of Keras with real, trained weights: the forward pass, up to the loss, is TensorFlow.js's, which computes in single precision. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { strToU8 } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { forwardLayer, newTrace, outputOf } from '../../src/engine/trace';
import type { Tensor } from '../../src/engine/tensor';
import { readDefinition } from '../../src/formats/read';

const require = createRequire(import.meta.url);

interface SavedModel {
  readonly json: {
    modelTopology: object;
    weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
  };
  shard(name: string): Uint8Array;
}

/** Of a folder with `model.json` and its shards. */
function fromFolder(module: string): SavedModel {
  const path = resolve('node_modules', module);
  return {
    json: JSON.parse(readFileSync(path, 'utf8')) as SavedModel['json'],
    shard: (name) => readFileSync(join(dirname(path), name)),
  };
}

/** Of nsfwjs, whose files are modules. */
function fromModules(name: string): SavedModel {
  const folder = resolve('node_modules/nsfwjs/dist/models', name);
  return {
    json: require(join(folder, 'model.min.js')) as SavedModel['json'],
    shard: (shard) => Buffer.from(require(join(folder, `${shard}.min.js`)) as string, 'base64'),
  };
}

async function ours(
  { json, shard }: SavedModel,
  inputShape: readonly number[],
): Promise<{ input: Tensor; output: Tensor }> {
  const reader = {
    read: async (path: string) => (path.endsWith('.json') ? strToU8(JSON.stringify(json)) : shard(path.slice(3))),
  };
  const file = { path: '/m/model.json', text: JSON.stringify(json) };
  const { model, problems } = await readDefinition(file, reader, { inputShape, seed: 5 });
  expect(problems).toEqual([]);
  const single = { ...model!.input, data: model!.input.data.map(Math.fround) };
  const trace = newTrace({ ...model!, input: single });
  for (const { index } of model!.network.layers) {
    if (trace.model.network.layers[index]!.name === 'loss.log') break;
    trace.layers.push(forwardLayer(trace.model, index, (layer) => outputOf(trace, layer)));
  }
  return { input: single, output: trace.layers.at(-1)!.output };
}

async function theirs({ json, shard }: SavedModel, input: Tensor): Promise<Float32Array> {
  const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
  const bytes = Buffer.concat(json.weightsManifest.flatMap(({ paths }) => paths.map(shard)));
  const weightData = Uint8Array.from(bytes).buffer;
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs, weightData }),
  );
  const x = tf.transpose(
    tf.tensor4d(Array.from(input.data), input.shape as [number, number, number, number]),
    [0, 2, 3, 1],
  );
  const y = model.predict(x) as tf.Tensor;
  return (await (y.rank === 4 ? tf.transpose(y, [0, 3, 1, 2]) : y).data()) as Float32Array;
}

beforeAll(async () => void (await tf.setBackend('cpu')));

describe('a trained model', () => {
  it.each([
    ['@upscalerjs/default-model/models/model.json', fromFolder, [2, 3, 7, 6]],
    ['mobilenet_v2', fromModules, [1, 3, 224, 224]],
  ] as const)(
    '%s computes what TensorFlow.js computes',
    async (name, open, shape) => {
      const saved = open(name);
      const { input, output } = await ours(saved, shape);
      const expected = await theirs(saved, input);
      expect(output.data.length).toBe(expected.length);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const worst = output.data.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
      expect(worst / largest).toBeLessThan(1e-5);
    },
    120_000,
  );
});

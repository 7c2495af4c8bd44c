/** The models of `test/fixtures/keras/source`, built in TensorFlow.js. */
import * as tf from '@tensorflow/tfjs';
import { Layers, type Config } from './tensorflowjs';

type Symbolic = tf.SymbolicTensor;

export interface Built {
  /** In Keras's order, with a batch. */
  readonly input: readonly number[];
  build(layers: Layers): tf.LayersModel;
}

const functional =
  (shape: readonly (number | null)[], body: (x: Symbolic, layers: Layers) => Symbolic) =>
  (layers: Layers): tf.LayersModel => {
    const inputs = tf.input({ shape: [...shape] });
    return tf.model({ inputs, outputs: body(inputs, layers) });
  };

const conv = (x: Symbolic, l: Layers, filters: number, kernelSize: number, more: Config = {}): Symbolic =>
  l.on(x, 'conv2d', 'conv2d', { filters, kernelSize, padding: 'same', ...more });

export const models: { readonly [file: string]: Built } = {
  mnist_convnet: {
    input: [2, 28, 28, 1],
    build: functional([28, 28, 1], (x, l) => {
      for (const filters of [32, 64]) {
        x = conv(x, l, filters, 3, { padding: 'valid', activation: 'relu' });
        x = l.on(x, 'maxPooling2d', 'max_pooling2d', { poolSize: 2 });
      }
      x = l.on(l.on(x, 'flatten', 'flatten'), 'dropout', 'dropout', { rate: 0.5 });
      return l.on(x, 'dense', 'dense', { units: 10, activation: 'softmax' });
    }),
  },
  sequential_add: {
    input: [2, 32, 32, 3],
    build: functional([32, 32, 3], (x, l) => {
      const block = (filters: number): void => {
        x = l.on(conv(x, l, filters, 3), 'activation', 'activation', { activation: 'elu' });
        x = l.on(x, 'batchNormalization', 'batch_normalization');
      };
      const rest = (rate: number): void => {
        x = l.on(x, 'maxPooling2d', 'max_pooling2d', { poolSize: 2 });
        x = l.on(x, 'dropout', 'dropout', { rate });
      };
      block(32);
      block(32);
      rest(0.2);
      for (const filters of [64, 128]) {
        block(filters);
        rest(0.3);
      }
      return l.on(l.on(x, 'flatten', 'flatten'), 'dense', 'dense', { units: 10, activation: 'softmax' });
    }),
  },
  resnet: {
    input: [2, 24, 20, 3],
    build: functional([24, 20, 3], (input, l) => {
      const relu = (x: Symbolic): Symbolic => l.on(x, 'activation', 'activation', { activation: 'relu' });
      const convBn = (x: Symbolic, filters: number, strides: number, name: string): Symbolic => {
        const y = conv(x, l, filters, 3, { strides, useBias: false, name });
        return l.on(y, 'batchNormalization', 'batch_normalization', { name: `${name}_bn` });
      };
      let x = relu(convBn(input, 8, 1, 'stem'));
      for (const stage of [1, 2, 3]) {
        for (const block of [1, 2]) {
          const name = `stage${stage}_block${block}`;
          const filters = 8 * 2 ** (stage - 1);
          const strides = stage > 1 && block === 1 ? 2 : 1;
          const inner = relu(convBn(x, filters, strides, `${name}_conv1`));
          const y = convBn(inner, filters, 1, `${name}_conv2`);
          const shortcut = strides === 1 ? x : conv(x, l, filters, 1, { strides, name: `${name}_shortcut` });
          x = relu(l.on([shortcut, y], 'add', 'add', { name: `${name}_add` }));
        }
      }
      x = l.on(x, 'globalAveragePooling2d', 'global_average_pooling2d');
      return l.on(x, 'dense', 'dense', { units: 5, activation: 'softmax' });
    }),
  },
  vgg: {
    input: [2, 26, 22, 3],
    build: functional([26, 22, 3], (x, l) => {
      for (const [at, widths] of [[8], [16], [24, 24]].entries()) {
        for (const [inner, filters] of widths.entries())
          x = conv(x, l, filters, 3, { activation: 'relu', name: `block${at + 1}_conv${inner + 1}` });
        x = l.on(x, 'maxPooling2d', 'max_pooling2d', { poolSize: 2, strides: 2, name: `block${at + 1}_pool` });
      }
      x = l.on(l.on(x, 'flatten', 'flatten'), 'dense', 'dense', { units: 32, activation: 'relu', name: 'fc1' });
      x = l.on(x, 'dropout', 'dropout', { rate: 0.5 });
      return l.on(x, 'dense', 'dense', { units: 7, name: 'predictions' });
    }),
  },
  unet: {
    input: [2, 16, 24, 3],
    build: functional([null, null, 3], (input, l) => {
      const twice = (given: Symbolic, filters: number): Symbolic =>
        [1, 2].reduce((y) => conv(y, l, filters, 3, { activation: 'relu' }), given);
      const filters = [4, 8, 12];
      const skips: Symbolic[] = [];
      let x = input;
      for (const n of filters) {
        const skip = twice(x, n);
        skips.push(skip);
        x = l.on(skip, 'maxPooling2d', 'max_pool2d', { poolSize: 2 });
        x = l.on(x, 'dropout', 'dropout', { rate: 0.3 });
      }
      x = twice(x, 24);
      for (const n of [...filters].reverse()) {
        const up = { filters: n, kernelSize: 3, strides: 2, padding: 'same' };
        x = l.on(x, 'conv2dTranspose', 'conv2d_transpose', up);
        x = twice(l.on([x, skips.pop()!], 'concatenate', 'concatenate'), n);
      }
      return conv(x, l, 3, 1, { activation: 'softmax' });
    }),
  },
  mobilenet: {
    input: [2, 30, 26, 3],
    build: functional([30, 26, 3], (input, l) => {
      const relu6 = (x: Symbolic): Symbolic => l.on(x, 'activation', 'activation', { activation: 'relu6' });
      const norm = (x: Symbolic, config: Config = {}): Symbolic =>
        l.on(x, 'batchNormalization', 'batch_normalization', config);
      let x = relu6(norm(conv(input, l, 8, 3, { strides: 2, useBias: false })));
      let channels = 8;
      const settings = [
        [1, 8, 1],
        [3, 12, 2],
        [3, 12, 1],
      ] as const;
      for (const [id, [expand, filters, strides]] of settings.entries()) {
        const prefix = `block_${id}_`;
        let y = x;
        if (id > 0) {
          y = conv(y, l, expand * channels, 1, { useBias: false, name: `${prefix}expand` });
          y = norm(y, { name: `${prefix}expand_BN` });
          y = l.on(y, 'reLU', 're_lu', { maxValue: 6, name: `${prefix}expand_relu` });
        }
        const sides = [
          [0, 1],
          [0, 1],
        ];
        if (strides === 2) y = l.on(y, 'zeroPadding2d', 'zero_padding2d', { padding: sides, name: `${prefix}pad` });
        const padding = strides === 1 ? 'same' : 'valid';
        const depthwise = { kernelSize: 3, strides, useBias: false, padding, name: `${prefix}depthwise` };
        y = norm(l.on(y, 'depthwiseConv2d', 'depthwise_conv2d', depthwise), { name: `${prefix}depthwise_BN` });
        y = l.on(y, 'activation', 'activation', { activation: 'relu6', name: `${prefix}depthwise_relu` });
        y = conv(y, l, filters, 1, { useBias: false, name: `${prefix}project`, padding: 'valid' });
        x = channels === filters && strides === 1 ? l.on([x, y], 'add', 'add', { name: `${prefix}add` }) : y;
        channels = filters;
      }
      const separable = { filters: 16, kernelSize: 3, padding: 'same' };
      x = l.on(x, 'separableConv2d', 'separable_conv2d', separable);
      // TensorFlow.js has no "keepdims".
      x = l.on(x, 'globalAveragePooling2d', 'global_average_pooling2d');
      x = l.on(x, 'reshape', 'reshape', { targetShape: [1, 1, 16], name: 'keepdims' });
      x = l.on(x, 'dropout', 'dropout', { rate: 1e-3 });
      x = l.on(conv(x, l, 6, 1), 'reshape', 'reshape', { targetShape: [6] });
      return l.on(x, 'activation', 'activation', { activation: 'softmax' });
    }),
  },
};

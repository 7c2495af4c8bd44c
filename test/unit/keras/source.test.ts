/** Constructs of Keras source: each opens, with the layers that it means; what is wrong stands at its line. */
import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../../src/formats/read';

const reader = { read: () => Promise.reject(new Error('there is no such file')) };
const read = (text: string, model?: string) =>
  readDefinition({ path: '/k/net.py', text }, reader, { seed: 1, ...(model === undefined ? {} : { model }) });

async function layersOf(text: string, model?: string): Promise<string[]> {
  const { network, problems } = await read(text, model);
  expect(problems.map(({ message }) => message)).toEqual([]);
  return network!.layers
    .filter(({ name }) => name !== 'loss.log')
    .map(({ name, type, fit }) => `${name} ${type} ${fit?.output.join('×')}`);
}

const functional = (
  body: string,
  imports = 'from tensorflow import keras\nfrom tensorflow.keras import layers',
): string => `${imports}\ninputs = keras.Input((5, 4, 3))\n${body}\nmodel = keras.Model(inputs, x)\n`;

describe('imports', () => {
  it.each([
    ['import tensorflow as tf', 'tf.keras.Sequential', 'tf.keras.layers.'],
    ['from tensorflow import keras', 'keras.Sequential', 'keras.layers.'],
    ['from tensorflow.keras import layers, Sequential', 'Sequential', 'layers.'],
    ['import keras', 'keras.models.Sequential', 'keras.layers.'],
    ['import tensorflow.keras.layers as L\nfrom keras.models import Sequential', 'Sequential', 'L.'],
    ['from keras.layers import *\nfrom keras import Sequential', 'Sequential', ''],
    [
      'from tensorflow.keras.layers import Dense, Flatten\nfrom tensorflow.keras.models import Sequential',
      'Sequential',
      '',
    ],
  ])('%s', async (imports, sequential, prefix) => {
    const text = `${imports}\nm = ${sequential}([${prefix}Flatten(input_shape=(3, 2)), ${prefix}Dense(4)])\n`;
    expect((await layersOf(text)).at(-1)).toBe('dense Linear 2×4');
  });
});

describe('models', () => {
  const subclassed = `
import tensorflow as tf
from tensorflow.keras import layers

class Block(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv = layers.Conv2D(filters, 3, padding='same')
        self.norm = layers.BatchNormalization()

    def call(self, x, training=None):
        return tf.nn.relu(self.norm(self.conv(x), training=training) + x)

# gradlens: input=(2, 5, 4, 3)
class Net(tf.keras.Model):
    def __init__(self, classes=2):
        super(Net, self).__init__()
        self.blocks = [Block(3) for _ in range(2)]
        self.pool = layers.GlobalAveragePooling2D()
        self.out = layers.Dense(classes)

    def call(self, inputs):
        for block in self.blocks:
            inputs = block(inputs)
        return self.out(self.pool(inputs))
`;
  it('follows the call of a subclass, and of blocks within it', async () => {
    const layers = await layersOf(subclassed);
    expect(layers[0]).toBe('block/conv2d Conv2d 2×3×5×4');
    expect(layers.at(-1)).toBe('dense Linear 2×2');
    expect(layers).toHaveLength(10);
  });

  it('is chosen by a call', async () => {
    expect((await layersOf(subclassed, 'Net(classes=7)')).at(-1)).toBe('dense Linear 2×7');
  });

  it('adds up the gradients of a layer that is called twice', async () => {
    const body = 'conv = layers.Conv2D(3, 3, padding="same")\nx = conv(conv(inputs))\nx = layers.Flatten()(x)';
    const { network, summary } = await read(functional(body));
    expect(network!.layers[1]!.keys).toMatchObject({ weight: 'conv2d.weight' });
    expect(summary!.layers.map(({ name }) => name).slice(0, 2)).toEqual(['conv2d', 'conv2d_1']);
  });

  it('lays models within models flat', async () => {
    const body = `
encoder = keras.Sequential([layers.Conv2D(2, 3), layers.ReLU()], name="encoder")
x = layers.Flatten()(encoder(inputs))`;
    expect((await layersOf(functional(body)))[0]).toBe('encoder/conv2d Conv2d 2×2×3×2');
  });

  it('fills in what a builder usually gets, and says so', async () => {
    const text = `
from keras import layers, models
def build(input_shape, num_classes):
    m = models.Sequential()
    m.add(layers.Flatten(input_shape=input_shape))
    m.add(layers.Dense(num_classes))
    return m
`;
    const { problems, assumed } = await read(text);
    expect(problems).toEqual([]);
    expect(assumed).toContain('arguments input_shape=(64, 64, 3), num_classes=10');
  });
});

describe('tensors', () => {
  it.each([
    ['layers.add([inputs, inputs])', 'Add'],
    ['inputs + inputs', 'Add'],
    ['inputs * 2.', 'Mul'],
    ['1 - inputs', 'Add'],
    ['layers.concatenate([inputs, inputs], axis=1)', 'Cat'],
    ['layers.Lambda(lambda t: t / 255.)(inputs)', 'Mul'],
    ['layers.Rescaling(1./255)(inputs)', 'Mul'],
    ['layers.LayerNormalization()(inputs)', 'LayerNorm'],
    ['layers.Conv2D(4, 3, activation=layers.LeakyReLU(0.1))(inputs)', 'LeakyReLU'],
    ['layers.Dense(4, activation=lambda t: keras.activations.swish(t))(inputs)', 'SiLU'],
    ['inputs[:, 1:, :, :2]', 'Slice'],
    ['layers.ZeroPadding2D(((1, 0), (0, 2)))(inputs)', 'ZeroPad2d'],
    ['layers.Conv2DTranspose(2, 4, strides=2, padding="same")(inputs)', 'ConvTranspose2d'],
    ['keras.backend.mean(inputs, axis=[1, 2])', 'Mean'],
  ])('%s', async (expression, type) => {
    const layers = await layersOf(functional(`x = ${expression}`));
    expect(layers.map((one) => one.split(' ')[1])).toContain(type);
  });

  it('knows shapes in the order of Keras', async () => {
    const body = 'c = inputs.shape[-1]\nx = layers.Conv2D(c * 2, 3)(inputs)\nx = layers.Reshape((-1, x.shape[-1]))(x)';
    expect((await layersOf(functional(body)))[0]).toBe('conv2d Conv2d 2×6×3×2');
  });
});

describe('what is wrong', () => {
  it('stands at its line, and what comes before is there', async () => {
    const body = 'x = layers.Conv2D(4, 3)(inputs)\nx = layers.Dens(2)(x)';
    const { network, problems } = await read(functional(body));
    expect(network!.layers[0]!.fit!.output).toEqual([2, 4, 3, 2]);
    expect(problems[0]!.message).toContain('layers.Dens');
    expect(problems[0]!.range.startLine).toBe(4);
  });

  it('names an argument that a layer does not have', async () => {
    const { problems } = await read(functional('x = layers.Conv2D(4, 3, stride=2)(inputs)'));
    expect(problems[0]!.message).toBe('TypeError: Conv2D() has no argument "stride". Did you mean "strides"?');
  });

  it('names layers that are not read yet', async () => {
    const { problems } = await read(functional('x = layers.LSTM(4)(layers.Reshape((5, 12))(inputs))'));
    expect(problems[0]!.message).toContain('Layers of type LSTM are not read yet.');
  });

  it('asks for the shape of an input that nobody states', async () => {
    const { problems } = await read('import keras\nm = keras.Sequential([keras.layers.Dense(3)])\n');
    expect(problems.map(({ asks }) => asks)).toContain('inputShape');
  });

  it('tells probabilities from logits', async () => {
    const body = 'x = layers.Dense(3)(layers.Flatten()(inputs))';
    const { problems } = await read(`${functional(body)}model.compile("adam", "categorical_crossentropy")\n`);
    expect(problems[0]!.message).toContain('say from_logits=True');
    expect(problems[0]!.severity).toBe('warning');
  });

  it('ends loops without an end', async () => {
    const text = functional('x = inputs\nwhile True:\n    x = layers.ReLU()(x)');
    expect((await read(text)).problems[0]!.severity).toBe('error');
  });
});

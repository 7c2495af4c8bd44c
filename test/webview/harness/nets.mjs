// Small networks for what the examples do not have: sequences, volumes, many inputs, pictures in colour.
import { encode } from 'fast-png';

const net = (file, definition) => ({ file, text: JSON.stringify(definition, null, 2), files: {}, check: true });
const noise = (shape) => ({ shape, data: { random: 'normal', seed: 1 } });

export const sequences = net('sequences.net.json', {
  name: 'Sequences',
  input: noise([2, 3, 24]),
  target: [1, 0],
  loss: 'CrossEntropyLoss',
  layers: [
    { name: 'conv1', type: 'Conv1d', out_channels: 4, kernel_size: 5, stride: 2, padding: 2 },
    { name: 'relu', type: 'ReLU' },
    { name: 'conv2', type: 'Conv1d', out_channels: 2, kernel_size: 3 },
    { type: 'Flatten' },
    { name: 'fc', type: 'Linear', out_features: 3 },
  ],
});

export const volumes = net('volumes.net.json', {
  name: 'Volumes',
  input: noise([2, 2, 7, 6, 5]),
  target: [1, 0],
  loss: 'CrossEntropyLoss',
  layers: [
    { name: 'conv1', type: 'Conv3d', out_channels: 3, kernel_size: [3, 3, 2], stride: [2, 1, 1], padding: [1, 0, 0] },
    { name: 'relu', type: 'ReLU' },
    { type: 'Flatten' },
    { name: 'fc', type: 'Linear', out_features: 3 },
  ],
});

export const manyInputs = net('inputs.net.json', {
  name: 'Three branches',
  input: noise([2, 3, 6, 7]),
  target: [1, 0],
  loss: 'CrossEntropyLoss',
  layers: [
    { name: 'a', type: 'Conv2d', out_channels: 2, kernel_size: 1 },
    { name: 'b', type: 'Conv2d', out_channels: 3, kernel_size: 3, padding: 1, inputs: ['input'] },
    { name: 'c', type: 'Conv2d', out_channels: 1, kernel_size: 5, padding: 2, inputs: ['input'] },
    { name: 'cat', type: 'Cat', dim: 1, inputs: ['a', 'b', 'c'] },
    { type: 'Flatten' },
    { name: 'fc', type: 'Linear', out_features: 3 },
  ],
});

/** z = 0 in the middle: ReLU at a tie, and one entry of the input that turns a unit nearby. */
export const kinks = net('kinks.net.json', {
  name: 'Kinks',
  input: {
    shape: [1, 1, 3, 4],
    data: [
      [
        [
          [0.5, -1, 0, 2],
          [1, 1e-9, -0.25, 0.75],
          [-2, 0.125, 3, -0.5],
        ],
      ],
    ],
  },
  target: [1],
  loss: 'CrossEntropyLoss',
  layers: [
    { name: 'relu1', type: 'ReLU' },
    { name: 'pool', type: 'MaxPool2d', kernel_size: 2, stride: 1 },
    { type: 'Flatten' },
    { name: 'fc', type: 'Linear', out_features: 3 },
  ],
});

const side = 32;

/** A ball on a slope from one colour to another, as a PNG in base64. */
function ball(from, to, colour, [row, column]) {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const distance = Math.hypot(y - row, x - column) / 9;
      const light = 1 - 0.5 * distance;
      for (let c = 0; c < 3; c++) {
        const ground = from[c] + ((to[c] - from[c]) * y) / side;
        data[(y * side + x) * 3 + c] = distance < 1 ? colour[c] * light : ground;
      }
    }
  }
  return Buffer.from(encode({ width: side, height: side, data, channels: 3 })).toString('base64');
}

const colours = {
  name: 'Colours',
  input: {
    shape: [2, 3, side, side],
    data: {
      file: ['orange.png', 'plum.png'],
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    },
  },
  target: [1, 0],
  loss: 'CrossEntropyLoss',
  layers: [
    { name: 'conv1', type: 'Conv2d', out_channels: 4, kernel_size: 5, stride: 2, padding: 2 },
    { name: 'relu', type: 'ReLU' },
    { name: 'pool', type: 'MaxPool2d', kernel_size: 2 },
    { type: 'Flatten' },
    { name: 'fc', type: 'Linear', out_features: 3 },
  ],
};

export const pictures = {
  ...net('colours.net.json', colours),
  files: {
    'orange.png': ball([120, 180, 240], [30, 90, 60], [255, 160, 40], [14, 12]),
    'plum.png': ball([240, 230, 200], [150, 140, 120], [140, 40, 130], [18, 20]),
  },
};

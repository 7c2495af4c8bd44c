// Small networks for what the examples do not have: sequences, volumes, many inputs.
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

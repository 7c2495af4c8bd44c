/** The keys of a `*.net.json` file with their docs: read by the reader, the schema and the documentation. */
export const topLevelKeys = {
  $schema: 'Address of a JSON Schema; GradLens brings its own.',
  name: 'Name of the network; the name of the file when left out.',
  input: 'The input: its shape N,C,H,W and its data.',
  target: 'What the loss compares the output with: class indices, a nested array, or a file. Assumed when left out.',
  loss: 'The loss C, by PyTorch\'s name, or an object with "type" and its options.',
  weights:
    'File with the parameters by state_dict key (.safetensors, .npz, .pt, .pth). Left out: PyTorch\'s default init from "seed".',
  seed: 'Seed of everything random: default weights, random data, dropout masks. 0 when left out.',
  mode: 'Whether batch statistics and dropout are those of training or of evaluation. "train" when left out.',
  layers: 'The layers in order. A layer reads the one before it unless "inputs" says otherwise.',
  model:
    'Python file and what makes the network there, in place of "layers": "lenet.py:LeNet" or "resnet.py:resnet18(num_classes=10)".',
} as const;

export const inputKeys = {
  shape: 'Shape of the input, N,C,H,W for pictures. May be left out when the data tell it.',
  data: 'A nested array, a file (.png, .jpg, .npy, .npz, .safetensors, .csv, IDX), several files as a batch, { "random": "normal", "seed": 0 }, or { "file": …, "resize": …, "mean": …, "std": … }.',
} as const;

/** Files as input, with what is done to their numbers, in this order. */
export const fileKeys = {
  file: 'A file, or several that make a batch.',
  samples: 'Which samples of the file, by their index from 0.',
  resize: 'Rows and columns that pictures are brought to: bilinear, with antialiasing.',
  scale: 'Factor of every number: 0.00392156862745098 makes bytes 0 … 1. Pictures (.png, .jpg) are 0 … 1 already.',
  mean: 'Subtracted: one number, or one for each channel.',
  std: 'Divided by, after the mean was subtracted: one number, or one for each channel.',
} as const;

export const randomKeys = {
  random: 'The distribution: "normal" (mean 0, variance 1) or "uniform" (0 to 1).',
  seed: 'Seed of these data; the seed of the file when left out.',
} as const;

export const layerKeyDocs = {
  name: 'Name of the layer, which its parameters carry: conv1 gives conv1.weight.',
  type: 'Type of the layer, by PyTorch\'s name; or a file with a layer of your own, such as "./my-conv.ts".',
  inputs: 'Names of the layers it reads, or "input" for the network\'s input. The layer before when left out.',
  like: 'For a layer of your own: the built-in layer that it is to be the same as. It then has its options and parameters.',
} as const;

export const distributions = ['normal', 'uniform'] as const;
export const modes = ['train', 'eval'] as const;

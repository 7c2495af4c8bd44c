// What the harness draws: the pictures of the panel's specification, and some between them.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const examples = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../examples');
const base64 = (file) => fs.readFileSync(path.join(examples, file)).toString('base64');

const files = {
  'digits/seven.png': base64('digits/seven.png'),
  'lenet5.safetensors': base64('lenet5.safetensors'),
};
const lenet = { file: 'lenet5.net.json', text: fs.readFileSync(path.join(examples, 'lenet5.net.json'), 'utf8'), files };

const small = `{
  "name": "LeNet-small",
  "input":  { "shape": [1, 1, 28, 28], "data": "digits/seven.png" },
  "target": [7],
  "loss": "CrossEntropyLoss",
  "layers": [
    { "name": "conv1", "type": "Conv2d",
      "out_channels": 6, "kernel_size": 5, "stride": 2 },
    { "type": "AvgPool2d", "kernel_size": 2 },
    { "name": "conv2", "type": "Conv2d",
      "out_channels": 16, "kernel_size": 3 },
    { "name": "conv3", "type": "Conv2d",
      "out_channels": 120, "kernel_size": 5 },
    { "type": "Tanh" },
    { "type": "Flatten" },
    { "name": "fc1", "type": "Linear", "out_features": 84 },
    { "name": "fc2", "type": "Linear", "out_features": 10 }
  ]
}
`;
const misfit = { file: 'lenet-small.net.json', text: small, files, check: true };

const overview = { ...lenet, selected: 3, check: true };
const fault = {
  layer: 3,
  tensor: 'dx',
  sentence: 'dx of conv2 equals what you get when the kernel is not rotated by 180°.',
};

export const scenes = {
  'overview-dark': overview,
  'overview-light': { ...overview, theme: 'light' },
  'overview-high-contrast': { ...overview, theme: 'highContrast' },
  'entry-dark': {
    ...overview,
    steps: async (page) => {
      await page.click('.banner .link');
      await page.waitForTimeout(500);
    },
  },
  'height-800': { ...overview, width: 850, height: 900, scale: 1 },
  'streaming-dark': { ...overview, holdAt: 6 },
  'empty-dark': { ...lenet, height: 850 },
  'problem-light': { ...misfit, theme: 'light', height: 850 },
  'problem-dark': { ...misfit, height: 850 },
  'wrong-dark': { ...overview, fault },
  'width-900': { ...overview, width: 900 },
  'width-600': { ...overview, width: 600 },
  'narrow-dark': { ...overview, width: 420, height: 1150, scale: 2 },
  'narrow-light': { ...overview, theme: 'light', width: 420, height: 1150, scale: 2 },
  'short-dark': { ...overview, height: 620 },
  'help-dark': { ...overview, steps: (page) => page.keyboard.press('?') },
  'menu-dark': { ...overview, steps: (page) => page.click('.check vscode-button') },
};

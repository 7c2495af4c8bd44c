// What the harness draws: the pictures of the panel's specification, and some between them.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { kinks, manyInputs, pictures, sequences, volumes } from './nets.mjs';

const examples = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../examples');
const base64 = (file) => fs.readFileSync(path.join(examples, file)).toString('base64');

const files = {
  'digits/seven.png': base64('digits/seven.png'),
  'lenet5.safetensors': base64('lenet5.safetensors'),
};
const lenet = { file: 'lenet5.net.json', text: fs.readFileSync(path.join(examples, 'lenet5.net.json'), 'utf8'), files };

const residual = {
  file: 'residual.net.json',
  text: fs.readFileSync(path.join(examples, 'residual.net.json'), 'utf8'),
  files: {},
  check: true,
};

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
/** LeNet-5 with a convolution of the user's own, whose code is right until something in it is replaced. */
const code = (file) => fs.readFileSync(path.join(examples, 'custom-layer', file), 'utf8');
const mine = (...changes) => {
  const right = code('my-conv.ts');
  const text = changes.reduce((so, [from, to]) => {
    if (!so.includes(from)) throw new Error(`my-conv.ts has no ${from}`);
    return so.replace(from, to);
  }, right);
  const network = code('lenet5-mine.net.json').replaceAll('../', '');
  return { file: 'lenet5-mine.net.json', text: network, files, code: { 'my-conv.ts': text }, check: true, selected: 3 };
};
const readsKernel = 'd * weight.data[at(o, c, p, q)]';
const notRotated = [readsKernel, 'd * weight.data[at(o, c, K - 1 - p, L - 1 - q)]'];
const averaged = ['db[o] += d;', 'db[o] += d / (OH * OW);'];
const wrong = mine(notRotated);
const twoWrong = mine(notRotated, averaged);
const unmatched = mine([readsKernel, `${readsKernel} * (1 + 0.01 * ((7 * u + 3 * v + c) % 5))`]);
const properties = mine(['return { dx,', 'dx[7] += 0.03;\n  return { dx,']);

const numeric = async (page) => {
  await page.click('#tab-numeric');
  await page.waitForTimeout(500);
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
  'filling-dark': { ...overview, holdAt: 3 },
  'empty-dark': { ...lenet, height: 850 },
  'problem-light': { ...misfit, theme: 'light', height: 850 },
  'problem-dark': { ...misfit, height: 850 },
  'wrong-dark': wrong,
  'wrong-light': { ...wrong, theme: 'light' },
  'wrong-high-contrast': { ...wrong, theme: 'highContrast' },
  'wrong-narrow': { ...wrong, width: 420, height: 1600 },
  'wrong-two': twoWrong,
  'wrong-700': { ...wrong, width: 700 },
  'wrong-900': { ...wrong, width: 900 },
  'wrong-1300': { ...wrong, width: 1300 },
  'unmatched-dark': unmatched,
  'compare-dark': { ...overview, against: 3 },
  'compare-light': { ...overview, against: 3, selected: 6, theme: 'light' },
  'compare-narrow': { ...overview, against: 3, width: 420, height: 1600 },
  'compare-entry': {
    ...overview,
    against: 3,
    steps: async (page) => {
      await page.click('#tab-entry');
      await page.waitForTimeout(500);
    },
  },
  'properties-dark': { ...properties, height: 1300 },
  'sweep-dark': { ...overview, selected: 4, steps: numeric },
  'sweep-light': { ...overview, selected: 4, theme: 'light', steps: numeric },
  'sweep-affine': { ...overview, steps: numeric },
  'sweep-loss': { ...overview, selected: 12, steps: numeric },
  'sweep-wrong': { ...wrong, steps: numeric },
  'sweep-kink': {
    ...kinks,
    selected: 0,
    theme: 'highContrast',
    steps: async (page) => {
      await page.click('.kinkList li:last-child .link');
      await numeric(page);
    },
  },
  'sweep-narrow': { ...overview, selected: 4, width: 420, height: 1600, steps: numeric },
  'branches-dark': { ...residual, selected: 8 },
  'branches-narrow': { ...residual, width: 420 },
  'axes-sequences': { ...sequences, selected: 0 },
  'axes-volumes': { ...volumes, selected: 0 },
  'axes-inputs': { ...manyInputs, selected: 3 },
  'kinks-maps': { ...kinks, selected: 0 },
  'kinks-entry': {
    ...kinks,
    selected: 0,
    steps: async (page) => {
      await page.click('.kinkList .link');
      await page.waitForTimeout(500);
    },
  },
  'picture-dark': { ...pictures, selected: -1 },
  'picture-second': {
    ...pictures,
    selected: -1,
    theme: 'light',
    steps: async (page) => {
      await page.keyboard.press('}');
      await page.hover('.selector.sample');
      await page.mouse.wheel(0, 100);
      await page.waitForTimeout(500);
    },
  },
  'picture-conv': { ...pictures, selected: 0 },
  'picture-narrow': { ...pictures, selected: -1, width: 420 },
  'width-900': { ...overview, width: 900 },
  'width-600': { ...overview, width: 600 },
  'narrow-dark': { ...overview, width: 420, height: 1150, scale: 2 },
  'narrow-light': { ...overview, theme: 'light', width: 420, height: 1150, scale: 2 },
  'short-dark': { ...overview, height: 620 },
  'help-dark': { ...overview, steps: (page) => page.keyboard.press('?') },
  'menu-dark': { ...overview, steps: (page) => page.click('.check vscode-button') },
};
